"""A question about a referral that a system sent reaches the GP by e-mail too, where the GP is known here."""

from __future__ import annotations

import datetime as dt

import pytest

from referrals.models import Referral
from referrals.use_cases import cases, questions
from referrals.use_cases.questions import QuestionItem
from rve.core.models import Message, Organisation, RoleAssignment, User
from tests.people import NOW, World, an_organisation
from tests.referrals.messages.conftest import Taken
from tests.referrals.messages.written import STRANGER, henvisning

KARIS = "9100001"


@pytest.fixture
def kari(sector: World) -> User:
    """The GP with the number that the written referrals name."""
    User.objects.filter(pk=sector.kari.user.pk).update(hpr_number=KARIS)
    return sector.kari.user


def linked() -> User | None:
    referrer = Referral.objects.select_related("referrer__user").get().referrer
    return referrer.user if referrer else None


def test_the_gp_is_linked_by_number_and_gets_the_question_by_mail(
    taken: Taken, sector: World, kari: User
) -> None:
    taken(henvisning("2.0"))
    case = Referral.objects.get()
    assert linked() == kari
    case = cases.claim(referral=case, by=sector.ingrid, now=NOW, version=case.version)
    item = QuestionItem(fact="", text="Bor pasienten alene?")
    questions.ask(referral=case, items=[item], by=sector.ingrid, now=NOW, version=case.version)
    assert Message.objects.filter(user=kari, template="question").count() == 1
    assert case.messages_out.filter(kind="question").count() == 1


def test_a_doctor_of_another_organisation_is_not(taken: Taken, sector: World, kari: User) -> None:
    hospital = an_organisation(sector.region, "hf", "Helse Nord-Trøndelag", "700000499")
    Organisation.objects.filter(pk=hospital.pk).update(her_id=STRANGER)
    taken(henvisning("2.0", sender=STRANGER))
    assert (Referral.objects.get().organisation_id, linked()) == (hospital.pk, None)


def test_nor_one_who_is_no_referrer_there_any_more(taken: Taken, kari: User) -> None:
    RoleAssignment.objects.filter(user=kari).update(valid_to=dt.date(2026, 1, 1))
    taken(henvisning("2.0"))
    assert linked() is None


def test_nor_one_of_two_with_the_same_number(taken: Taken, sector: World, kari: User) -> None:
    other = User.objects.create(username="kari-2", name="Kari Bjerkan", hpr_number=KARIS)
    role = RoleAssignment.objects.get(user=kari)
    role.pk, role.user = None, other
    role.save()
    taken(henvisning("2.0"))
    assert linked() is None


def test_a_sender_that_is_not_known_here_links_nobody(taken: Taken, kari: User) -> None:
    taken(henvisning("2.0", sender="8000099"))
    assert linked() is None
