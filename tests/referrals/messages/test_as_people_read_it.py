"""What came by message, told to people: no ids, days as elsewhere, from whom, how it came, what is aside."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _
from pytest_django import DjangoAssertNumQueries, Settings

from referrals.messages.transport import folder
from referrals.models import MessageIn, Referral
from rve.core.models import Organisation
from tests.people import World, an_organisation
from tests.referrals.messages.conftest import Taken
from tests.referrals.messages.test_pages import page_of
from tests.referrals.messages.written import STRANGER, henvisning

ASSESSED = """<VurderingAvHenvisning>
  <DatoMottakOgVurdering><TypeDato V='1' DN='Ansiennitetsdato'/><Dato>2026-02-20</Dato>
  </DatoMottakOgVurdering>
  <Opplysninger><ForlopsId>8c51fd42-33f9-4c1e-9a53-0d2f5c1b7e10</ForlopsId>
  <RettTilHelsehjelp>true</RettTilHelsehjelp></Opplysninger></VurderingAvHenvisning>"""
AT = "<Booking><StartDateTime V='{moment}'/></Booking>"


def more() -> str:
    return str(Referral.objects.get().clinical["message"])


def listed(world: World) -> str:
    page = page_of(world.marit).get(reverse("messages"), {"view": "in"})
    return " ".join(page.content.decode().split())


def test_an_id_of_a_system_is_not_read_and_a_day_is_written_as_elsewhere(taken: Taken) -> None:
    taken(henvisning("2.0", decided=ASSESSED))
    assert "Tidligere vurdering: Ansiennitetsdato, 20. feb. 2026, ja" in more()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-23T09:05:00", "23. nov. 2026 kl. 09.05"),
        ("2026-11-23T23:30:00Z", "24. nov. 2026 kl. 00.30"),
        ("2026-11-23T00:00:00", "23. nov. 2026"),
        ("2026-11-23+01:00", "23. nov. 2026"),
        ("2026-13-45", "2026-13-45"),
        ("Ring 2026-11-23", "Ring 2026-11-23"),
    ],
)
def test_a_moment_is_norwegian_time_and_what_is_no_date_stands_as_it_came(
    taken: Taken, moment: str, words: str
) -> None:
    taken(henvisning("2.0", decided=AT.format(moment=moment)))
    assert f"Time: {words}\n" in more() + "\n"


def test_a_persons_her_id_is_told_by_the_name_of_the_organisation(taken: Taken, sector: World) -> None:
    taken(henvisning("1.1"))
    assert MessageIn.objects.get().sender_her_id == "8000012"
    said = listed(sector)
    assert "Verdal legesenter" in said
    assert "HER 8000012" not in said


def test_a_her_id_that_two_organisations_have_used_is_told_as_it_is(taken: Taken, sector: World) -> None:
    other = an_organisation(sector.region, "hf", "Helse Nord-Trøndelag", "700000499")
    Organisation.objects.filter(pk=other.pk).update(her_id=STRANGER)
    taken(henvisning("1.1"))
    taken(henvisning("1.1", sender=STRANGER))
    assert listed(sector).count("HER 8000012") == 2


def test_a_sender_who_is_not_known_here_is_not_told_as_the_unit(taken: Taken, sector: World) -> None:
    taken(henvisning("1.1", sender=STRANGER))
    assert "HER 8000012" in listed(sector)


def test_the_names_cost_no_query_for_each_message(
    taken: Taken, sector: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    taken(henvisning("1.1"))
    with CaptureQueriesContext(connection) as one:
        listed(sector)
    taken(henvisning("1.1"))
    with django_assert_num_queries(len(one)):
        listed(sector)


@pytest.mark.parametrize(
    ("channel", "words"),
    [("message", "Came as a message from the record system"), ("api", "Came from the record system by API")],
)
def test_the_case_says_how_it_came(taken: Taken, sector: World, channel: str, words: str) -> None:
    taken(henvisning("2.0"))
    Referral.objects.update(channel=channel)
    case = reverse("case", args=[Referral.objects.get().public_id])
    assert _(words) in page_of(sector.ingrid).get(case).content.decode()


def test_a_case_that_was_written_here_says_nothing_of_a_way(taken: Taken, sector: World) -> None:
    taken(henvisning("2.0"))
    Referral.objects.update(channel="form")
    case = reverse("case", args=[Referral.objects.get().public_id])
    said = page_of(sector.ingrid).get(case).content.decode()
    assert _("Came as a message from the record system") not in said


@pytest.fixture
def aside(folders: Path) -> Path:
    """The folder of files that are no messages, with two of them and a folder in it."""
    place = folders / "messages" / folder.QUARANTINE
    (place / "not a file").mkdir(parents=True)
    for name in ("first.xml", "second.xml"):
        (place / name).write_bytes(b"Torbjorn Aksnes")
    return place


ASIDE = 'class="note warn aside"'


def test_the_team_lead_is_told_how_many_files_lie_aside_and_nothing_of_them(
    aside: Path, sector: World
) -> None:
    said = listed(sector)
    assert ASIDE in said
    assert _("Files put aside: %(n)s.") % {"n": 2} in said
    assert "Aksnes" not in said
    assert "first" not in said


def test_files_aside_are_told_neither_assessors_nor_another_region(aside: Path, sector: World) -> None:
    for actor in (sector.ingrid, sector.bo_elsewhere):
        said = page_of(actor).get(reverse("messages")).content.decode()
        assert ASIDE not in said


def test_no_file_aside_no_word_of_it(folders: Path, sector: World) -> None:
    assert ASIDE not in listed(sector)


def test_a_folder_that_is_not_in_use_is_not_looked_into(
    aside: Path, sector: World, settings: Settings
) -> None:
    settings.MESSAGE_TRANSPORT = "edi"
    assert ASIDE not in listed(sector)
