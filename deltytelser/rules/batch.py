"""Many referrals as JSON lines: one line in, one line out, whatever the line holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Final, NamedTuple

from deltytelser.rules.assess import assess
from deltytelser.rules.errors import InvalidFacts
from deltytelser.rules.lines import encode, line_of
from deltytelser.rules.render import render
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.trace import Proposal
from deltytelser.rules.world import World

_encode_ascii: Final = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class Engine(NamedTuple):
    """What every line is assessed with."""

    rules: RuleSet
    world: World
    on: date
    lang: str = "nb"


class Answers(NamedTuple):
    """The lines out, each ended by a newline, and how many were errors and how many were blank."""

    lines: bytes
    errors: int
    blank: int


class _Reader:
    """Reads one JSON object, strictly: UTF-8, no NaN, no name given twice."""

    def __init__(self) -> None:
        self._twice = False
        self._decode = json.JSONDecoder(
            object_pairs_hook=self._object, parse_constant=_refuse_constant
        ).decode

    def read(self, raw: bytes) -> tuple[Any, bool]:
        """The value of a line, and whether a name was given twice.

        Raises InvalidFacts where it is no JSON.
        """
        self._twice = False
        try:
            value = self._decode(raw.decode())
        except RecursionError:
            raise InvalidFacts(None, "is nested too deeply") from None
        except ValueError as error:
            raise InvalidFacts(None, f"is not JSON: {error}") from None
        return value, self._twice

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        self._twice = True
        names = [name for name, _ in pairs]
        return _Twice(found, next(name for index, name in enumerate(names) if name in names[:index]))


class _Twice(dict[str, Any]):
    """An object in which a name was given twice."""

    def __init__(self, found: dict[str, Any], name: str) -> None:
        super().__init__(found)
        self.name = name


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _path_of_twice(value: Any) -> str | None:
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        path, one = waiting.pop()
        if isinstance(one, dict):
            inside = f"{path}." if path else ""
            if isinstance(one, _Twice):
                return inside + one.name
            waiting += [(inside + name, inner) for name, inner in one.items()]
        elif isinstance(one, list):
            waiting += [(f"{path}[{index}]", inner) for index, inner in enumerate(one)]
    # The object with the repeated name was itself replaced by a later one of the same name, which
    # is found first.
    return None


def answer(raw: bytes, number: int, engine: Engine, reader: _Reader | None = None) -> tuple[bytes, bool]:
    """The answer to one line, without its newline, and whether it is an error. A reader serves one thread."""
    facts: Any = None
    try:
        facts, twice = (reader or _Reader()).read(raw)
        if twice:
            raise InvalidFacts(_path_of_twice(facts), "is given twice")
        proposal = assess(facts, rules=engine.rules, world=engine.world, on=engine.on)
        return _proposal(proposal, engine), False
    except InvalidFacts as error:
        return _error(number, facts, error.field, error.message), True
    except Exception as error:  # one odd referral must not silence all the others
        return _error(number, facts, None, f"could not be assessed ({type(error).__name__})"), True


def answer_lines(lines: Iterable[bytes], first: int, engine: Engine) -> Answers:
    """The answers to consecutive lines; `first` is the number of the first. Blank lines have no answer."""
    out: list[bytes] = []
    errors = blank = 0
    reader = _Reader()
    for number, raw in enumerate(lines, first):
        if not raw.strip():
            blank += 1
            continue
        line, failed = answer(raw, number, engine, reader)
        out += (line, b"\n")
        errors += failed
    return Answers(b"".join(out), errors, blank)


def _error(number: int, facts: Any, field: str | None, message: str) -> bytes:
    reference = facts.get("reference") if isinstance(facts, dict) else None
    known = reference if isinstance(reference, str) else None
    return _line({"line": number, "reference": known, "error": {"field": field, "message": message}})


def _proposal(proposal: Proposal, engine: Engine) -> bytes:
    try:
        return line_of(proposal, rules=engine.rules, lang=engine.lang).encode()
    except UnicodeEncodeError:
        # Half a surrogate pair is a legal JSON escape that UTF-8 cannot hold.
        return _encode_ascii(render(proposal, rules=engine.rules, lang=engine.lang)).encode()


def _line(value: dict[str, Any]) -> bytes:
    try:
        return encode(value).encode()
    except UnicodeEncodeError:
        return _encode_ascii(value).encode()
