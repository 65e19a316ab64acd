"""Namespaces and coded values of the messages that are made here, as the national code lists name them."""

from __future__ import annotations

from typing import Final, NamedTuple

MSGHEAD: Final = "http://www.kith.no/xmlstds/msghead/2006-05-24"
BASE64: Final = "http://www.kith.no/xmlstds/base64container"
COMMON: Final = "http://www.kith.no/xmlstds/felleskomponent1"
DIALOG: Final = "http://www.kith.no/xmlstds/dialog/2013-01-23"
# Version 2.0 as it is in use (HIS 80517:2017, HIS 1208:2018).
REFERRAL: Final = "http://ehelse.no/xmlstds/henvisning/2017-11-30"
REFERRAL_COMMON: Final = "http://ehelse.no/xmlstds/po/poKomponent/2017-11-30"
VERSION: Final = "v1.2 2006-05-24"
_VOLVEN: Final = "2.16.578.1.12.4.1.1."


class Coded(NamedTuple):
    """A value, its words, and the number of its list; without a list where the standard has it fixed."""

    value: str
    words: str
    table: str = ""

    @property
    def attributes(self) -> dict[str, str]:
        listed = {"S": f"{_VOLVEN}{self.table}"} if self.table else {}
        words = {"DN": self.words} if self.words else {}
        return {"V": self.value, **listed, **words}


# 8279, the type of a message
ONWARD = Coded("HENVISNING_VIDERE", "Viderehenvisning")
DIALOGUE = Coded("DIALOG_HELSEFAGLIG", "Helsefaglig dialog")
STATUS = Coded("DIALOG_STATUS_HENVISNING", "Status på henvisning")
ANSWER_WANTED = Coded("J", "Ja")
XML_BODY, ENCLOSED = Coded("XML", "XML-instans"), Coded("A", "Vedlegg")
HER, ENH = Coded("HER", "HER-id", "9051"), Coded("ENH", "Organisasjonsnummeret i Enhetsregisteret", "9051")
HPR = Coded("HPR", "HPR-nummer", "8116")
PERSON_NUMBERS = {
    "fnr": Coded("FNR", "Fødselsnummer", "8116"),
    "dnr": Coded("DNR", "D-nummer", "8116"),
    "help": Coded("FHN", "Felles hjelpenummer", "8116"),
}
SEXES = {"male": Coded("1", "Mann"), "female": Coded("2", "Kvinne"), "unknown": Coded("0", "Ikke kjent")}
HOME, PHONE = Coded("H", "Bostedsadresse"), Coded("HP", "Hovedtelefon")

NEW, CANCELLED = Coded("N", "Ny"), Coded("C", "Kansellering")
INVESTIGATION_OR_TREATMENT = Coded("10", "Utredning/behandling", "8455")
AFTER_ASSESSMENT = Coded("3", "Viderehenvisning etter rettighetsvurdering", "9146")
PHYSICIAN = Coded("LE", "Lege")
GP, CONTACT = Coded("6", "Fastlege", "9034"), Coded("21", "Helsefaglig kontakt", "9034")
REFERRING = Coded("HHE", "Henvisende helsepersonell", "8254")
ORDINARY, URGENT = Coded("N", "Elektiv/Ordinær (elektiv)"), Coded("3", "Haster (elektiv)")
DIAGNOSES = {"icd10": "7110", "icpc2": "7170"}
HEADINGS = {
    "situation": Coded("PROB", "Aktuell problemstilling", "8231"),
    "function": Coded("HJ", "Funksjonsnivå/hjelpetiltak", "8231"),
    "tried": Coded("FO", "Forløp og behandling", "8231"),
    "own_training": Coded("FO", "Forløp og behandling", "8231"),
    "goal": Coded("MAAL", "Mål for oppholdet", "8231"),
    "change": Coded("PROB", "Aktuell problemstilling", "8231"),
    "wishes": Coded("BG", "Begrunnelse", "8231"),
    "grounds": Coded("VU", "Vurdering", "8231"),
}
SENIORITY, ASSESSED, DEADLINE = (
    Coded("1", "Ansiennitetsdato", "9147"),
    Coded("2", "Vurderingsdato", "9147"),
    Coded("3", "Frist for nødvendig helsehjelp", "9147"),
)
INVESTIGATION, TREATMENT = (
    Coded("1", "Utredning", "8485"),
    Coded("2", "Behandling (eventuelt også inkludert videre utredning)", "8485"),
)

QUESTION = Coded("8", "Forespørsel om helseopplysninger", "7322")
# HIS 1206 wants 9148 for the assessment and the time; what comes after has codes in 8229 and 8445 only.
STATUSES = {
    "granted": Coded("2", "Rett til helsehjelp, tidspunkt kommer", "9148"),
    "refused": Coded("4", "Henvisningen er avvist", "9148"),
    "redirected": Coded("3", "Henvisningen er videresendt", "9148"),
    "rerouted": Coded("3", "Henvisningen er videresendt", "9148"),
    "scheduled": Coded("1", "Innkalles til helsehjelp", "9148"),
    "started": Coded("6", "Aktivitet påbegynt", "8229"),
    "interrupted": Coded("10", "Aktivitet avbrutt", "8229"),
    "completed": Coded("7", "Aktivitet avsluttet", "8229"),
    "patient_declined": Coded("2", "Pasienten ønsker ikke helsehjelp", "8445"),
    "ended": Coded("9", "Annet", "8445"),
}
