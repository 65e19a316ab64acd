import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from rve.core.pages import components_sample

ROOT = Path(__file__).parents[3]
OWN_CSS = sorted((ROOT / "static" / "rve").glob("*.css"))
OWN_JS = sorted((ROOT / "static" / "rve").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.fixture
def page() -> str:
    request = RequestFactory().get("/components")
    frame = {"request": request, "theme": "dark", "language": "nb", "actor": None}
    values = components_sample.context() | frame
    return render_to_string("core/components.html", values)


def test_the_page_of_components_shows_every_component(page: str) -> None:
    names = {path.stem for path in (ROOT / "templates" / "_components").glob("*.html")}
    source = (ROOT / "templates" / "core" / "components.html").read_text(encoding="utf-8")
    unseen = {name for name in names if name not in source and not name.startswith("field")}
    assert unseen <= {"head"}
    assert 'class="strip"' in page


def test_the_server_reads_the_theme_so_that_nothing_flickers(page: str) -> None:
    assert 'data-color-scheme="dark"' in page


def test_every_id_on_the_page_is_used_once(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    doubled = {one for one in ids if ids.count(one) > 1}
    assert not doubled


def test_a_panel_names_itself_by_its_title() -> None:
    source = '{% load rve_ui %}{% panel title="Fakta" id="facts" key=True %}<p>Noe</p>{% endpanel %}'
    html = Template(source).render(Context())
    assert '<section class="panel key" id="facts" aria-labelledby="facts-title">' in html
    assert '<h2 id="facts-title">Fakta</h2>' in html
    assert "<p>Noe</p>" in html


def test_what_a_person_has_written_is_escaped_in_every_component() -> None:
    evil = "<script>x</script>"
    for source in (
        "{% load rve_ui %}{% panel title=evil id='a' aside=evil %}{{ evil }}{% endpanel %}",
        "{% load rve_ui %}{% note title=evil %}{{ evil }}{% endnote %}",
        '{% include "_components/tag.html" with text=evil %}',
        '{% include "_components/empty.html" with title=evil text=evil %}',
    ):
        assert "<script>" not in Template(source).render(Context({"evil": evil}))


@pytest.mark.parametrize("sheet", OWN_CSS, ids=lambda path: path.name)
def test_a_style_sheet_is_short_and_asks_nothing_of_other_hosts(sheet: Path) -> None:
    source = sheet.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 300
    assert "http" not in source
    assert "@import" not in source


@pytest.mark.parametrize("script", OWN_JS, ids=lambda path: path.name)
def test_a_script_is_short_and_evaluates_nothing(script: Path) -> None:
    source = script.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 120
    assert not re.search(r"\beval\(|new Function|\.style\.", source)


@pytest.mark.parametrize("script", OWN_JS, ids=lambda path: path.name)
def test_a_script_leaves_nothing_of_a_patient_in_the_browser(script: Path) -> None:
    source = script.read_text(encoding="utf-8")
    assert "localStorage" not in source
    assert "indexedDB" not in source


def test_every_script_is_asked_for_by_main_or_by_a_page() -> None:
    imported = {name for script in OWN_JS for name in found(r'"\./([a-z_]+\.js)"', script)}
    loaded = {name for template in TEMPLATES for name in found(r"rve/([a-z_]+\.js)", template)}
    assert {script.name for script in OWN_JS} <= imported | loaded


def test_every_word_a_script_says_is_given_by_the_page() -> None:
    given = set(found(r"data-([a-z-]+)=", ROOT / "templates" / "_partials" / "words.html"))
    asked = {name for script in OWN_JS for name in found(r'word\("([A-Za-z]+)"\)', script)}
    assert {re.sub(r"([A-Z])", lambda letter: "-" + letter[1].lower(), name) for name in asked} <= given


def found(pattern: str, path: Path) -> list[str]:
    return re.findall(pattern, path.read_text(encoding="utf-8"))
