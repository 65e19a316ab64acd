"""Writing a letter: picked, worded, moved, seen as it will be, saved; nothing typed is lost."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from django.urls import reverse

from referrals.models import Decision, LetterText
from referrals.pages.letters.versions import difference
from rve.core import clock
from rve.core.models import AccessLog
from tests.people import World, a_prepared_decision, a_signed_decision

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def ingrid_in(client: Client, world: World) -> Client:
    client.force_login(world.ingrid.user)
    return client


def address(decision: Decision, name: str = "letter-write") -> str:
    return f"{reverse(name, args=[decision.referral.public_id])}?decision={decision.public_id}"


def rows(*texts: str, do: str = "save", version: int = 0) -> dict[str, object]:
    """A paragraph of one's own for each text."""
    return {
        "do": do,
        "version": version,
        "key": [""] * len(texts),
        "heading": [f"H{at}" for at in range(len(texts))],
        "text": list(texts),
    }


def test_the_page_shows_library_letter_and_readers(ingrid_in: Client, world: World) -> None:
    page = ingrid_in.get(address(a_prepared_decision(world, now=clock.now()))).content.decode()
    assert "Ta med hjelpemidler" in page and "Du har rett til rehabilitering" in page
    assert "Kari Bjerkan" in page and "Fjellheimen" in page


def test_a_paragraph_is_added_moved_and_taken_out_before_anything_is_saved(
    ingrid_in: Client, world: World
) -> None:
    made = a_prepared_decision(world, now=clock.now())
    added = ingrid_in.post(address(made), rows("Først.", do="add:travel")).content.decode()
    assert added.index("Først.") < added.index("Pasientreiser kan dekke utgifter til reisen. Spør stedet")
    moved = ingrid_in.post(address(made), rows("Først.", "Sist.", do="up:1")).content.decode()
    assert moved.index("Sist.") < moved.index("Først.")
    out = ingrid_in.post(address(made), rows("Først.", "Sist.", do="drop:0")).content.decode()
    assert "Først." not in out
    assert not LetterText.objects.exists()


def test_the_letter_beside_the_form_follows_the_words_for_each_reader(
    ingrid_in: Client, world: World
) -> None:
    made = a_prepared_decision(world, now=clock.now())
    typed = rows("{Du} kan ringe.")
    patient = ingrid_in.post(address(made, "letter-look"), typed, **HTMX).content.decode()
    referrer = ingrid_in.post(address(made, "letter-look"), typed | {"reader": 1}, **HTMX).content.decode()
    assert "Du kan ringe." in patient
    assert "Pasienten kan ringe." in referrer


def test_looking_at_the_letter_is_logged(ingrid_in: Client, world: World) -> None:
    made = a_prepared_decision(world, now=clock.now())
    ingrid_in.post(address(made, "letter-look"), rows("Hei."), **HTMX)
    seen = AccessLog.objects.filter(data="letter", user=world.ingrid.user)
    assert [made.referral_id] in [row.case_ids for row in seen]


def test_saved_versions_stand_on_the_page_with_who_and_the_difference(
    ingrid_in: Client, world: World
) -> None:
    made = a_prepared_decision(world, now=clock.now())
    ingrid_in.post(address(made), rows("Ta med rullator."))
    ingrid_in.post(address(made), rows("Ta med briller.", version=1))
    page = ingrid_in.get(address(made)).content.decode()
    assert "<del>rullator.</del>" in page and "<ins>briller.</ins>" in page
    assert page.count("Ingrid Moen") >= 2


@pytest.mark.parametrize(
    ("text", "version", "status"), [("Bra {feil}.", 0, 400), ("Nytt.", 0, 412), (" ", 1, 400)]
)
def test_what_was_typed_is_kept_when_it_cannot_be_saved(
    ingrid_in: Client, world: World, text: str, version: int, status: int
) -> None:
    made = a_prepared_decision(world, now=clock.now())
    ingrid_in.post(address(made), rows("Det første."))
    answer = ingrid_in.post(address(made), rows("Beholdes.", text, version=version or 1))
    if status == 412:
        answer = ingrid_in.post(address(made), rows("Beholdes.", text, version=7))
    assert answer.status_code == status
    assert "Beholdes." in answer.content.decode()


def test_a_sent_letter_is_shown_and_not_changed(ingrid_in: Client, world: World) -> None:
    made = a_signed_decision(world, now=clock.now())
    page = ingrid_in.get(address(made)).content.decode()
    assert 'name="do" value="free"' not in page
    assert ingrid_in.post(address(made), rows("Sent.")).status_code == 409


def test_the_library_is_searched(ingrid_in: Client, world: World) -> None:
    made = a_prepared_decision(world, now=clock.now())
    found = ingrid_in.get(address(made, "letter-library") + "&q=rullator", **HTMX).content.decode()
    assert "Ta med hjelpemidler" in found and "Pasientreiser" not in found


def test_the_team_lead_adds_to_the_library_and_it_can_be_picked(client: Client, world: World) -> None:
    client.force_login(world.marit.user)
    form = {
        **{f"heading_{code}": "Parkering" for code in ("nb", "nn")},
        **{f"text_{code}": "{Du} kan parkere gratis." for code in ("nb", "nn")},
        "kinds": ["granted_week"],
        "valid_from": clock.today().strftime("%d.%m.%Y"),
    }
    assert client.post(reverse("back-office-new", args=["library"]), form).status_code == 302
    wrong = form | {"text_nb": "{feil}", "heading_nb": "Annet"}
    assert client.post(reverse("back-office-new", args=["library"]), wrong).status_code == 400
    page = client.get(address(a_prepared_decision(world, now=clock.now()))).content.decode()
    assert "Du kan parkere gratis." in page


@pytest.mark.parametrize("before", ["a b " * 500, "a b\n" * 500], ids=["words", "lines"])
def test_a_text_that_repeats_itself_does_not_hold_up_the_page(before: str) -> None:
    after, began = before.replace("a b", "b a c"), time.perf_counter()
    found = list(difference(before, after))
    assert time.perf_counter() - began < 2
    assert "".join(one.text for one in found if one.how != "ins") == before
    assert "".join(one.text for one in found if one.how != "del") == after
