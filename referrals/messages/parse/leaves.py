"""Whatever stands in an element, as lines a person can read: used for what has no place of its own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from referrals.messages.parse.tree import Element, children, coded, inside, name, text
from rve.core.dates import clock_time, local, short_date

# Never told in clear, or says nothing to a reader.
_SILENT = frozenset(
    (
        *("Ident", "OffId", "TypeOffId", "AdditionalId", "TypeId", "DocumentId", "Signature", "MIGversion"),
        *("TypeTelecom", "TypeHealthcareProfessional", "MsgType", "MimeType", "Compression"),
        *("Base64Container", "FileReference"),
    )
)
_WHOLE = frozenset(
    ("TextResultValue", "Description", "Comment", "Merknad", "Result", "ReqComment", "Journaltekst")
)
_FIRST = ("ClinInv", "DrugId")
# These are told on one line, under a word for what they are.
_TOGETHER = {
    "AnsvarForRapport": "Ansvarlig",
    "AssistertKommunikasjon": "Tolk og kommunikasjon",
    "Booking": "Time",
    "CareSituation": "Omsorgssituasjon",
    "Consent": "Samtykke",
    "ContactPerson": "Kontaktperson",
    "CopyDest": "Kopi til",
    "KontaktpersonHelsepersonell": "Helsepersonell",
    "Legemiddelgjennomgang": "Legemiddelgjennomgang",
    "NeedTranslator": "Tolk",
    "Pakkeforlop": "Pakkeforløp",
    "ParorendeForesatt": "Pårørende",
    "PasientrelatertKontaktperson": "Kontaktperson",
    "PatRelHCP": "Helsepersonell",
    "PatRelInst": "Virksomhet",
    "PatRelperson": "Pårørende",
    "PatientPrecaution": "Forholdsregel",
    "SendtDokument": "Sendt dokument",
    "TilknyttetEnhet": "Tilknyttet enhet",
    "VurderingAvHenvisning": "Tidligere vurdering",
}
_LABELS = {
    "AndreFagrapporter": "Andre rapporter",
    "Arbeidssted": "Arbeidssted",
    "BasisForHealthServices": "Trygdetilhørighet",
    "BorAlene": "Bor alene",
    "CareSituationType": "Omsorgssituasjon",
    "CustodyType": "Foreldreansvar",
    "DatoLegemiddelgjennomgang": "Legemiddelgjennomgang",
    "DatoSamstemming": "Samstemming av legemidler",
    "DatoSendt": "Sendt",
    "EndDateTime": "Til",
    "ForlopsId": "Forløp",
    "FrittSykehusvalg": "Valg av behandlingssted",
    "Horselsvikt": "Nedsatt hørsel",
    "IndividuellPlanForeligger": "Individuell plan",
    "IntendedDuration": "Varighet",
    "JaNei": "Sendt",
    "KoordinatorOppnevnt": "Koordinator oppnevnt",
    "MottarKommunaleTjenester": "Mottar kommunale tjenester",
    "NameInst": "Virksomhet",
    "NavnMottaker": "Mottaker",
    "OrgDate": "Registrert",
    "Pakkeforlopskode": "Pakkeforløp",
    "PaymentCat": "Betaling",
    "Priority": "Hastegrad",
    "Purpose": "Formål",
    "ReqDate": "Ønsket dato",
    "ResourceId": "Ressurs",
    "RoleInst": "Rolle",
    "ServId": "Tjeneste",
    "ServType": "Status",
    "SivilStatus": "Sivilstand",
    "Sprak": "Språk",
    "StartDateTime": "Fra",
    "StillingRolle": "Rolle",
    "Synsvikt": "Nedsatt syn",
    "TypeInnhold": "Gjelder",
    "TypeMottaker": "Mottaker",
    "UtfallAvVurdering": "Utfall av vurderingen",
    "VentetidSluttkode": "Ventetid slutt",
    "WorkingTime": "Arbeidstid",
}
_NONE: AbstractSet[Element] = frozenset()
_ANSWERS = {"true": "ja", "false": "nei"}
# What is for machines alone: an id, a day or moment of XML.
_ID = re.compile(r"(urn:uuid:)?\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.IGNORECASE)
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?P<time>T\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?(?P<zone>Z|[+-]\d{2}:\d{2})?"
)


def leaves(
    element: Element, *, read: AbstractSet[Element] = _NONE, told: AbstractSet[Element] = _NONE
) -> Iterator[tuple[Element, str]]:
    """Each innermost value below that was not read or told already, in order, with its element.

    The sets are looked into, never copied: a message may have fifty thousand elements, each asked about here.
    """
    if element in read or element in told or name(element) in _SILENT:
        return
    inner = list(children(element))
    if name(element) in _WHOLE or not inner:
        said = value(element)
        if said:
            yield element, said
        return
    inner.sort(key=lambda one: name(one) not in _FIRST)
    for one in inner:
        yield from leaves(one, read=read, told=told)


def value(element: Element) -> str:
    """The words of one element: its text, else the words of its code, else the value with its unit.

    A day or moment is told as elsewhere in the product, Norwegian time; an id of a system is not told.
    """
    return _for_people(_value(element))


def _value(element: Element) -> str:
    code = coded(element)
    plain = text(element)
    if plain and plain != code.code:
        return _ANSWERS.get(plain.lower(), plain)
    unit = element.get("U") or ""
    if name(element) == "TeleAddress":
        return code.code.rpartition(":")[2]
    return f"{code.words or code.code} {unit}".strip()


def _for_people(said: str) -> str:
    if _ID.fullmatch(said):
        return ""
    found = _MOMENT.fullmatch(said)
    return (_moment(found) or said) if found else said


def _moment(found: re.Match[str]) -> str:
    """«23. nov. 2026», «23. nov. 2026 kl. 09.05»; "" for what the calendar or the clock does not have."""
    try:
        if not found["time"]:
            return short_date(dt.date.fromisoformat(found["day"]))
        moment = local(dt.datetime.fromisoformat(found["day"] + found["time"] + (found["zone"] or "")))
    except (ValueError, OverflowError):
        return ""
    day = short_date(moment.date())
    return f"{day} {clock_time(moment)}" if moment.hour or moment.minute else day


def lines(element: Element, *, read: AbstractSet[Element] = _NONE) -> list[str]:
    """«Bor alene: ja»: one line for each value below; people and places on one line each."""
    together = [one for one in inside(element, *_TOGETHER) if not _has_above(one, read)]
    found = [f"{_TOGETHER[name(one)]}: {said}" for one in together if (said := joined(one, read=read))]
    rest = leaves(element, read=read, told=frozenset(together))
    return found + [f"{_label(one)}: {said}" for one, said in rest]


def _has_above(element: Element, seen: AbstractSet[Element]) -> bool:
    return element in seen or any(one in seen or name(one) in _TOGETHER for one in element.iterancestors())


def joined(element: Element, *, read: AbstractSet[Element] = _NONE) -> str:
    """All values below on one line, long texts on their own."""
    return ", ".join(said for _element, said in leaves(element, read=read))


def _label(element: Element) -> str:
    plain = name(element)
    return _LABELS.get(plain, plain)
