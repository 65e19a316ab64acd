"""Drafts in the pages' forms, without a browser: a deadline from 12 to 10 weeks by two people, and what
must not happen on the way.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from deltytelser.catalogue.write import zip_of
from deltytelser.forms.row_form import form_of
from deltytelser.models import RuleDraft, RuleSet
from deltytelser.queries import version_in_force
from deltytelser.tasks import publish_rule_set
from deltytelser.use_cases.draft_saving import files_of
from rve.core import clock
from tests.people import World, a_region

TABLE, ROW = "deadline", "deadline.G"


@pytest.fixture
def world(db: None) -> World:
    return a_region()


def of(person: Any) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def liv(world: World) -> Client:
    return of(world.liv)


@pytest.fixture
def marit(world: World) -> Client:
    return of(world.marit)


def _first_day() -> dt.date:
    return clock.today() + dt.timedelta(days=30)


def begin(client: Client, **changed: str) -> Any:
    typed = {
        "title": "Frist for nevrologi",
        "why": "Fagrådet ber om kortere frist.",
        "first_day": _first_day().strftime("%d.%m.%Y"),
    }
    return client.post(reverse("rule-draft-new"), typed | changed)


@pytest.fixture
def draft(liv: Client) -> RuleDraft:
    begin(liv)
    return RuleDraft.objects.get()


def address(draft: RuleDraft, table: str = TABLE, row: str = ROW, name: str = "rule-draft-row") -> str:
    query = QueryDict(mutable=True)
    query["table"] = table
    if row:
        query["row"] = row
    return f"{reverse(name, args=[draft.public_id])}?{query.urlencode()}"


def typed_as_it_is(draft: RuleDraft, file: str = "deadline.yaml", row: str = ROW) -> dict[str, Any]:
    """What the row's page sends when nothing is touched."""
    rows = files_of(draft)[file]
    raw = [one for one in rows["rows"] if one["id"] == row][-1]
    form = form_of(rows["table"], raw)
    sent: dict[str, Any] = {"version": draft.version, "mark": form.marks, **form.texts}
    sent |= {f"effect-{name}": text for name, text in form.effect.items() if text}
    for line in form.every_line():
        sent |= {
            f"{line.key}-fact": line.fact,
            f"{line.key}-mode": line.mode,
            f"{line.key}-words": line.words,
        }
    for one in form.sources:
        sent |= {
            f"{one.key}-document": one.document,
            f"{one.key}-where": one.where,
            f"{one.key}-text": one.text,
        }
    return sent


def weeks_to(client: Client, draft: RuleDraft, weeks: str, **changed: Any) -> Any:
    return client.post(address(draft), typed_as_it_is(draft) | {"effect-weeks": weeks} | changed)


def press(client: Client, draft: RuleDraft, name: str, **sent: Any) -> Any:
    draft.refresh_from_db()
    return client.post(reverse(name, args=[draft.public_id]), {"version": draft.version} | sent, follow=True)


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def a_change_that_holds(client: Client, draft: RuleDraft) -> None:
    """10 weeks, and the new answers of the cases that it was meant to touch."""
    assert weeks_to(client, draft, "10").status_code == 302
    press(client, draft, "rule-draft-change", do="accept", to="cases")


def test_a_deadline_goes_from_12_to_10_weeks_by_two_people(
    world: World, liv: Client, marit: Client, draft: RuleDraft
) -> None:
    assert "12 uker" in text_of(liv.get(address(draft)))
    assert weeks_to(liv, draft, "10").status_code == 302
    whole = text_of(liv.get(reverse("rule-draft", args=[draft.public_id])))
    assert "<del>12 uker</del>" in whole
    assert "<ins>10 uker</ins>" in whole
    press(liv, draft, "rule-draft-submit")
    draft.refresh_from_db()
    assert draft.state == "open"
    press(liv, draft, "rule-draft-change", do="accept", to="checks")
    assert "Alle holder" in text_of(liv.get(reverse("rule-draft-checks", args=[draft.public_id])))
    press(liv, draft, "rule-draft-submit")
    press(marit, draft, "rule-draft-approve")
    publish_rule_set(draft.pk)
    draft.refresh_from_db()
    assert draft.state == "published", draft.sent_back_why + draft.report
    in_force = version_in_force(region=world.region, on=draft.first_day)
    before = version_in_force(region=world.region, on=draft.first_day - dt.timedelta(days=1))
    assert (in_force and in_force.version, before and before.version) == ("2", "1")
    assert "Regelverk 2" in text_of(marit.get(reverse("rule-draft", args=[draft.public_id])))


def test_the_one_who_wrote_it_reads_why_she_cannot_approve(liv: Client, draft: RuleDraft) -> None:
    a_change_that_holds(liv, draft)
    page = press(liv, draft, "rule-draft-submit")
    assert reverse("rule-draft-approve", args=[draft.public_id]) not in text_of(page)
    assert "Du har skrevet i dette utkastet" in text_of(page)
    press(liv, draft, "rule-draft-approve")
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_what_is_sent_back_says_why_and_can_be_changed_again(
    liv: Client, marit: Client, draft: RuleDraft
) -> None:
    a_change_that_holds(liv, draft)
    press(liv, draft, "rule-draft-submit")
    press(marit, draft, "rule-draft-send-back", why="Hva sier fagrådet om spinalskader?")
    page = text_of(liv.get(reverse("rule-draft", args=[draft.public_id])))
    assert "Hva sier fagrådet om spinalskader?" in page
    assert "Marit Dahl" in page
    draft.refresh_from_db()
    assert weeks_to(liv, draft, "8").status_code == 302


def test_a_draft_that_is_sent_on_cannot_be_changed_until_it_is_taken_back(
    liv: Client, draft: RuleDraft
) -> None:
    a_change_that_holds(liv, draft)
    press(liv, draft, "rule-draft-submit")
    draft.refresh_from_db()
    assert weeks_to(liv, draft, "8").status_code == 409
    press(liv, draft, "rule-draft-take-back")
    draft.refresh_from_db()
    assert weeks_to(liv, draft, "8").status_code == 302


@pytest.mark.parametrize("name", ["rule-draft", "rule-draft-row", "rule-draft-cases", "rule-draft-checks"])
def test_another_region_and_other_roles_get_nothing(name: str, world: World, draft: RuleDraft) -> None:
    where = address(draft, name=name)
    found = {
        who: of(getattr(world, who)).get(where).status_code
        for who in ("bo_elsewhere", "gro", "kari", "ingrid")
    }
    assert found == {"bo_elsewhere": 404, "gro": 403, "kari": 403, "ingrid": 403}


def test_what_was_typed_is_kept_when_a_colleague_was_first(
    liv: Client, marit: Client, draft: RuleDraft
) -> None:
    old = draft.version
    weeks_to(marit, draft, "11")
    draft.refresh_from_db()
    page = weeks_to(liv, draft, "10", version=old, nb="Start innen {weeks} uker, sier fagrådet.")
    assert page.status_code == 412
    assert "Marit Dahl endret utkastet" in text_of(page)
    assert "sier fagrådet" in text_of(page)
    assert 'name="effect-weeks" value="10"' in text_of(page)
    assert weeks_to(liv, draft, "10").status_code == 302


@pytest.mark.parametrize(
    "typed", ["", "ti", "0", "-3", "1e9", "10.5", "9999999999999", "<script>", "\u0661\u0660"]
)
def test_weeks_that_are_no_number_are_told_at_the_field_and_kept(
    typed: str, liv: Client, draft: RuleDraft
) -> None:
    page = weeks_to(liv, draft, typed, nb="Mine egne ord {weeks}.")
    assert page.status_code == 400
    assert "Mine egne ord {weeks}." in text_of(page)
    assert page.context["shown"].form.errors["effect-weeks"]


def test_a_word_in_braces_that_nothing_fills_in_is_told_at_the_sentence(
    liv: Client, draft: RuleDraft
) -> None:
    page = weeks_to(liv, draft, "10", nb="Start innen {uker} uker.")
    assert page.status_code == 400
    assert set(page.context["shown"].form.errors) == {"nb"}


def test_what_cannot_hold_together_is_told_at_its_line(liv: Client, draft: RuleDraft) -> None:
    more = {
        "alt0": "1",
        "alt1": "1",
        "alt0-0-fact": "delytelse",
        "alt0-0-mode": "delytelse",
        "alt0-0-words": ["J"],
    }
    more |= {"alt1-0-fact": "night_care", "alt1-0-mode": "night_care", "alt1-0-words": ["yes"]}
    page = weeks_to(liv, draft, "10", **more)
    assert page.status_code == 400
    assert [group.key for group in page.context["shown"].groups if group.error] == ["alt0"]


def test_typing_is_looked_at_and_not_saved(liv: Client, draft: RuleDraft) -> None:
    sent = typed_as_it_is(draft) | {"effect-weeks": "10"}
    live = text_of(liv.post(address(draft, name="rule-draft-check"), sent))
    assert "10 uker" in live
    assert 'id="e-effect-weeks" hx-swap-oob="true"></p>' in live
    draft.refresh_from_db()
    assert draft.content == draft.based_on.content


def test_typing_that_goes_wrong_is_told_beside_the_field(liv: Client, draft: RuleDraft) -> None:
    sent = typed_as_it_is(draft) | {"effect-weeks": "ti"}
    live = text_of(liv.post(address(draft, name="rule-draft-check"), sent))
    assert 'id="e-effect-weeks" hx-swap-oob="true">Skriv' in live


def test_facts_and_alternatives_are_added_without_a_script(liv: Client, draft: RuleDraft) -> None:
    sent = typed_as_it_is(draft)
    page = liv.post(address(draft), sent | {"do": "add:when", "add-when": "conditions"})
    assert page.status_code == 200
    assert 'name="when-1-fact" value="conditions"' in text_of(page)
    page = liv.post(address(draft), sent | {"do": "alternative"})
    assert [group.key for group in page.context["shown"].alternatives] == ["alt0", "alt1"]
    page = liv.post(address(draft), sent | {"do": "drop:when-0"})
    assert page.context["shown"].when.lines == []


def test_a_row_is_added_ended_and_restored(liv: Client, draft: RuleDraft) -> None:
    sent = typed_as_it_is(draft) | {"id": "deadline.G/ms", "before": ROW, "effect-weeks": "6"}
    sent |= {"when-1-fact": "conditions", "when-1-mode": "ticked", "when-1-words": ["multiple_sclerosis"]}
    assert liv.post(address(draft, row=""), sent).status_code == 302
    draft.refresh_from_db()
    ids = [row["id"] for row in files_of(draft)["deadline.yaml"]["rows"]]
    assert ids.index("deadline.G/ms") == ids.index(ROW) - 1
    press(liv, draft, "rule-draft-change", do="restore", table=TABLE, row="deadline.G/ms")
    press(liv, draft, "rule-draft-change", do="end", table="stay", row="stay.G")
    shown = text_of(liv.get(reverse("rule-draft", args=[draft.public_id]) + "?table=stay"))
    assert "Gjenopprett" in shown
    press(liv, draft, "rule-draft-change", do="restore", table="stay", row="stay.G")
    draft.refresh_from_db()
    assert draft.content == draft.based_on.content


def test_a_row_moves_up_from_the_first_day_on(liv: Client, draft: RuleDraft) -> None:
    press(
        liv,
        draft,
        "rule-draft-change",
        do="move",
        table="level",
        row="level.G/other",
        before="level.G/severe",
    )
    draft.refresh_from_db()
    rows = files_of(draft)["level.yaml"]["rows"]
    living = [row["id"] for row in rows if not row.get("to")]
    assert living.index("level.G/other") < living.index("level.G/severe")


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("first_day", {"first_day": "i morgen"}),
        ("first_day", {"first_day": "01.01.2020"}),
        ("title", {"title": ""}),
        ("why", {"why": "  "}),
    ],
)
def test_a_new_draft_tells_at_the_field_what_is_missing(
    name: str, changed: dict[str, str], liv: Client
) -> None:
    page = begin(liv, **changed)
    assert page.status_code == 400
    assert set(page.context["form"].errors) == {name}
    assert not RuleDraft.objects.exists()


def test_the_first_day_moves_with_what_was_changed(liv: Client, draft: RuleDraft) -> None:
    weeks_to(liv, draft, "10")
    draft.refresh_from_db()
    later = _first_day() + dt.timedelta(days=7)
    head = {
        "title": draft.title,
        "why": draft.why,
        "first_day": later.strftime("%d.%m.%Y"),
        "version": draft.version,
    }
    assert liv.post(reverse("rule-draft-head", args=[draft.public_id]), head).status_code == 302
    draft.refresh_from_db()
    assert draft.first_day == later
    assert '"10 uker"' not in draft.content
    assert later.isoformat() in draft.content


def test_a_value_is_changed_from_the_first_day_on(liv: Client, draft: RuleDraft) -> None:
    where = reverse("rule-draft-values", args=[draft.public_id]) + "?setting=early_days"
    sent = {
        "value": "90",
        "document": "behovsvurdering",
        "where": "linje",
        "text": "1315",
        "version": draft.version,
    }
    assert liv.post(where, sent).status_code == 302
    draft.refresh_from_db()
    assert files_of(draft)["settings.yaml"]["settings"]["early_days"][-1]["value"] == 90
    assert liv.post(where, sent | {"value": "mange", "version": draft.version}).status_code == 400


def test_a_draft_goes_out_as_yaml_and_comes_in_again(liv: Client, draft: RuleDraft) -> None:
    weeks_to(liv, draft, "10")
    packed = liv.get(reverse("rule-draft-download", args=[draft.public_id]))
    assert packed["Content-Type"] == "application/zip"
    draft.refresh_from_db()
    assert packed.content == zip_of(draft.content)
    file = _file(packed.content)
    head = {"title": "Inn igjen", "why": "Prøve", "first_day": draft.first_day.strftime("%d.%m.%Y")}
    liv.post(reverse("rule-draft-upload"), head | {"file": file})
    assert RuleDraft.objects.get(title="Inn igjen").content == draft.content


def _file(data: bytes) -> Any:
    return SimpleUploadedFile("regler.zip", data, content_type="application/zip")


def test_a_file_that_is_no_rule_set_is_refused_with_its_place(liv: Client, draft: RuleDraft) -> None:
    head = {"title": "Feil", "why": "Prøve", "first_day": draft.first_day.strftime("%d.%m.%Y")}
    content = draft.content.replace('"nb":"Start innen {weeks} uker i delytelse G."', '"nb":""')
    page = liv.post(reverse("rule-draft-upload"), head | {"file": _file(zip_of(content))})
    assert page.status_code == 400
    assert "deadline.yaml" in str(page.context["form"].errors["file"])
    page = liv.post(reverse("rule-draft-upload"), head | {"file": _file(b"not a zip")})
    assert page.status_code == 400
    assert RuleDraft.objects.count() == 1


def uploaded(client: Client, draft: RuleDraft, change: Callable[[dict[str, Any]], object]) -> RuleDraft:
    """The files of the draft, changed elsewhere and brought in as another draft."""
    files = json.loads(draft.content)
    change(files)
    head = {"title": "Fra fil", "why": "Prøve", "first_day": draft.first_day.strftime("%d.%m.%Y")}
    client.post(reverse("rule-draft-upload"), head | {"file": _file(zip_of(json.dumps(files)))})
    return RuleDraft.objects.get(title="Fra fil")


def without_two_cases(files: dict[str, Any]) -> None:
    del files["cases.yaml"]["rows"][:2]


def other_facts(files: dict[str, Any]) -> None:
    files["cases.yaml"]["rows"][0]["facts"]["consent"] = False


def other_base(files: dict[str, Any]) -> None:
    files["cases.yaml"]["base"]["night_care"] = True


def turned(file: str) -> Callable[[dict[str, Any]], None]:
    return lambda files: files[file]["rows"].reverse()


def other_nynorsk(files: dict[str, Any]) -> None:
    files["definitions.yaml"]["rows"][0]["nn"] = "Noko heilt anna"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without_two_cases, "Prøvesaker som er tatt ut (2)"),
        (other_facts, "Prøvesaker med andre opplysninger (1)"),
        (other_base, "endres opplysningene i alle prøvesakene"),
        (turned("definitions.yaml"), "Flyttet"),
        (turned("cases.yaml"), "Prøvesaker skrevet på en annen måte (1)"),
        (other_nynorsk, "heilt anna"),
    ],
)
def test_the_one_who_approves_sees_every_change_of_an_uploaded_rule_set(
    change: Callable[[dict[str, Any]], None], words: str, liv: Client, marit: Client, draft: RuleDraft
) -> None:
    new = uploaded(liv, draft, change)

    page = text_of(marit.get(reverse("rule-draft", args=[new.public_id])))
    compared = {"a": draft.based_on.hash, "b": str(new.public_id)}

    assert words in page
    assert "Ingenting er endret ennå" not in page
    assert words in text_of(marit.get(reverse("rules-compare"), compared))


def test_an_upload_without_confirmed_orders_does_not_hold(liv: Client, draft: RuleDraft) -> None:
    new = uploaded(liv, draft, lambda files: files.pop("order.yaml"))

    assert "Alle holder" not in text_of(liv.get(reverse("rule-draft-checks", args=[new.public_id])))


def test_no_field_of_a_draft_lets_the_browser_cut_what_is_pasted(liv: Client, draft: RuleDraft) -> None:
    for page in (address(draft), reverse("rule-draft-head", args=[draft.public_id])):
        own = text_of(liv.get(page)).partition("<main")[2]
        assert "maxlength" not in own


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a: }", "kan ikke leses som YAML: linje 1"),
        (b"a: \xff", "er ikke tekst i UTF-8"),
        (b"a: \x00", "et tegn her som ikke kan lagres"),
        (b"a: 1", "må si hvilken tabell den er"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_norwegian(
    data: bytes, words: str, liv: Client, draft: RuleDraft
) -> None:
    said = _refusal(liv, draft, {"deadline.yaml": data})

    assert "deadline.yaml" in said
    assert words in said


def test_an_answer_that_no_case_can_have_is_told_in_norwegian(liv: Client, draft: RuleDraft) -> None:
    cases = json.loads(draft.content)["cases.yaml"]
    cases["rows"][0]["expected"] = {"outcome": "perhaps"}

    said = _refusal(liv, draft, {"cases.yaml": json.dumps(cases).encode()})

    assert "outcome" in said
    assert "er ikke kjent i et svar" in said


def test_a_zip_file_that_cannot_be_read_is_told_in_norwegian(liv: Client, draft: RuleDraft) -> None:
    assert "the zip file" not in _refused(liv, draft, b"not a zip")
    assert "zip-filen" in _refused(liv, draft, b"not a zip")


def _refusal(client: Client, draft: RuleDraft, files: dict[str, bytes]) -> str:
    """What is said of the draft's zip file with other bytes in some of its files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(zip_of(draft.content))) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, next((b for file, b in files.items() if name.endswith(file)), old.read(name)))
    return _refused(client, draft, packed.getvalue())


def _refused(client: Client, draft: RuleDraft, data: bytes) -> str:
    head = {"title": "Feil", "why": "Prøve", "first_day": draft.first_day.strftime("%d.%m.%Y")}
    page = client.post(reverse("rule-draft-upload"), head | {"file": _file(data)})
    return str(page.context["form"].errors["file"])


HOSTILE = ["", "x" * 5000, "../../etc/passwd", "deadline.G/../x", "<b>", "%00", "when-0", "right.J'; --"]


@pytest.mark.parametrize("text", HOSTILE)
def test_odd_addresses_and_fields_are_refused_in_words(text: str, liv: Client, draft: RuleDraft) -> None:
    here = reverse("rule-draft", args=[draft.public_id])
    answers = [
        liv.get(here, {"table": text}),
        liv.get(address(draft, row=text)),
        liv.get(address(draft, table=text)),
        liv.get(reverse("rule-draft-values", args=[draft.public_id]), {"setting": text}),
        liv.post(address(draft), {"do": text, "version": text}),
        liv.post(
            address(draft), {f"when-0-{name}": text for name in ("fact", "mode", "words", "first", "text")}
        ),
        liv.post(address(draft, name="rule-draft-check"), {"when-0-fact": "age", "when-0-first": text}),
        liv.post(reverse("rule-draft-change", args=[draft.public_id]), {"do": text, "row": text}),
        liv.post(
            reverse("rule-draft-change", args=[draft.public_id]), {"do": "move", "row": text, "table": text}
        ),
        liv.post(
            reverse("rule-draft-change", args=[draft.public_id]), {"do": "order", "first": text, "version": 1}
        ),
        liv.post(
            reverse("rule-draft-change", args=[draft.public_id]), {"do": "accept", "case": text, "version": 1}
        ),
    ]
    assert {answer.status_code for answer in answers} <= {200, 302, 400, 404, 412}
    draft.refresh_from_db()
    assert draft.content == draft.based_on.content


def test_the_list_says_whose_turn_it_is(liv: Client, marit: Client, draft: RuleDraft) -> None:
    a_change_that_holds(liv, draft)
    press(liv, draft, "rule-draft-submit")
    lines = marit.get(reverse("rule-drafts")).context["under_way"]
    assert [(one.title, turn.yours) for one, turn in lines] == [("Frist for nevrologi", True)]
    lines = liv.get(reverse("rule-drafts")).context["under_way"]
    assert [turn.yours for _one, turn in lines] == [False]


def test_a_discarded_draft_stays_in_the_list_and_changes_nothing(liv: Client, draft: RuleDraft) -> None:
    press(liv, draft, "rule-draft-discard")
    page = liv.get(reverse("rule-drafts"))
    assert [one.title for one, _turn in page.context["ended"]] == ["Frist for nevrologi"]
    assert RuleSet.objects.filter(region=draft.region).count() == 1
