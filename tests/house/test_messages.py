from __future__ import annotations

import gettext
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import translation
from pytest_django import Settings

from rve.local.messages.catalogue import as_mo, as_po, read
from rve.local.messages.collect import Plural, collect
from rve.local.messages.complete import wrong_placeholders
from rve.local.messages.key import Key
from rve.local.messages.merge import LANGUAGES, faults, files, merged
from tests.house.tree import CHECKOUT


def test_the_committed_catalogues_are_what_the_code_says() -> None:
    _, translated = merged(CHECKOUT)
    stale = [path for path, content in files(CHECKOUT, translated).items() if path.read_bytes() != content]
    assert stale == [], "run bin/messages"


def test_every_sentence_has_its_translation() -> None:
    assert faults(*merged(CHECKOUT)) == []


def test_sentences_are_found_in_templates_and_in_python(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        "{% if x %}\n    {% translate 'One' %}\n  {% endif %}"
        "{% blocktranslate trimmed %}\n  Two {{ name }}\n  lines\n{% endblocktranslate %}"
        '{% translate "May" context "month" %}{% include "x.html" with title=_("Three") %}',
        encoding="utf-8",
    )
    (tmp_path / "rve").mkdir()
    (tmp_path / "rve" / "code.py").write_text(
        '_("Four " "parts")\npgettext("verb", "May")\n_(name)\n', encoding="utf-8"
    )
    found = collect(tmp_path)
    assert set(found) == {
        *map(Key, ("One", "Two %(name)s lines", "Three", "Four parts")),
        *(Key("May", "month"), Key("May", "verb")),
    }
    assert found[Key("One")] == {"templates/page.html"}


def test_plural_forms_are_refused(tmp_path: Path) -> None:
    (tmp_path / "rve").mkdir()
    (tmp_path / "rve" / "code.py").write_text('ngettext("a day", "days", 2)', encoding="utf-8")
    with pytest.raises(Plural, match=r"rve/code\.py"):
        collect(tmp_path)


def test_a_catalogue_is_read_back_as_it_was_written_and_understood_by_gettext(tmp_path: Path) -> None:
    texts = {Key('Say "hi"\n\tå'): 'Si «hei»\n\t"å"', Key("May", "month"): "mai", Key("Not yet"): ""}
    path = tmp_path / "django.po"
    path.write_text(as_po("nb", texts), encoding="utf-8")
    assert read(path) == {key: text for key, text in texts.items() if text}
    compiled = gettext.GNUTranslations(BytesIO(as_mo("nb", texts)))
    assert compiled.gettext('Say "hi"\n\tå') == 'Si «hei»\n\t"å"'
    assert compiled.pgettext("month", "May") == "mai"
    assert compiled.gettext("Not yet") == "Not yet"


def test_a_fragment_is_taken_in_with_the_percent_sign_as_templates_write_it(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('{% translate "100 % true" %}', encoding="utf-8")
    (tmp_path / "words.json").write_text(
        '{"100 % true": {"nb": "100 % sant", "nn": "100 % sant"}}', encoding="utf-8"
    )
    _, translated = merged(tmp_path, [tmp_path / "words.json"])
    assert translated["nb"] == {Key("100 %% true"): "100 %% sant"}


def test_a_translation_that_loses_a_placeholder_is_told() -> None:
    assert wrong_placeholders({Key("Hi %(name)s"): "Hei", Key("Bye"): "Ha det"}) == [Key("Hi %(name)s")]


def test_nynorsk_falls_back_to_bokmal_before_english(tmp_path: Path, settings: Settings) -> None:
    words = {"nb": {Key("One"): "Én", Key("Two"): "To"}, "nn": {Key("One"): "Ein", Key("Two"): ""}}
    for path, content in files(tmp_path, words).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    with translation.override("nn"):
        assert [translation.gettext(word) for word in ("One", "Two", "Three")] == ["Ein", "To", "Three"]


def test_all_languages_of_the_catalogues_are_offered(settings: Settings) -> None:
    assert {*LANGUAGES, "en"} == {code for code, _ in settings.LANGUAGES}
