"""The finished line of a proposal: the JSON of `render`, to the byte, put together from remembered parts.

Most of a line is sentences and sources, and those are the same for every referral that a row decides.
Only the facts of a reason are the referral's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import Any, Final

from deltytelser.rules.memory import remember
from deltytelser.rules.render import Writer, after_reasons, before_reasons
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.trace import Proposal

encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_FACTS: Final = '"facts":{}'


def line_of(proposal: Proposal, *, rules: RuleSet, lang: str = "nb") -> str:
    """The proposal as one line of JSON without its newline, with sentences in `nb` or `nn`.

    Raises ValueError for another language.
    """
    writer = Writer(proposal, rules, lang)
    before = encode(before_reasons(proposal))
    reasons = ",".join([_reason(one, writer) for one in proposal["trace"]])
    after = encode(after_reasons(proposal, writer))
    return f'{before[:-1]},"reasons":[{reasons}],{after[1:]}'


def _reason(one: Mapping[str, Any], writer: Writer) -> str:
    row, values = writer.row_of(one), one["values"]
    key = (
        row.place,
        row.first,
        writer.law.first,
        writer.lang,
        one["rule"],
        one["certain"],
        str(values) if values else "",
    )
    parts = writer.rules.parts.get(key)
    if parts is None:
        # No sentence holds a quotation mark that is not escaped: what is found is the key.
        before, _, after = encode(writer.reason({**one, "facts": {}})).partition(_FACTS)
        parts = remember(writer.rules.parts, key, (before, after))
    return f'{parts[0]}"facts":{{{_members(one["facts"])}}}{parts[1]}'


def _members(facts: Mapping[str, object]) -> str:
    return ",".join([f'"{name}":{_value(value)}' for name, value in facts.items()])


def _value(value: object) -> str:
    """Words and yes or no make up nearly all facts: they need no encoder."""
    if type(value) is str:
        return encode_basestring(value)
    if value is True:
        return "true"
    return "false" if value is False else encode(value)
