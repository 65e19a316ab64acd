"""Why a place cannot be booked, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from institutions.models import Pool
from institutions.planning.volume import Refusal
from institutions.planning.weeks import week_number
from rve.core.errors import Conflict


class NoFreeWeek(Conflict):
    """No week within the horizon takes the stay."""


def refused(refusal: Refusal, pool: Pool) -> Conflict:
    """The refusal as an error that names the place and the week."""
    sentences = {
        "full": _("%(place)s is full in week %(week)s, %(year)s. Choose another week or another place."),
        "closed": _("%(place)s has no agreement for these places in week %(week)s, %(year)s."),
        "volume": _(
            "%(place)s has used the volume that was bought for the half year around week %(week)s, %(year)s."
            " Choose a later week or another place."
        ),
    }
    return Conflict(sentences[refusal.why] % _named(refusal, pool), field="week")


def capacity_refused(refusal: Refusal, pool: Pool) -> Conflict:
    """Why the number of places cannot be lowered so far."""
    sentences = {
        "full": _(
            "More patients are booked in week %(week)s, %(year)s than these places take. Move them first."
        ),
        "volume": _(
            "In the half year from week %(week)s, %(year)s more is booked than these places take."
            " Move some first."
        ),
    }
    return Conflict(sentences[refusal.why] % _named(refusal, pool), field="places")


def no_free_week(pool: Pool) -> NoFreeWeek:
    sentence = _("%(place)s has no free place for a stay of this length in the next two years.")
    return NoFreeWeek(sentence % {"place": pool.institution.name}, field="week")


def _named(refusal: Refusal, pool: Pool) -> dict[str, object]:
    return {
        "place": pool.institution.name,
        "week": week_number(refusal.week),
        "year": refusal.week.isocalendar().year,
    }
