"""A first draft of the unit's statement to Statsforvalteren, from the decision and its reasons.

Law and rule sentences are data in the two written languages: the draft is in that of the patient's letters.
"""

from __future__ import annotations

import json

from django.utils import timezone

from deltytelser.rules.render import render
from referrals import clocks, engine
from referrals.models import Complaint, Decision
from rve.core.dates import long_date

_TEXT = {
    "nb": {
        "complaint": "Klagen ble mottatt {received} og gjelder vedtaket av {signed}.",
        "about": "Klageren skriver: «{grounds}»",
        "reviewed": "Enheten har vurdert saken på nytt med en annen vurderer og en annen lege enn dem som"
        " fattet vedtaket (forvaltningsloven § 33).",
        "reasons": "Vedtaket bygger på dette:",
        "nytte": "Nytte: {text}",
        "ressurs": "Ressurser: {text}",
        "alvorlighet": "Alvorlighet: {text}",
        "municipal": "Kommunalt tilbud: {text}",
        "end": "Enheten finner ikke grunnlag for å endre vedtaket. Klagen sendes derfor til Statsforvalteren"
        " (pasient- og brukerrettighetsloven § 7-2).",
        "dismissed": "Klagen ble mottatt {received} og gjelder at klagen {reference} ble avvist {day}.",
        "dismissed_why": "Den ble avvist av denne grunnen: «{reason}»",
        "dismissed_again": "Enheten har vurdert avvisningen på nytt med en annen vurderer og en annen"
        " lege enn dem som avviste klagen (forvaltningsloven § 33).",
        "dismissed_end": "Enheten finner ikke grunnlag for å behandle den avviste klagen. Saken sendes"
        " derfor til Statsforvalteren (pasient- og brukerrettighetsloven § 7-2).",
    },
    "nn": {
        "complaint": "Klaga vart motteken {received} og gjeld vedtaket av {signed}.",
        "about": "Klagaren skriv: «{grounds}»",
        "reviewed": "Eininga har vurdert saka på nytt med ein annan vurderar og ein annan lege enn dei som"
        " gjorde vedtaket (forvaltningslova § 33).",
        "reasons": "Vedtaket byggjer på dette:",
        "nytte": "Nytte: {text}",
        "ressurs": "Ressursar: {text}",
        "alvorlighet": "Alvor: {text}",
        "municipal": "Kommunalt tilbod: {text}",
        "end": "Eininga finn ikkje grunnlag for å endre vedtaket. Klaga blir difor send til Statsforvaltaren"
        " (pasient- og brukarrettslova § 7-2).",
        "dismissed": "Klaga vart motteken {received} og gjeld at klaga {reference} vart avvist {day}.",
        "dismissed_why": "Ho vart avvist av denne grunnen: «{reason}»",
        "dismissed_again": "Eininga har vurdert avvisinga på nytt med ein annan vurderar og ein annan"
        " lege enn dei som avviste klaga (forvaltningslova § 33).",
        "dismissed_end": "Eininga finn ikkje grunnlag for å behandle den avviste klaga. Saka blir"
        " difor send til Statsforvaltaren (pasient- og brukarrettslova § 7-2).",
    },
}
MOST_QUOTED = 400


def draft(complaint: Complaint) -> str:
    """Paragraphs to be read through, worded anew and signed; empty where nothing was decided."""
    decision, lang = complaint.decision, "nn" if complaint.referral.language == "nn" else "nb"
    say, grounds = _TEXT[lang], complaint.grounds.strip()
    quoted = grounds if len(grounds) <= MOST_QUOTED else f"{grounds[:MOST_QUOTED].rstrip()} …"
    if complaint.dismissal is not None:
        return _of_dismissal(complaint, complaint.dismissal, quoted, lang)
    if decision is None or decision.signed_at is None:
        return ""
    parts = [
        say["complaint"].format(received=long_date(complaint.received_on, lang), signed=_day(decision)),
        say["about"].format(grounds=quoted),
        say["reviewed"],
        "\n".join([say["reasons"], *(f"– {one}" for one in _reasons(decision, lang))]),
        *_tests(decision, say),
        say["end"],
    ]
    return "\n\n".join(parts)


def _of_dismissal(complaint: Complaint, dismissed: Complaint, quoted: str, lang: str) -> str:
    say = _TEXT[lang]
    assert dismissed.ended_at is not None
    day = long_date(timezone.localdate(dismissed.ended_at, clocks.OSLO), lang)
    received = long_date(complaint.received_on, lang)
    parts = [
        say["dismissed"].format(received=received, reference=dismissed.reference, day=day),
        say["dismissed_why"].format(reason=dismissed.end_reason),
        say["about"].format(grounds=quoted),
        say["dismissed_again"],
        say["dismissed_end"],
    ]
    return "\n\n".join(parts)


def _day(decision: Decision) -> str:
    assert decision.signed_at is not None
    return long_date(timezone.localdate(decision.signed_at, clocks.OSLO))


def _reasons(decision: Decision, lang: str) -> list[str]:
    """The sentences of the proposal behind the decision; those of the clock and the place left out."""
    content = json.loads(decision.proposal.content)
    made = render(content, rules=engine.compiled(decision.proposal.rule_set), lang=lang)
    both = zip(made["reasons"], content["trace"], strict=True)
    return [said["text"] for said, trace in both if trace["stage"] not in (0, 6) and said["rule"] != "law"]


def _tests(decision: Decision, say: dict[str, str]) -> list[str]:
    texts = {
        "nytte": decision.nytte,
        "ressurs": decision.ressurs,
        "alvorlighet": decision.alvorlighet,
        "municipal": decision.municipal_help,
    }
    found = [say[name].format(text=text.strip()) for name, text in texts.items() if text.strip()]
    return ["\n".join(found)] if found else []
