"""A letter never shows another person's data, nor any identity number, nor a protected address.

Two cases stand in the same region with rows of the same kinds; whatever their people are called, whatever is
written of them and whoever reads, nothing of the one is in a letter of the other.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from referrals.letters.compose import compose
from referrals.letters.data import ABOUT_PLACE, COMPLAINT, INFORMS
from referrals.letters.glyphs import printable
from referrals.models import Complaint, Decision
from referrals.use_cases.letter_data import Subject, data_of
from referrals.use_cases.letter_recipients import recipients_for
from tests.people import NOW, World, a_patient, a_signed_decision

TODAY = NOW.date()
# The first, granted_time, is granted_week with a time: it needs a stay that has one.
KINDS = tuple(dict.fromkeys((*INFORMS, *ABOUT_PLACE, *COMPLAINT)))
WORDS = st.text(alphabet="abcæøåDEF{}<>&\\#'\" -", min_size=1, max_size=12)
ROLES = ("parent", "guardian", "authorised", "child_welfare")
COMPLAINANTS = tuple(Complaint.Complainant.values)
NUMBER = re.compile(r"\d{11}|\d{6} \d{5}")


@dataclass(frozen=True)
class Person:
    """All that one case says of its people; every text bears the case's own sign."""

    given: str
    family: str
    street: str
    guardians: tuple[tuple[str, str, str], ...]
    referrer: str
    practice: str
    clinical: str
    statement: str
    interpreter: str
    born: dt.date
    protection: str
    wish: str
    complainant: str
    representative: str
    authority: bool
    language: str

    def texts(self) -> set[str]:
        own = {getattr(self, one.name) for one in dataclasses.fields(self) if one.type == "str"}
        own |= {text for _role, *texts in self.guardians for text in texts}
        known = {"none", "confidential", "strictly", "yes", "no", "", "nb", "nn", *COMPLAINANTS}
        return {printable(text) for text in own - known}


def people(sign: str) -> st.SearchStrategy[Person]:
    text = WORDS.map(lambda words: f"{sign}{words}{sign}")
    return st.builds(
        Person,
        **dict.fromkeys(
            ("given", "family", "street", "referrer", "practice", "clinical", "statement", "representative"),
            text,
        ),
        guardians=st.lists(st.tuples(st.sampled_from(ROLES), text, text), max_size=2).map(tuple),
        interpreter=st.just("") | text,
        born=st.sampled_from((4, 11, 12, 15, 16, 60)).map(lambda age: TODAY.replace(year=TODAY.year - age)),
        protection=st.sampled_from(("none", "confidential", "strictly")),
        wish=st.sampled_from(("yes", "no")),
        complainant=st.sampled_from(COMPLAINANTS),
        authority=st.booleans(),
        language=st.sampled_from(("nb", "nn")),
    )


@dataclass
class Case:
    """One case with its rows; the words are put on them in memory for each example."""

    decision: Decision
    complaint: Complaint
    place: str

    def filled(self, who: Person, outcome: str) -> Case:
        referral = self.decision.referral
        referral.given_name, referral.family_name = who.given, who.family
        referral.birth_date, referral.protection, referral.language = who.born, who.protection, who.language
        referral.interpreter = who.interpreter
        guardians = [{"role": role, "name": name, "address": road} for role, name, road in who.guardians]
        referral.practical = {"guardians": guardians, "patient_wish_parents": who.wish}
        referral.clinical = {"situation": who.clinical}
        assert referral.details is not None and referral.referrer is not None
        referral.details.address = who.street
        referral.referrer.name, referral.referrer.practice = who.referrer, who.practice
        self.decision.outcome = outcome
        for name in ("nytte", "ressurs", "alvorlighet", "municipal_help"):
            setattr(self.decision, name, who.clinical)
        self.decision.redirect_to = "supplier" if outcome == "redirected" else ""
        self._complain(who)
        return self

    def _complain(self, who: Person) -> None:
        complaint = self.complaint
        complaint.complainant, complaint.authority_shown = who.complainant, who.authority
        complaint.complainant_name = (
            f"{who.given} {who.family}" if who.complainant == "patient" else who.representative
        )
        complaint.statement = complaint.cause_text = complaint.formalities_text = who.statement
        complaint.end_reason = who.statement
        complaint.referral = self.decision.referral

    def letters(self, kind: str) -> list[tuple[str, str]]:
        """Role and text of every letter of a kind."""
        placement = self.decision.placements.select_related("institution", "decision").get()
        placement.decision = self.decision
        placement.scheduled_at = NOW if kind == "time_set" else None
        subject = Subject(
            kind=kind,
            referral=self.decision.referral,
            decision=self.decision,
            placement=placement,
            complaint=self.complaint if kind in COMPLAINT else None,
            extra={"answer": "quashed"},
        )
        made = [compose(data_of(subject, one, on=TODAY)) for one in recipients_for(subject, on=TODAY)]
        return [(one.role, str(dataclasses.asdict(one))) for one in made]


def a_case(world: World, institution: str, **changed: Any) -> Case:
    made = a_signed_decision(world, patient=a_patient(**changed), decision={"institution": institution})
    complaint = Complaint.objects.create(
        referral=made.referral,
        decision=made,
        reference=f"{made.referral.reference}-K1",
        channel="paper",
        about=["right"],
        grounds="Uenig.",
        complainant="patient",
        complainant_name="",
        received_on=TODAY,
        known_on=TODAY,
        window_ends_on=TODAY,
        lateness="in_time",
        cause="new_facts",
        created_at=NOW,
        updated_at=NOW,
    )
    return Case(made, complaint, institution.capitalize())


def fitting(kind: str) -> str:
    """The outcome a kind of letter tells of."""
    return kind if kind in ("refused", "redirected") else "granted"


def quoted(text: str) -> str:
    return repr(text)[1:-1]


def in_memory(examples: int) -> settings:
    """Every example dresses the same two cases anew, so that they may be made once."""
    return settings(
        max_examples=examples,
        deadline=None,
        # Making a failing example smaller takes minutes, and says little more.
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


def check_apart(cases: tuple[Case, Case], kind: str, mine: Person, other: Person) -> None:
    first, second = cases[0].filled(mine, fitting(kind)), cases[1].filled(other, fitting(kind))
    for case, strange, stranger in ((first, other, second), (second, mine, first)):
        forbidden = strange.texts() | {str(stranger.decision.referral.reference), stranger.place}
        for role, text in case.letters(kind):
            assert not [one for one in forbidden if quoted(one) in text], (kind, role)
            assert "Zw" not in text or "Qx" not in text, (kind, role)
            assert not NUMBER.search(text), (kind, role)


@pytest.mark.django_db
@in_memory(25)
@given(kind=st.sampled_from(KINDS[1:]), mine=people("Qx"), other=people("Zw"))
def test_nothing_of_the_one_is_in_a_letter_of_the_other(
    cases: tuple[Case, Case], kind: str, mine: Person, other: Person
) -> None:
    check_apart(cases, kind, mine, other)


@pytest.mark.slow
@pytest.mark.django_db
@in_memory(600)
@given(kind=st.sampled_from(KINDS[1:]), mine=people("Qx"), other=people("Zw"))
def test_nothing_of_the_one_is_in_any_of_many_letters_of_the_other(
    cases: tuple[Case, Case], kind: str, mine: Person, other: Person
) -> None:
    check_apart(cases, kind, mine, other)


@pytest.mark.django_db
@in_memory(15)
@given(
    kind=st.sampled_from(KINDS[1:]),
    mine=people("Qx"),
    protection=st.sampled_from(("confidential", "strictly")),
)
def test_a_protected_address_is_nowhere(
    cases: tuple[Case, Case], kind: str, mine: Person, protection: str
) -> None:
    hidden = dataclasses.replace(mine, protection=protection, street="Skjultvegen 99")
    for role, text in cases[0].filled(hidden, fitting(kind)).letters(kind):
        assert "Skjultvegen" not in text and "7650 Verdal" not in text, (kind, role)


@pytest.mark.django_db
@in_memory(15)
@given(
    kind=st.sampled_from(("complaint_formalities", "dismissed")),
    mine=people("Qx"),
    complainant=st.sampled_from(("authorised", "lawyer", "other", "guardian")),
)
def test_one_without_authority_learns_nothing_of_the_patient_but_the_name(
    cases: tuple[Case, Case], kind: str, mine: Person, complainant: str
) -> None:
    secrets = {
        "clinical": "Journalnotat",
        "street": "Hos pasienten",
        "referrer": "Lege Lund",
        "interpreter": "tigrinja",
    }
    who = dataclasses.replace(mine, complainant=complainant, authority=False, guardians=(), **secrets)
    case = cases[0].filled(who, "granted")
    subject = Subject(
        kind=kind, referral=case.decision.referral, decision=case.decision, complaint=case.complaint
    )
    told = [one for one in recipients_for(subject, on=TODAY) if one.name == who.representative]
    assert len(told) == 1
    letter = compose(data_of(subject, told[0], on=TODAY))
    assert "about" in {row.key for row in letter.facts}
    text = str(dataclasses.asdict(letter))
    for secret in (*secrets.values(), case.place, str(who.born.year), "Tolk", "Delytelse", "rehabilitering"):
        assert secret not in text, secret


@pytest.fixture
def cases(world: World) -> tuple[Case, Case]:
    other = {"given_name": "Zwana", "family_name": "Zwald"}
    return a_case(world, "fjellheimen"), a_case(world, "havblikk", **other)
