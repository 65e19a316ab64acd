"""What stands between the words of a cell, in nb and nn: `{0}` is where the words of the cell go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# The order in which the cells of a row are read: who it is about, what is the matter, what is needed.
CELL_ORDER: Final = (
    "delytelse",
    "delytelse_not",
    "area",
    "assessed_here_by_choice",
    "referrer",
    "referrer_not",
    "consent",
    "existing_right",
    "urgency",
    "urgency_not",
    "requested",
    "requested_not",
    "goal",
    "age",
    "lookup",
    "lookup_not",
    "found_by",
    "level",
    "level_not",
    "main_diagnosis",
    "ticked",
    "ticked_any",
    "earlier_stay",
    "significant_change",
    "new_cardiac_event",
    "early",
    "function_loss",
    "function_loss_not",
    "municipal_measures",
    "municipal_measures_not",
    "night_care",
    "self_care",
    "self_care_not",
    "long_travel",
    "denied",
    "grounds",
    "needs.complexity",
    "needs.multidisciplinary",
    "needs.specialist_competence",
    "needs.intensity",
    "needs.hospital_proximity",
    "needs.diagnostic_workup",
    "goal_not",
    "not_ticked",
)

Pair = tuple[str, str]  # the cell holds, the cell names what must not be
InLanguages = Mapping[str, str]

# A list of words: any of them, or none of them for the cell that ends in `_not`.
LISTS: Final[Mapping[str, Mapping[str, Pair]]] = {
    "referrer": {
        "nb": ("henvist av {0}", "ikke henvist av {0}"),
        "nn": ("tilvist av {0}", "ikkje tilvist av {0}"),
    },
    "urgency": {
        "nb": ("hastegrad: {0}", "hastegrad: ikke {0}"),
        "nn": ("hastegrad: {0}", "hastegrad: ikkje {0}"),
    },
    "self_care": {"nb": ("i ADL: {0}", "i ADL: verken {0}"), "nn": ("i ADL: {0}", "i ADL: korkje {0}")},
    "requested": {"nb": ("ønsket {0}", "ønsket ikke {0}"), "nn": ("ønskt {0}", "ønskte ikkje {0}")},
    "lookup": {
        "nb": ("diagnosekartet gir {0}", "diagnosekartet gir ikke {0}"),
        "nn": ("diagnosekartet gir {0}", "diagnosekartet gir ikkje {0}"),
    },
    "delytelse": {"nb": ("{0}", "ikke {0}"), "nn": ("{0}", "ikkje {0}")},
    "level": {"nb": ("nivået er {0}", "nivået er ikke {0}"), "nn": ("nivået er {0}", "nivået er ikkje {0}")},
    "function_loss": {
        "nb": ("funksjonstap: {0}", "funksjonstap: ikke {0}"),
        "nn": ("funksjonstap: {0}", "funksjonstap: ikkje {0}"),
    },
    "goal": {"nb": ("målet er {0}", "målet er ikke {0}"), "nn": ("målet er {0}", "målet er ikkje {0}")},
    "municipal_measures": {
        "nb": ("kommunale tiltak: {0}", "kommunale tiltak er kjent, men ikke {0}"),
        "nn": ("kommunale tiltak: {0}", "kommunale tiltak er kjende, men ikkje {0}"),
    },
}

# Yes or no: what is said of yes, what is said of no.
FLAGS: Final[Mapping[str, Mapping[str, Pair]]] = {
    "night_care": {
        "nb": ("trenger tilsyn om natten", "trenger ikke tilsyn om natten"),
        "nn": ("treng tilsyn om natta", "treng ikkje tilsyn om natta"),
    },
    "existing_right": {
        "nb": ("har frist fra en tidligere vurdering", "har ingen frist fra en tidligere vurdering"),
        "nn": ("har frist frå ei tidlegare vurdering", "har ingen frist frå ei tidlegare vurdering"),
    },
    "consent": {
        "nb": ("pasienten samtykker", "pasienten samtykker ikke"),
        "nn": ("pasienten samtykkjer", "pasienten samtykkjer ikkje"),
    },
    "long_travel": {
        "nb": ("lang reisevei", "ikke lang reisevei"),
        "nn": ("lang reiseveg", "ikkje lang reiseveg"),
    },
    "assessed_here_by_choice": {
        "nb": ("har valgt å bli vurdert her", "har ikke valgt å bli vurdert her"),
        "nn": ("har valt å bli vurdert her", "har ikkje valt å bli vurdert her"),
    },
    "earlier_stay": {
        "nb": ("tidligere opphold i samme delytelse", "ikke tidligere opphold i samme delytelse"),
        "nn": ("tidlegare opphald i same delytelse", "ikkje tidlegare opphald i same delytelse"),
    },
    "significant_change": {
        "nb": ("vesentlig endring siden forrige opphold", "ingen vesentlig endring siden forrige opphold"),
        "nn": ("vesentleg endring sidan førre opphald", "inga vesentleg endring sidan førre opphald"),
    },
    "early": {
        "nb": ("tidlig etter hendelsen", "ikke tidlig etter hendelsen"),
        "nn": ("tidleg etter hendinga", "ikkje tidleg etter hendinga"),
    },
    "new_cardiac_event": {
        "nb": ("ny hjertehendelse siden forrige opphold", "ingen ny hjertehendelse siden forrige opphold"),
        "nn": ("ny hjartehending sidan førre opphald", "inga ny hjartehending sidan førre opphald"),
    },
}

GROUNDS: Final[Mapping[str, InLanguages]] = {
    "none": {
        "nb": "ingen av de {0} grunnene er til stede",
        "nn": "ingen av dei {0} grunnane er til stades",
    },
    "hold": {
        "nb": "minst én av de {0} grunnene er til stede",
        "nn": "minst éin av dei {0} grunnane er til stades",
    },
}
NUMBERS: Final = ("ingen", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni")

OTHER: Final[Mapping[str, InLanguages]] = {
    "or": {"nb": "eller", "nn": "eller"},
    "and": {"nb": "og", "nn": "og"},
    "either": {"nb": "enten", "nn": "anten"},
    "delytelse": {"nb": "Delytelse {0}", "nn": "Delytelse {0}"},
    "no_delytelse": {"nb": "ingen delytelse", "nn": "ingen delytelse"},
    "other_delytelse": {"nb": "en annen delytelse enn {0}", "nn": "ein annan delytelse enn {0}"},
    "some_delytelse": {"nb": "en delytelse", "nn": "ein delytelse"},
    "not_ticked": {"nb": "ikke krysset av: {0}", "nn": "ikkje kryssa av: {0}"},
    "age_from": {"nb": "alder fra {0} år", "nn": "alder frå {0} år"},
    "age_to": {"nb": "alder til og med {0} år", "nn": "alder til og med {0} år"},
    "age": {"nb": "alder {0}–{1} år", "nn": "alder {0}–{1} år"},
    "area": {"nb": "bor i området til {0}", "nn": "bur i området til {0}"},
    "no_area": {"nb": "bor utenfor regionen", "nn": "bur utanfor regionen"},
    "found_by": {"nb": "delytelsen er gitt av {0}", "nn": "delytelsen er gitt av {0}"},
    "lookup_row": {"nb": "diagnosekartet", "nn": "diagnosekartet"},
    "no_row": {"nb": "ingen rad", "nn": "inga rad"},
    "main_diagnosis": {"nb": "hoveddiagnose {0}", "nn": "hovuddiagnose {0}"},
}

# What a row does when it applies.
EFFECTS: Final[Mapping[str, InLanguages]] = {
    "refused": {"nb": "Avslag", "nn": "Avslag"},
    "refused_municipal": {"nb": "Avslag når kommunen kan", "nn": "Avslag når kommunen kan"},
    "refused_in": {"nb": "Avslag i {0}, ellers vurderes", "nn": "Avslag i {0}, elles vurdering"},
    "refused_when": {"nb": "Avslag når {0}, ellers vurderes", "nn": "Avslag når {0}, elles vurdering"},
    "weighed": {"nb": "Vurderes", "nn": "Blir vurdert"},
    "stops": {"nb": "Vurderes, uten avslag", "nn": "Blir vurdert, utan avslag"},
    "redirected": {"nb": "Sendes til {0}", "nn": "Blir send til {0}"},
    "with_lodging": {"nb": "{0} med overnatting", "nn": "{0} med overnatting"},
    "lodging": {"nb": "Overnatting", "nn": "Overnatting"},
    "days": {"nb": "{0} dager", "nn": "{0} dagar"},
    "no_days": {"nb": "Ikke tallfestet", "nn": "Ikkje talfesta"},
    "weeks": {"nb": "{0} uker", "nn": "{0} veker"},
    "latest": {"nb": "Senest {0} dager etter hendelsen", "nn": "Seinast {0} dagar etter hendinga"},
    "not_before": {"nb": "Tidligst {0} dager etter hendelsen", "nn": "Tidlegast {0} dagar etter hendinga"},
    "named": {"nb": "{0} foreslås", "nn": "{0} blir foreslått"},
    "own_hf": {"nb": "Helseforetakets egne enheter først", "nn": "Einingane til helseføretaket først"},
    "reason": {"nb": "Setning i begrunnelsen", "nn": "Setning i grunngivinga"},
    "remark": {"nb": "Merknad, endrer ingenting", "nn": "Merknad, endrar ingenting"},
    "law": {
        "nb": "Rett {0}, vurdering {1}, mistanke om alvorlig sykdom {2}",
        "nn": "Rett {0}, vurdering {1}, mistanke om alvorleg sjukdom {2}",
    },
}

# The names of cells where they stand alone: columns of the comparison, choices in the editor.
CELLS: Final[Mapping[str, InLanguages]] = {
    "ticked": {"nb": "Krysset av, alle", "nn": "Kryssa av, alle"},
    "ticked_any": {"nb": "Krysset av, minst én", "nn": "Kryssa av, minst éin"},
    "not_ticked": {"nb": "Ikke krysset av", "nn": "Ikkje kryssa av"},
    "denied": {"nb": "Svart nei", "nn": "Svart nei"},
    "delytelse": {"nb": "Delytelse", "nn": "Delytelse"},
    "lookup": {"nb": "Diagnosekartet gir", "nn": "Diagnosekartet gir"},
    "found_by": {"nb": "Rad som ga delytelsen", "nn": "Rad som gav delytelsen"},
    "referrer": {"nb": "Henviser", "nn": "Tilvisar"},
    "requested": {"nb": "Ønsket delytelse", "nn": "Ønskt delytelse"},
    "level": {"nb": "Nivå", "nn": "Nivå"},
    "area": {"nb": "Område", "nn": "Område"},
    "main_diagnosis": {"nb": "Hoveddiagnose", "nn": "Hovuddiagnose"},
    "existing_right": {"nb": "Frist fra tidligere vurdering", "nn": "Frist frå tidlegare vurdering"},
    "earlier_stay": {"nb": "Tidligere opphold i samme delytelse", "nn": "Tidlegare opphald i same delytelse"},
    "early": {"nb": "Tidlig etter hendelsen", "nn": "Tidleg etter hendinga"},
    "grounds": {"nb": "Grunner", "nn": "Grunnar"},
    "new_cardiac_event": {"nb": "Ny hjertehendelse", "nn": "Ny hjartehending"},
}
NOT: Final[InLanguages] = {"nb": "{0}, ikke", "nn": "{0}, ikkje"}
