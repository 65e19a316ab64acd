"""How a row reads as it is typed, and what the quick checks say of the draft with it. Nothing is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from deltytelser.checks.run import check_quickly
from deltytelser.forms.row_form import WHEN, RowForm
from deltytelser.models import RuleDraft
from deltytelser.pages.draft_findings import Findings, report_of, shown_findings
from deltytelser.pages.draft_reading import base_rules, rules_of, shipped_world
from deltytelser.rules.cells import Words, age_limits_in
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.phrases import effect_mark, effect_phrase, row_parts
from deltytelser.rules.row_words import sentence
from deltytelser.rules.rows import Row, read_row
from deltytelser.rules.ruleset import RuleSet
from deltytelser.use_cases.drafts import preview_row
from deltytelser.use_cases.refusals import refused
from rve.core.errors import DomainError


class Place(Protocol):
    """The row that is typed."""

    @property
    def draft(self) -> RuleDraft: ...
    @property
    def file(self) -> str: ...
    @property
    def row(self) -> str: ...
    @property
    def raw(self) -> dict[str, Any]: ...


@dataclass
class Look:
    """`effect` and `sentences` are empty while the row is not whole; `empty`: fields not filled in yet."""

    shared: list[str] = field(default_factory=list)
    alternatives: list[list[str]] = field(default_factory=list)
    effect: str = ""
    mark: str = ""
    sentence: str = ""
    empty: int = 0
    checked: bool = False
    alert: str = ""
    known: int = 0  # findings that the draft has as it is saved
    findings: Findings | None = None


def look_at(place: Place, form: RowForm, lang: str) -> Look:
    """The row in words, and the checks where all fields can be read. What is wrong is told in the form."""
    rules = rules_of(place.draft)
    cells = form.cells(rules, place.raw)
    shared, alternatives = row_parts(rules, cells, lang)
    look = Look(shared=shared, alternatives=alternatives, empty=form.empty())
    row = row_of(form, cells, place, rules)
    if row is not None:
        look.effect, look.mark = effect_phrase(rules, row, lang), effect_mark(row)
        look.sentence = sentence(row, lang)
    if form.holds:
        _check(look, place, form, cells, lang)
    return look


def row_of(form: RowForm, cells: Mapping[str, Any], place: Place, rules: RuleSet) -> Row | None:
    """The row alone, compiled; None while it cannot be, with what is wrong told at its cell."""
    raw = {"id": form.id or "x", "from": place.draft.first_day, **cells}
    groups = [cells.get(WHEN), cells.get("refuses"), *cells.get("one_of", [])]
    ages = [limit for group in groups if isinstance(group, dict) for limit in age_limits_in(group)]
    words = Words(rules.words.areas[:-1], rules.words.found_by, ages)
    try:
        return read_row(
            raw,
            table=form.table,
            stage=None,
            file=place.file,
            words=words,
            documents=frozenset(rules.documents),
        )
    except CatalogueError as error:
        if form.holds:
            form.tell(_key(form, error), refused(error).message)
        return None


def _key(form: RowForm, error: CatalogueError) -> str | None:
    """The line that the error is about; the cell itself where it is no line."""
    group = error.group or WHEN
    if group.startswith("one_of "):
        number = int(group.removeprefix("one_of ")) - 1
        group = form.alternatives[number] if number < len(form.alternatives) else group
    lines = [one.key for one in form.lines.get(group, []) if one.mode == error.cell]
    return lines[0] if lines else error.cell or group


def _check(look: Look, place: Place, form: RowForm, cells: Mapping[str, Any], lang: str) -> None:
    draft = place.draft
    said = cells if place.row else {"id": form.id or "x.new", **cells}
    try:
        files = preview_row(
            draft=draft, file=place.file, row=place.row or None, cells=said, before=form.before or None
        )
    except DomainError as error:
        look.alert = form.tell(error.field, error.message)
        return
    report = check_quickly(files, base=base_rules(draft), world=shipped_world())
    rules = rules_of(draft)
    known = [one for one in report_of(draft).findings if one in report.findings]
    new = tuple(one for one in report.findings if one not in known)
    look.checked, look.known = True, len(known)
    look.findings = shown_findings(draft, replace(report, findings=new), rules, lang)
