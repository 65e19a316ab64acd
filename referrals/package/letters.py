"""The letters as they were sent, page by page, each with a bookmark; never made again."""

from __future__ import annotations

from referrals.models import Letter
from referrals.package.blocks import Block, Heading, NewPage, Rows, Text
from referrals.package.enclosed import Enclosed, Found
from referrals.package.material import Material
from rve.core.dates import local
from rve.core.models import Message


def letters_section(material: Material, enclosed: Enclosed) -> list[Block]:
    if not material.letters:
        return [Text((material.say("letters", "none"),))]
    lacking: list[Block] = (
        [] if _tells_the_decision(material) else [Text((material.say("letters", "lacking"),))]
    )
    return lacking + [
        block
        for n, letter in enumerate(material.letters, 1)
        for block in _letter(n, letter, material, enclosed)
    ]


def _tells_the_decision(material: Material) -> bool:
    """Whether a letter of the decision complained of is kept; cases from before this system have none."""
    decision = material.decision
    return decision is None or any(one.decision_id == decision.pk for one in material.letters)


def _letter(n: int, letter: Letter, material: Material, enclosed: Enclosed) -> list[Block]:
    say = material.say
    to = say.code("roles", letter.recipient_role)
    title = say("letters", "heading", title=letter.title, to=to, day=say.day(local(letter.created_at).date()))
    about = say("letters", "what", n=n, title=letter.title, to=to)
    data = bytes(letter.pdf)
    key = f"letter-{n}"
    found = Found(f"{key}.pdf", "application/pdf", len(data), letter.sha256, lambda: data, about, key)
    rows = [
        (
            say("letters", "to"),
            ", ".join(one for one in (letter.recipient_name, letter.recipient_reason) if one),
        ),
        (say("letters", "handed"), _handed(letter, material)),
    ]
    breaks: list[Block] = [NewPage()] if n > 1 else []
    head = Rows(tuple((term, value) for term, value in rows if value))
    seal = Text((f"{say('labels', 'sha256')} {letter.sha256}. {say('letters', 'tagged')}",), small=True)
    return [*breaks, Heading(title), head, seal, *enclosed.letter(found)]


def _handed(letter: Letter, material: Material) -> str:
    """«på papir 16. apr. 2026 kl. 09.00»: how it left, when it came and was opened."""
    own = f"letter/{letter.pk}"
    rows = [one for one in material.handed_over if one.key == own or one.key.startswith(f"{own}/")]
    return "; ".join(part for one in rows for part in _steps(one, material))


def _steps(message: Message, material: Material) -> list[str]:
    say = material.say
    how = say.code("message_channels", message.channel)
    steps = (("sent", message.sent_at), ("delivered", message.delivered_at), ("opened", message.opened_at))
    return [
        say("handed", name, how=how, when=say.moment(at))
        if name == "sent"
        else say("handed", name, when=say.moment(at))
        for name, at in steps
        if at and at <= material.now
    ]
