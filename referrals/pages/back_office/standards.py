"""What holds where nothing of one's own was entered: the standard settings and paragraphs, to start from."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from referrals.letters.paragraphs import library
from referrals.letters.picks import shipped_picks
from referrals.models import LetterParagraph
from referrals.pages.back_office.library_form import kinds_in_words
from referrals.pages.back_office.paragraph_words import begun, label_of, letters_with
from referrals.pages.back_office.setting_words import SETTINGS, in_words
from rve.core import clock
from rve.core.policies import Actor
from rve.core.settings_by_date import DEFAULTS, value

SHOWN = 90


@dataclass(frozen=True, slots=True)
class Standard:
    """A line: what it is, what it means, what holds today, the standard; `own` where the region differs."""

    key: str
    label: str | Promise
    meaning: str | Promise
    holds: str
    own: bool


def of_settings(actor: Actor) -> list[Standard]:
    found = []
    for key, standard in DEFAULTS.items():
        now = value(region=actor.region, key=key, on=clock.today())
        words = SETTINGS[key]
        found.append(Standard(key, words.label, words.meaning, in_words(key, now), own=now != standard))
    return found


def of_paragraphs(actor: Actor) -> list[Standard]:
    today = clock.today()
    rows = LetterParagraph.objects.filter(region=actor.region, kinds=[], valid_from__lte=today)
    own = {row.key for row in rows if row.valid_to is None or today < row.valid_to}
    return [
        Standard(one.key, label_of(one), letters_with(one.key), begun(one.text, SHOWN), own=one.key in own)
        for one in library("nb")
    ]


def of_library(actor: Actor) -> list[Standard]:
    """The shipped paragraphs, and whether the region has its own words for one."""
    today = clock.today()
    rows = LetterParagraph.objects.filter(region=actor.region, valid_from__lte=today).exclude(kinds=[])
    own = {row.key for row in rows if row.valid_to is None or today < row.valid_to}
    return [
        Standard(
            one.paragraph.key,
            label_of(one.paragraph),
            kinds_in_words(one.kinds),
            begun(one.paragraph.text, SHOWN),
            own=one.paragraph.key in own,
        )
        for one in shipped_picks("nb")
    ]
