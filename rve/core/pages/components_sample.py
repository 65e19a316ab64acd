"""Made-up values for the page of components, so that each can be seen with something in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator

TODAY = dt.date(2026, 4, 15)
NOON = dt.datetime(2026, 4, 15, 10, 32)  # noqa: DTZ001 - a picture of a page has no zone
SCALE = [
    ("none", "Ingen"),
    ("mild", "Lett"),
    ("moderate", "Moderat"),
    ("severe", "Betydelig"),
    ("unknown", "Vet ikke"),
]


class SampleForm(forms.Form):
    name = forms.CharField(label="Navn", help_text="Som i folkeregisteret.", max_length=80)
    day = forms.DateField(label="Mottatt", help_text="For eksempel 15.4.2026.")
    pain = forms.ChoiceField(label="Smerte", choices=SCALE, widget=forms.RadioSelect)
    level = forms.ChoiceField(label="Nivå", choices=[("stay", "Døgn"), ("day", "Dag")])
    tried = forms.MultipleChoiceField(
        label="Prøvd",
        choices=[
            ("physio", "Fysioterapi"),
            ("everyday", "Hverdagstrening"),
            ("none", "Ingen av disse"),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(label="Nytte", widget=forms.Textarea, max_length=400, required=False)
    consent = forms.BooleanField(label="Pasienten vet om henvisningen")


def context() -> dict[str, Any]:
    right = {
        "name": "Torbjørn Aksnes",
        "day": "2026-04-15",
        "pain": "moderate",
        "level": "stay",
        "consent": True,
    }
    wrong = {
        "name": "",
        "day": "32.13.2026",
        "pain": "unknown",
        "level": "stay",
        "text": "Går med krykker. " * 22,
    }
    return {
        "today": TODAY,
        "sample": SampleForm(right),
        "wrong": SampleForm(wrong, auto_id="wrong_%s"),
        "page": Paginator(range(300), 50).page(2),
        "left": [-2, 0, 1, 2, 7, None],
    } | _lists()


def _lists() -> dict[str, Any]:
    return {
        "strip": [
            {"number": 1, "label": "over frist", "tone": "bad", "url": "#"},
            {"number": 6, "label": "innen 2 virkedager", "tone": "warn", "url": "#"},
            {"number": 41, "label": "åpne saker", "url": "#", "current": True},
            {"number": "14,5", "label": "døgnplasser"},
        ],
        "views": [
            {"label": "Mine", "url": "#", "number": 14},
            {"label": "Mine og ledige", "url": "#", "number": 23, "current": True},
        ],
        "facets": [
            {
                "name": "outcome",
                "label": "Forslag",
                "first": [
                    {"code": "granted", "label": "Rett", "number": 11, "on": True},
                    {"code": "refused", "label": "Ikke rett", "number": 3},
                ],
                "rest": [{"code": "forward", "label": "Sendes videre", "number": 1}],
                "all_line": "Vis alle 3",
            }
        ],
        "heads": [
            {"label": "Frist", "query": "?sort=-due", "sorted": "ascending"},
            {"label": "Virkedager", "query": "?sort=left", "num": True},
            {"label": "Pasient, alder", "query": "?sort=name"},
            {"label": "Delytelse"},
            {"label": "Forslag"},
        ],
        "scale": SCALE,
        "answers": [("yes", "Ja"), ("no", "Nei"), ("unknown", "Ikke avgjort")],
        "days": _days(),
        "clock_facts": [("Foreslått start", "senest 26. mai 2026"), ("Brev med tid", "senest 17. apr. 2026")],
        "events": [
            {"at": NOON, "words": "Du avgjorde fire grunner. Nytt forslag: rett."},
            {"at": NOON - dt.timedelta(days=1, hours=1), "words": "Du tok saken."},
        ],
        "facts": [("Delytelse", "A Brudd"), ("Nivå", "Døgn, om lag 21 dager"), ("Tolk", "")],
        "hints": [(["J", "K"], "ned og opp"), (["Enter"], "åpne"), (["?"], "alle snarveier")],
        "steps": [
            {"label": "Pasient og samtykke", "note": "Ferdig", "url": "#", "done": True},
            {"label": "Diagnose", "note": "S32.4", "url": "#", "done": True},
            {"label": "Funksjon og tiltak", "url": "#", "current": True},
            {"label": "Se over og send"},
        ],
        "crumbs": [{"label": "Administrasjon", "url": "#"}, {"label": "Brukere"}],
    }


def _days() -> list[dict[str, str]]:
    passed = [{"label": f"{day}.4.", "state": ""} for day in (1, 7, 8, 9, 10, 13, 14)]
    off = {"label": "–", "state": "off"}
    ahead = [
        {"label": "15.4. i dag", "state": "now"},
        {"label": "16.4.", "state": "left"},
        {"label": "17.4. frist", "state": "due"},
    ]
    return [*passed[:1], *[off] * 5, *passed[1:5], off, off, *passed[5:], *ahead]
