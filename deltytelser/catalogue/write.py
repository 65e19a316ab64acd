"""A rule set as YAML that people read and compare: the same content gives the same bytes, on any machine."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from deltytelser.catalogue.archive import read_zip
from deltytelser.rules.schema import is_date

__all__ = ["read_zip", "yaml_files", "zip_of"]

# In what order names stand in a group; others follow by the alphabet.
_ORDER: Final = (
    *("id", "version", "region", "name", "areas", "tables", "table", "stage", "known_on"),
    *("document", "linje", "locator", "law", "first", "then"),
    *("from", "to", "when", "one_of", "refuses", "stops_refusals", "test"),
    *("delytelse", "delytelse_not", "requested", "lookup", "found_by", "main_diagnosis"),
    *("ticked", "ticked_any", "not_ticked", "denied", "always", "after_last_stay"),
    *("level", "lodging", "days", "weeks", "latest_days_after_event", "not_before_days_after_event"),
    *("redirect_to", "institution", "right", "assessment", "urgent", "paragraphs", "grounds"),
    *("min", "max", "value", "source", "mark", "nb", "nn", "nb_short", "nn_short", "nb_question"),
    *("nn_question", "dated", "facts", "expected", "base", "documents", "settings", "rows"),
)
_RANK: Final = {name: rank for rank, name in enumerate(_ORDER)}
_WIDEST: Final = 100
_UNIX: Final = 3
# Letters first, and nothing that YAML could take for its own: all else stands in quotation marks.
_PLAIN: Final = re.compile(r"[^\W\d_](?:[\w ./()§–&+;=-]*[\w.)])?")
_WORDS_OF_YAML: Final = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
_TO_ESCAPE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")

Content = Mapping[str, object]


def yaml_files(content: Content | str) -> dict[str, bytes]:
    """Each file of a rule set (parsed files, or the canonical JSON of them) as UTF-8 by its path."""
    files = json.loads(content) if isinstance(content, str) else content
    return {name: _file(files[name]).encode() for name in sorted(files)}


def zip_of(content: Content | str) -> bytes:
    """All files in a zip file: sorted, undated, and stored, as no two packers pack alike."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, text in yaml_files(content).items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = _UNIX, 0o644 << 16
            archive.writestr(entry, text)
    return packed.getvalue()


def _file(value: object) -> str:
    return "\n".join(_block(value, "")) + "\n"


def _block(value: object, indent: str) -> list[str]:
    """The lines of a value that has lines of its own."""
    if isinstance(value, dict) and value:
        return [line for name in _sorted(value) for line in _entry(name, value[name], indent)]
    if isinstance(value, list) and value:
        return [line for one in value for line in _item(one, indent)]
    return [indent + _inline(value)]


def _entry(name: str, value: object, indent: str) -> list[str]:
    head = f"{indent}{_scalar(name)}:"
    if name == "rows" or not _fits(value, len(head)):
        return [head, *_block(value, indent + "  ")]
    return [f"{head} {_value(name, value)}"]


def _item(value: object, indent: str) -> list[str]:
    is_row = isinstance(value, dict) and "id" in value
    if not is_row and _fits(value, len(indent)):
        return [f"{indent}- {_inline(value)}"]
    first, *rest = _block(value, indent + "  ")
    return [f"{indent}- {first.lstrip()}", *rest]


def _fits(value: object, beside: int) -> bool:
    """Whether it stands on the same line: words always do, groups where they are short and hold no groups."""
    if not isinstance(value, dict | list) or not value:
        return True
    return _depth(value) <= 2 and beside + len(_inline(value)) <= _WIDEST


def _depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((1 + _depth(one) for one in inner), default=0)


def _sorted(group: dict[str, Any]) -> list[str]:
    return sorted(group, key=lambda name: (_RANK.get(name, len(_RANK)), name))


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{_scalar(name)}: {_value(name, value[name])}" for name in _sorted(value)) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return _scalar(value)


def _value(name: str, value: object) -> str:
    """Days in force stand as days; in all other cells a text that looks like one is a text."""
    if name in ("from", "to") and isinstance(value, str) and is_date(value):
        return value
    return _inline(value)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "null"
    if isinstance(value, int):
        return str(value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _TO_ESCAPE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
