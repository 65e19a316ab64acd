"""The words of the proofs: data in nb and nn, like every legal sentence."""

from __future__ import annotations

NUMBERS = {
    "nb": ("null", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"),
    "nn": ("null", "éin", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"),
}
# One and several of each unit; the gender that is not the common one is spelled out.
UNITS = {
    "nb": {
        "virkedager": ("virkedag", "virkedager"),
        "weeks": ("uke", "uker"),
        "months": ("måned", "måneder"),
        "days": ("dag", "dager"),
    },
    "nn": {
        "virkedager": ("yrkedag", "yrkedagar"),
        "weeks": ("veke", "veker"),
        "months": ("månad", "månader"),
        "days": ("dag", "dagar"),
    },
}
ONE_WEEK_NN = "éi"

# What began, and when.
BEGAN = {
    "assessment": ("Mottatt {day}", "Motteken {day}"),
    "assessment_first": (
        "Først mottatt i spesialisthelsetjenesten {day}, her {here}",
        "Først motteken i spesialisthelsetenesta {day}, her {here}",
    ),
    "referrer_answer": ("Spurt {day}", "Spurt {day}"),
    "second_opinion_blind": ("Trukket ut {day}", "Trekt ut {day}"),
    "institution_answer": ("Sendt til stedet {day}", "Send til staden {day}"),
    "time_sent": ("Signert {day} uten tidspunkt", "Signert {day} utan tidspunkt"),
    "complaint_review": ("Klagen kom {day}", "Klaga kom {day}"),
    "complaint_preliminary": ("Klagen kom {day}", "Klaga kom {day}"),
    "complaint_formalities": ("Bedt om retting {day}", "Bedt om retting {day}"),
    "complaint_window": ("Pasienten ble kjent med vedtaket {day}", "Pasienten vart kjend med vedtaket {day}"),
    "complaint_window_opened": (
        "Pasienten åpnet det digitale brevet {day}",
        "Pasienten opna det digitale brevet {day}",
    ),
    "complaint_window_presumed": (
        "Brevet ble levert ut {handed} og regnes som kommet fram {day} (lokal standard)",
        "Brevet vart levert ut {handed} og blir rekna som kome fram {day} (lokal standard)",
    ),
    "waiting_list": ("Mottatt {day}", "Motteken {day}"),
    "waiting_list_contact": ("Pasienten ble sist kontaktet {day}", "Pasienten vart sist kontakta {day}"),
    "unread_digital": (
        "Levert i den digitale postkassen {day}",
        "Levert i den digitale postkassa {day}",
    ),
    "follow_up_gp": ("Utskrevet {day}", "Utskriven {day}"),
    "follow_up_visit": ("Utskrevet {day}", "Utskriven {day}"),
}
# Days that were given, not computed, and what else a kind says.
GIVEN = {
    "start": (
        "Fristen {due} er satt i vedtaket, for denne pasienten. En time som flyttes, flytter ikke fristen.",
        "Fristen {due} er sett i vedtaket, for denne pasienten."
        " Ein time som blir flytta, flyttar ikkje fristen.",
    ),
    "expected_breach": (
        "Ingen tid innen fristen er funnet {day}. Helfo skal kontaktes straks.",
        "Inga tid innan fristen er funnen {day}. Helfo skal kontaktast straks.",
    ),
    "awaited_result": (
        "Satt for hånd {day}: svaret ventes senest {due}.",
        "Sett for hand {day}: svaret er venta seinast {due}.",
    ),
}
ALSO = {
    "complaint_window": (
        "En klage som er sendt denne dagen, er i tide (forvaltningsloven § 30).",
        "Ei klage som er send denne dagen, er i tide (forvaltningslova § 30).",
    ),
    "follow_up_gp": ("Innen da: kontakt med fastlegen.", "Innan då: kontakt med fastlegen."),
    "follow_up_visit": (
        "Innen da: hjemmebesøk eller primærkontakt.",
        "Innan då: heimebesøk eller primærkontakt.",
    ),
    "unread_digital": (
        "Er brevet ikke åpnet da, sendes det på papir.",
        "Er brevet ikkje opna då, blir det sendt på papir.",
    ),
}
LAWS = {
    "pbrl": ("pasient- og brukerrettighetsloven", "pasient- og brukarrettslova"),
    "fvl": ("forvaltningsloven", "forvaltningslova"),
    "domstolloven": ("domstolloven", "domstollova"),
    "ventelisteforskriften": ("ventelisteforskriften", "ventelisteforskrifta"),
    "eForvaltningsforskriften": ("eForvaltningsforskriften", "eForvaltningsforskrifta"),
}
HOLIDAYS = {
    "nyttarsdag": ("første nyttårsdag", "første nyttårsdag"),
    "1_mai": ("offentlig høytidsdag", "offentleg høgtidsdag"),
    "17_mai": ("grunnlovsdagen", "grunnlovsdagen"),
    "skjaertorsdag": ("skjærtorsdag", "skjærtorsdag"),
    "langfredag": ("langfredag", "langfredag"),
    "1_paskedag": ("første påskedag", "første påskedag"),
    "2_paskedag": ("andre påskedag", "andre påskedag"),
    "kristi_himmelfartsdag": ("Kristi himmelfartsdag", "Kristi himmelfartsdag"),
    "1_pinsedag": ("første pinsedag", "første pinsedag"),
    "2_pinsedag": ("andre pinsedag", "andre pinsedag"),
    "1_juledag": ("første juledag", "første juledag"),
    "2_juledag": ("andre juledag", "andre juledag"),
    "": ("likestilt med helligdag", "likestilt med heilagdag"),
}
WORDS = {
    "nb": {
        "and": "og",
        "saturdays": "lørdager",
        "sundays": "søndager",
        "not_first": "{began}, dagen ikke medregnet.",
        "counted": "{length}: {days}.",
        "not_counted": "Ikke regnet: {days}.",
        "last": "Siste dag er {due}.",
        "saturday": "Lørdag er regnet med.",
        "with_saturdays": "Regnes lørdager med, er siste dag {day}.",
        "weeks": "{length} ender på samme ukedag, {day}.",
        "months": "{length} ender på samme dato, {day}.",
        "month_end": "{length} ender på månedens siste dag, {day}, for måneden har ingen {number}.",
        "days": "{length} ender {day}.",
        "is": "{day} er {name}",
        "as_in": "som i ",
        "moved": "{days}, så siste dag er flyttet til {due} ({as_in}domstolloven § 149).",
        "year": "Etter {day} kan en klage ikke tas opp (forvaltningsloven § 31).",
        "nudges": (
            "Oversendt Statsforvalteren {day}. Loven setter ingen frist for svaret."
            " Vi spør hver {every}. dag (lokal standard), første gang {due}."
        ),
        "local": "Lengden er en lokal standard.",
        "local_duty": "Lengden er en lokal standard; plikten følger av {law}.",
        "by_analogy": "{law}; dagene er regnet som i domstolloven § 148.",
        "by_weeks": "{law}; domstolloven § 148.",
        "law": "{law}.",
        "shortened": "Forkortet fra {before} til {after} av {by} {on}, fordi: «{reason}».",
        "put_later": "Flyttet fra {before} til {after} av {by} {on}, fordi: «{reason}».",
    },
    "nn": {
        "and": "og",
        "saturdays": "laurdagar",
        "sundays": "søndagar",
        "not_first": "{began}, dagen ikkje medrekna.",
        "counted": "{length}: {days}.",
        "not_counted": "Ikkje rekna: {days}.",
        "last": "Siste dag er {due}.",
        "saturday": "Laurdag er rekna med.",
        "with_saturdays": "Blir laurdagar rekna med, er siste dag {day}.",
        "weeks": "{length} endar på same vekedag, {day}.",
        "months": "{length} endar på same dato, {day}.",
        "month_end": "{length} endar på den siste dagen i månaden, {day}, for månaden har ingen {number}.",
        "days": "{length} endar {day}.",
        "is": "{day} er {name}",
        "as_in": "som i ",
        "moved": "{days}, så siste dag er flytta til {due} ({as_in}domstollova § 149).",
        "year": "Etter {day} kan ei klage ikkje takast opp (forvaltningslova § 31).",
        "nudges": (
            "Send til Statsforvaltaren {day}. Lova set ingen frist for svaret."
            " Vi spør kvar {every}. dag (lokal standard), første gong {due}."
        ),
        "local": "Lengda er ein lokal standard.",
        "local_duty": "Lengda er ein lokal standard; plikta følgjer av {law}.",
        "by_analogy": "{law}; dagane er rekna som i domstollova § 148.",
        "by_weeks": "{law}; domstollova § 148.",
        "law": "{law}.",
        "shortened": "Forkorta frå {before} til {after} av {by} {on}, fordi: «{reason}».",
        "put_later": "Flytta frå {before} til {after} av {by} {on}, fordi: «{reason}».",
    },
}
