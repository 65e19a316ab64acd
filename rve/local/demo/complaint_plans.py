"""What the made-up complaints say, how old they are, and where each stands today."""

from __future__ import annotations

from dataclasses import dataclass

GROUNDS = (
    "Jeg er ikke enig i avslaget. Kommunen har bare tilbudt gruppetrening en gang i uken, og jeg blir stadig"
    " dårligere til å gå. Fysioterapeuten min mener jeg trenger et samlet opplegg.",
    "Dere skriver at kommunen kan hjelpe meg. Kommunen sier at de ikke har ergoterapeut og ikke vet når"
    " de får det.",
    "Jeg klager på avslaget. Legen glemte å skrive at jeg har hatt to fall siden nyttår, og at jeg ikke"
    " lenger kommer meg ut av huset alene.",
    "Jeg ber om at saken blir sett på en gang til. Jeg har prøvd alt kommunen har, og det har ikke hjulpet.",
)
LATE_GROUNDS = (
    "Jeg var innlagt på sykehus da brevet kom, og har ikke orket å klage før nå. Jeg mener avslaget er feil."
)
DEADLINE_GROUNDS = (
    "Jeg har fått rett, men fristen er altfor lang. Jeg er sykmeldt og mister jobben hvis jeg må vente"
    " så lenge."
)
ANSWERED = {
    "upheld": "Statsforvalteren er enig i vurderingen av nytte og ressurser. Klagen tas ikke til følge.",
    "quashed": "Kommunens tilbud er ikke tilstrekkelig utredet. Vedtaket oppheves og saken sendes tilbake.",
    "changed": "Klageren har rett til rehabilitering i spesialisthelsetjenesten.",
}
# Cause, in words, and the fact whose question would have caught it.
CAUSES = {
    "refused": (
        ("new_facts", "Kommunen har lagt ned tilbudet vedtaket viste til.", "municipal_measures"),
        ("new_facts", "To fall og mer hjelp i stell enn henvisningen sa.", "self_care"),
        ("other_judgement", "Behovet for et samlet tverrfaglig team er større enn lagt til grunn.", ""),
        ("error_in_facts", "Behovet for flere fagpersoner var oversett.", "needs.multidisciplinary"),
        ("error_in_facts", "Kommunale tiltak var prøvd, men ført som ikke prøvd.", "municipal_measures"),
    ),
    "granted": (
        ("other_judgement", "Sykmeldingen taler for en kortere frist.", ""),
        ("error_in_law", "Fristen var regnet fra feil dag.", ""),
    ),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """`ago`: days since it was received; `to`: where it stands; `kind`: the outcome complained of."""

    ago: int
    to: str
    grounds: str = GROUNDS[0]
    kind: str = "refused"
    about: tuple[str, ...] = ("right",)
    channel: str = "paper"
    complainant: str = "patient"
    name: str = ""
    late: bool = False


# A few that have ended, so that the figures have something to say: two of three overturned.
PAST = (
    Plan(ago=260, to="overturned", grounds=GROUNDS[0]),
    Plan(ago=190, to="upheld", grounds=GROUNDS[1]),
    Plan(ago=150, to="withdrawn", grounds=GROUNDS[3]),
    Plan(ago=110, to="overturned", grounds=GROUNDS[2]),
)
# One in each state; each is walked through the use cases, so that more would make the demo slow to load.
PRESENT = (
    Plan(ago=50, to="sent", grounds=GROUNDS[3]),
    Plan(ago=66, to="changed", grounds=GROUNDS[0]),
    Plan(ago=62, to="quashed", grounds=GROUNDS[1]),
    Plan(ago=58, to="dismissed", grounds=LATE_GROUNDS, late=True),
    Plan(ago=24, to="partly_overturned", grounds=DEADLINE_GROUNDS, kind="granted", about=("deadline",)),
    Plan(ago=21, to="overturned", grounds=GROUNDS[1], channel="digital"),
    Plan(ago=18, to="statement", grounds=GROUNDS[0]),
    Plan(ago=14, to="settled", grounds=GROUNDS[2]),
    Plan(ago=12, to="review", grounds=DEADLINE_GROUNDS, kind="granted", about=("deadline", "place")),
    Plan(ago=9, to="formalities", grounds=GROUNDS[3], complainant="authorised", name="Anne Lund"),
    Plan(ago=4, to="late", grounds=LATE_GROUNDS, late=True),
    Plan(ago=1, to="registered", grounds=GROUNDS[0]),
)
