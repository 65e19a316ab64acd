"""What the paragraphs of the letters are called in a list, and in which letters they stand."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.letters.data import Paragraph
from referrals.letters.paragraphs import KEYS
from referrals.letters.words import voice

LETTERS: dict[str, str | Promise] = {
    "granted_time": _("right, with a time"),
    "granted_week": _("right, with a week"),
    "refused": _("no right"),
    "redirected": _("sent on"),
    "time_set": _("new time"),
    "changed_place": _("another place"),
    "deadline_not_kept": _("deadline not kept"),
    "complaint_received": _("complaint received"),
    "complaint_formalities": _("complaint to be mended"),
    "preliminary_answer": _("preliminary answer"),
    "overturned": _("decision changed"),
    "partly_overturned": _("decision partly changed"),
    "dismissed": _("complaint dismissed"),
    "upheld_sent": _("sent to Statsforvalteren"),
    "returned": _("answer from Statsforvalteren"),
    "question": _("question to the referrer"),
    "receipt": _("receipt to the referrer"),
}
NAME = 40


def spoken(text: str) -> str:
    """The words as the patient reads them; names that a case fills in stay in braces."""
    for name, words in voice("nb", "patient").items():
        text = text.replace(f"{{{name}}}", words)
    return text


def begun(text: str, length: int) -> str:
    """The beginning, cut between two words."""
    said = spoken(text)
    return said if len(said) <= length else said[:length].rsplit(" ", 1)[0] + " …"


def label_of(paragraph: Paragraph) -> str:
    """Its heading; one without a heading goes on from the one before, and is called by how it begins."""
    return spoken(paragraph.heading) or begun(paragraph.text, NAME)


def letters_with(key: str) -> str:
    return ", ".join(str(LETTERS[kind]) for kind, keys in KEYS.items() if key in keys)
