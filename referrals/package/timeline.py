"""What happened, in words and with dates, and every deadline with the proof of its day."""

from __future__ import annotations

from institutions.models import Institution
from referrals import event_words
from referrals.models import Clock
from referrals.package.blocks import Block, Heading, Rows, Table, Text
from referrals.package.material import Material
from referrals.package.words import words_in
from referrals.pages.case_event_words import TELL, Line, Teller, lines
from referrals.proofs import proof_text
from rve.core.dates import local
from rve.core.models import CaseEvent, User

# Deadlines of others, and windows of the patient's: nobody here can break them.
NOT_OURS = ("complaint_window", "statsforvalter")


def timeline_section(material: Material) -> list[Block]:
    return [*_events(material), *_clocks(material)]


def _events(material: Material) -> list[Block]:
    """The oldest first."""
    say = material.say
    told = [line for part in _parts(material) for line in part]
    rows = tuple((say.moment(line.at), line.words) for line in reversed(told))
    title = say("timeline", "events")
    head = (say("timeline", "when"), say("timeline", "what"))
    return [Heading(title), Table(title, head, rows, (1.5, 5))]


def _parts(material: Material) -> list[list[Line]]:
    """Runs of events the case page has words for, and those it has not, the newest first as they come."""
    names = Institution.objects.filter(region=material.referral.region_id).values_list("kode", "name")
    referrer = material.referral.referrer
    sender = (referrer.practice if referrer else "") or material.referral.organisation.name
    teller = Teller(User(pk=0), material.words, dict(names), sender)
    runs: list[list[CaseEvent]] = []
    for event in material.events:
        if runs and _has_words(runs[-1][-1]) == _has_words(event):
            runs[-1].append(event)
        else:
            runs.append([event])
    return [
        lines(run, teller) if _has_words(run[0]) else [_own(one, material) for one in run] for run in runs
    ]


def _has_words(event: CaseEvent) -> bool:
    return event.verb in TELL or event.verb in event_words.WORDS


def _own(event: CaseEvent, material: Material) -> Line:
    say = material.say
    who = event.by.name if event.by else say("timeline", "anybody")
    changes = {key: str(value) for key, value in event.changes.items()}
    words = say.code("events", event.verb).format_map(_Known({**changes, "who": who}))
    words = words if event.verb in _own_verbs(say.language) else f"{who}: {words}."
    return Line(event.at, f"{words} «{event.reason}»" if event.reason else words)


def _own_verbs(language: str) -> dict[str, str]:
    found: dict[str, str] = words_in(language)["events"]
    return found


class _Known(dict[str, str]):
    """What an event does not say is a dash in its sentence."""

    def __missing__(self, key: str) -> str:
        return "–"


def _clocks(material: Material) -> list[Block]:
    say = material.say
    started = [one for one in material.clocks if one.starts_on <= local(material.now).date()]
    blocks: list[Block] = [Heading(say("timeline", "clocks"))]
    if not started:
        return [*blocks, Text((say("timeline", "none"),))]
    blocks.append(Text((say("timeline", "clocks_lead"),), small=True))
    for clock in started:
        title = clock.title or say.code("clocks", clock.kind)
        blocks += [Heading(title, 3), Rows(tuple(_rows(clock, material)))]
        proof = _proof(clock, say.language)
        if proof:
            blocks.append(Text((proof,)))
    return blocks


def _rows(clock: Clock, material: Material) -> list[tuple[str, str]]:
    say = material.say
    return [
        (say("timeline", "starts"), say.day(clock.starts_on)),
        (say("timeline", "due"), say.day(clock.due_on)),
        (say("timeline", "state"), _state(clock, material)),
    ]


def _state(clock: Clock, material: Material) -> str:
    say, now = material.say, material.now
    if clock.met_at and clock.met_at <= now:
        day = local(clock.met_at).date()
        late = day > clock.due_on and clock.kind not in NOT_OURS
        return say("timeline", "met_late" if late else "met", day=say.day(day))
    if clock.cancelled_at and clock.cancelled_at <= now:
        return say("timeline", "ended", day=say.day(local(clock.cancelled_at).date()))
    if clock.kind in NOT_OURS:
        return say("timeline", "follow") if clock.kind == "statsforvalter" else say("timeline", "running")
    return say("timeline", "over" if clock.due_on < local(now).date() else "running")


def _proof(clock: Clock, language: str) -> str:
    return proof_text(clock, language) if clock.proof else ""
