"""The words between the data of a reason tree, in nb and nn: `{0}` is where a value goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

InLanguages = Mapping[str, str]

# The stages in the order in which they are asked.
STAGES: Final[Mapping[int, tuple[str, InLanguages]]] = {
    0: ("clock", {"nb": "Vurderingsfrist", "nn": "Vurderingsfrist"}),
    2: ("delytelse", {"nb": "Delytelse", "nn": "Delytelse"}),
    1: ("gate", {"nb": "Mottak", "nn": "Mottak"}),
    3: ("right", {"nb": "Rett", "nn": "Rett"}),
    4: ("level", {"nb": "Nivå og opphold", "nn": "Nivå og opphald"}),
    5: ("deadline", {"nb": "Frist for start", "nn": "Frist for start"}),
    6: ("route", {"nb": "Sted", "nn": "Stad"}),
}

FACTS: Final[Mapping[str, InLanguages]] = {
    "delytelse": {"nb": "Delytelse", "nn": "Delytelse"},
    "found_by": {"nb": "Rad som ga delytelsen", "nn": "Rad som gav delytelsen"},
    "lookup": {"nb": "Diagnosekartet gir", "nn": "Diagnosekartet gir"},
    "level": {"nb": "Nivå", "nn": "Nivå"},
    "grounds": {"nb": "Grunner", "nn": "Grunnar"},
    "new_cardiac_event": {"nb": "Ny hjertehendelse", "nn": "Ny hjartehending"},
    "diagnoses[0].code": {"nb": "Hoveddiagnose", "nn": "Hovuddiagnose"},
}

VALUES: Final[Mapping[str, InLanguages]] = {
    "unknown": {"nb": "ukjent", "nn": "ukjent"},
    "unknown_as": {"nb": "ukjent, regnes som {0}", "nn": "ukjent, blir rekna som {0}"},
    "none": {"nb": "ingen", "nn": "ingen"},
    "not_said": {"nb": "ikke oppgitt", "nn": "ikkje oppgitt"},
    "not_ticked": {"nb": "ikke krysset av", "nn": "ikkje kryssa av"},
    "years": {"nb": "{0} år", "nn": "{0} år"},
    "stay": {"nb": "{0} til {1}", "nn": "{0} til {1}"},
    "outside": {"nb": "utenfor regionen", "nn": "utanfor regionen"},
    "virkedager": {"nb": "{0} virkedager", "nn": "{0} virkedagar"},
    "days": {"nb": "{0} dager", "nn": "{0} dagar"},
}

LOOKUP: Final[Mapping[str, InLanguages]] = {
    "name": {"nb": "Diagnosekartet", "nn": "Diagnosekartet"},
    "found": {
        "nb": "Diagnosekartet gir delytelse {0} for {1}.",
        "nn": "Diagnosekartet gir delytelse {0} for {1}.",
    },
    "not_found": {
        "nb": "Diagnosekartet har ingen delytelse for diagnosene.",
        "nn": "Diagnosekartet har ingen delytelse for diagnosane.",
    },
    "effect": {"nb": "Delytelse {0}", "nn": "Delytelse {0}"},
}

STEPS: Final[Mapping[str, InLanguages]] = {
    "receipt": {"nb": "Mottatt", "nn": "Motteken"},
    "due": {"nb": "{0} går ut", "nn": "{0} går ut"},
    "due_saturdays": {"nb": "Regnet med lørdager", "nn": "Rekna med laurdagar"},
    "weeks": {"nb": "{0} uker fra mottak", "nn": "{0} veker frå mottak"},
    "halved": {"nb": "Rask forverring: halvert til {0} uker", "nn": "Rask forverring: halvert til {0} veker"},
    "cap": {"nb": "Senest {0} dager etter hendelsen", "nn": "Seinast {0} dagar etter hendinga"},
    "cap_later": {
        "nb": "Senest {0} dager etter hendelsen: fristen er tidligere alt",
        "nn": "Seinast {0} dagar etter hendinga: fristen er tidlegare alt",
    },
    "not_before": {
        "nb": "Bør ikke starte før {0} dager etter hendelsen (flytter ikke fristen)",
        "nn": "Bør ikkje starte før {0} dagar etter hendinga (flyttar ikkje fristen)",
    },
    "floor": {"nb": "Tidligst {0} dager etter mottak", "nn": "Tidlegast {0} dagar etter mottak"},
    "floor_passed": {
        "nb": "Tidligst {0} dager etter mottak: fristen er senere alt",
        "nn": "Tidlegast {0} dagar etter mottak: fristen er seinare alt",
    },
    "deadline": {"nb": "Start senest", "nn": "Start seinast"},
}

PLACES: Final[Mapping[str, InLanguages]] = {
    "route.choice": {"nb": "Pasientens valg", "nn": "Pasienten sitt val"},
    "route.named": {"nb": "Har tilbudet for tilstanden", "nn": "Har tilbodet for tilstanden"},
    "route.own_hf": {"nb": "Helseforetaket dekker selv", "nn": "Helseføretaket dekkjer sjølv"},
    "route.ranked": {"nb": "Etter frist, ventetid og avstand", "nn": "Etter frist, ventetid og avstand"},
    "within": {"nb": "kan starte innen fristen", "nn": "kan starte innan fristen"},
    "late": {"nb": "kan ikke starte innen fristen", "nn": "kan ikkje starte innan fristen"},
    "no_wait": {"nb": "ventetiden er ikke kjent", "nn": "ventetida er ikkje kjend"},
    "wait": {"nb": "{0} dagers ventetid", "nn": "{0} dagar ventetid"},
    "km": {"nb": "{0} km", "nn": "{0} km"},
}

ASKED_OF: Final[Mapping[str, InLanguages]] = {
    "assessor": {"nb": "Vurderer avklarer", "nn": "Vurderaren avklarar"},
    "referrer": {"nb": "Henviser svarer", "nn": "Tilvisaren svarer"},
}

CHANGES: Final[Mapping[str, InLanguages]] = {
    "if": {"nb": "Hvis {0}: {1}", "nn": "Dersom {0}: {1}"},
    "yes": {"nb": "svaret var ja på {0}", "nn": "svaret var ja på {0}"},
    "no": {"nb": "svaret var nei på {0}", "nn": "svaret var nei på {0}"},
    "was": {"nb": "svaret på «{0}» var «{1}»", "nn": "svaret på «{0}» var «{1}»"},
    "and": {"nb": " og ", "nn": " og "},
}


def say(words: InLanguages, lang: str, *values: object) -> str:
    """The words with the values in their places."""
    return words[lang].format(*values)
