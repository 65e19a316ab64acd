"""Whatever is done to a message: it is kept, nothing is raised, and an envelope gets its receipt."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from django.db import transaction
from lxml import etree

from referrals.messages.parse import safe
from referrals.messages.parse.envelope import envelope
from referrals.messages.refusals import Refused
from referrals.models import MessageIn, MessageOut
from tests.referrals.messages.conftest import Taken
from tests.referrals.messages.written import PDF, apprec, attached, decided, dialog, henvisning

BLOCK = decided(("1", "2026-02-20"), ("3", "2026-05-01"), right=True)
WHOLE = (
    henvisning("1.0"),
    henvisning("1.1"),
    henvisning("2.0", documents=attached(PDF), decided=BLOCK, type="HENVISNING_VIDERE"),
    dialog(conversation="m-1", documents=attached(PDF)),
    apprec(original="4f6c0f6c-0000-4000-8000-000000000001"),
)
Break = Callable[[bytes, random.Random], bytes]


def some_bytes(content: bytes, dice: random.Random) -> bytes:
    found = bytearray(content)
    for _ in range(dice.randint(1, 20)):
        found[dice.randrange(len(found))] = dice.randrange(256)
    return bytes(found)


def cut_short(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content))]


def pieces_moved(content: bytes, dice: random.Random) -> bytes:
    one, two = sorted(dice.sample(range(len(content)), 2))
    return content[two:] + content[one:two] + content[:one]


def _elements(content: bytes) -> list[etree._Element]:
    return [one for one in etree.fromstring(content).iter() if isinstance(one.tag, str)]


def element_dropped(content: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 6)):
        found = dice.choice(_elements(content)[1:] or _elements(content))
        parent, root = found.getparent(), found.getroottree().getroot()
        if parent is not None:
            parent.remove(found)
        content = etree.tostring(root)
    return content


def element_doubled(content: bytes, dice: random.Random) -> bytes:
    found = dice.choice(_elements(content))
    root = found.getroottree().getroot()
    elsewhere = dice.choice([one for one in root.iter() if isinstance(one.tag, str)])
    elsewhere.append(etree.fromstring(etree.tostring(found)))
    return etree.tostring(root)


def text_replaced(content: bytes, dice: random.Random) -> bytes:
    found = dice.choice(_elements(content))
    found.text = dice.choice(
        ["", " ", "x" * 200_000, "0000-00-00", "9999-12-31T99:99", "\u202e\u0661", "-1", "true"]
    )
    return etree.tostring(found.getroottree())


def attribute_replaced(content: bytes, dice: random.Random) -> bytes:
    found = dice.choice([one for one in _elements(content) if one.attrib] or _elements(content))
    found.set(
        dice.choice(["V", "S", "DN"]),
        dice.choice(["", "y" * 100_000, "N", "0001-01-01", "\u0000".strip("\0"), "%s{0}"]),
    )
    return etree.tostring(found.getroottree())


def other_namespace(content: bytes, dice: random.Random) -> bytes:
    spaces = [
        one for one in (b"msghead/2006-05-24", b"2017-11-30", b"2005-07-08", b"kith.no") if one in content
    ]
    return content.replace(dice.choice(spaces), b"somewhere/else", dice.randint(1, 3))


BREAKS: tuple[Break, ...] = (
    some_bytes,
    cut_short,
    pieces_moved,
    element_dropped,
    element_doubled,
    text_replaced,
    attribute_replaced,
    other_namespace,
)


def has_envelope(content: bytes) -> bool:
    try:
        found = envelope(safe.tree(content, most=20_000_000))
    except Refused:
        return False
    return found is not None and found.body_name != "AppRec"


def check(taken: Taken, content: bytes, name: str) -> None:
    """In a transaction of its own that is undone: each begins as the first did."""
    with transaction.atomic():
        row = taken(content, name=name)
        assert row.status in ("processed", "rejected"), (name, row.status, row.errors)
        assert MessageIn.objects.filter(pk=row.pk).exists()
        if has_envelope(content):
            keys = [f"apprec/{row.duplicate_of_id or row.pk}"]
            assert MessageOut.objects.filter(key__in=keys).count() == 1, name
        transaction.set_rollback(True)


def broken(taken: Taken, *, count: int, seed: int) -> None:
    dice = random.Random(seed)
    for number in range(count):
        breaks = dice.choices(BREAKS, k=1)
        content = dice.choice(WHOLE)
        for one in breaks:
            content = one(content, dice)
        check(taken, content, f"{seed}-{number}-{breaks[0].__name__}")


def test_a_few_dozen_broken_messages_are_all_answered(taken: Taken) -> None:
    broken(taken, count=40, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
def test_thousands_of_broken_messages_are_all_answered(seed: int, taken: Taken) -> None:
    broken(taken, count=300, seed=seed)


BOMB = "<!DOCTYPE a [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '&a{n - 1};&a{n - 1};&a{n - 1};&a{n - 1};&a{n - 1};&a{n - 1};&a{n - 1};&a{n - 1};'>"
    for n in range(1, 12)
)
NASTY = {
    "entity bomb": (BOMB + "]>{root}").replace("{root}", "<MsgHead>&a11;</MsgHead>").encode(),
    "bomb in an attribute": (BOMB + "]><MsgHead a='&a11;'/>").encode(),
    "bomb after a comment": b"<!-- x -->" + (BOMB + "]><MsgHead a='&a11;'/>").encode(),
    "bomb in UTF-16": (BOMB + "]><MsgHead>&a11;</MsgHead>").encode("utf-16"),
    "file from outside": b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><MsgHead>&x;</MsgHead>",
    "parameter entity": b"<!DOCTYPE a [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/x'>%x;]><MsgHead/>",
    "document type alone": b"<!DOCTYPE MsgHead SYSTEM 'http://127.0.0.1:9/x.dtd'><MsgHead/>",
    "document type that is public": (
        b"<!DOCTYPE MsgHead PUBLIC '-//W3C//DTD XHTML 1.0//EN' 'http://127.0.0.1:9/x.dtd'><MsgHead/>"
    ),
    "document type further down": b"<MsgHead><!DOCTYPE a [<!ENTITY x 'y'>]>&x;</MsgHead>",
    "many names of spaces": b"<MsgHead " + b" ".join(b"xmlns:a%d='x'" % n for n in range(100_000)) + b"/>",
    "deep": b"<MsgHead>" + b"<a>" * 5_000 + b"</a>" * 5_000 + b"</MsgHead>",
    "wide": b"<MsgHead>" + b"<a/>" * 400_000 + b"</MsgHead>",
    "many attributes": b"<MsgHead " + b" ".join(b"a%d='1'" % n for n in range(20_000)) + b"/>",
    "huge attribute": b"<MsgHead a='" + b"x" * 11_000_000 + b"'/>",
    "too large": b"<MsgHead>" + b" " * 20_000_001 + b"</MsgHead>",
    "include": (
        b"<MsgHead xmlns:xi='http://www.w3.org/2001/XInclude'>"
        b"<xi:include href='/etc/passwd' parse='text'/></MsgHead>"
    ),
    "thirty megabytes": b"<MsgHead>" + b"x" * 30_000_000 + b"</MsgHead>",
    "zeros": b"<MsgHead>\x00\x00</MsgHead>",
    "only zeros": b"\x00" * 4_000,
    "UTF-7": b"<?xml version='1.0' encoding='utf-7'?>+ADw-MsgHead/+AD4-",
    "UTF-32": "<?xml version='1.0' encoding='utf-32'?><MsgHead/>".encode("utf-32"),
    "EBCDIC": "<?xml version='1.0' encoding='cp037'?><MsgHead/>".encode("cp037"),
    "half a letter of UTF-16": b"\xff\xfe<",
    "lone surrogate": b"<MsgHead>\xed\xa0\x80</MsgHead>",
    "wrong encoding": "<?xml version='1.0' encoding='utf-8'?><MsgHead>\u00e5</MsgHead>".encode("latin-1"),
}


@pytest.mark.parametrize("name", NASTY)
def test_what_is_meant_to_hurt_is_refused(name: str) -> None:
    try:
        found = envelope(safe.tree(NASTY[name], most=20_000_000))
    except Refused as refused:
        assert refused.code in {"T01", "T10", "T99"}
    else:
        assert found is None or not found.message_id


@pytest.mark.parametrize("name", ["entity bomb", "file from outside", "wide", "wrong encoding", "zeros"])
def test_it_is_kept_and_refused_and_says_nothing_of_this_machine(name: str, taken: Taken) -> None:
    row = taken(NASTY[name])
    assert (row.status, row.answered_by.count()) == ("rejected", 0)
    assert "root:" not in str(row.errors)


def test_an_entity_of_the_message_itself_is_never_filled_in(taken: Taken) -> None:
    message = henvisning("2.0").replace(b"<MsgHead", b"<!DOCTYPE MsgHead [<!ENTITY x 'y'>]><MsgHead", 1)
    assert taken(message).errors[0]["code"] == "T10"
