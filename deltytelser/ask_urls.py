"""«Spør regelboken»: under rules/ask/."""

from django.urls import path

from deltytelser.pages import ask

urlpatterns = [
    path("", ask.ask, name="rules-ask"),
    path("answer", ask.answer, name="rules-ask-answer"),
    path("diagnoses", ask.diagnoses, name="rules-ask-diagnoses"),
]
