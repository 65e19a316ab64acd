from django.urls import include, path

from deltytelser.pages import catalogue, compare, versions

urlpatterns = [
    path("rules/ask/", include("deltytelser.ask_urls")),
    path("", include("deltytelser.draft_urls")),
    path("rules/", catalogue.rules, name="rules"),
    path("rules/tables/<str:table>", catalogue.rules_table, name="rules-table"),
    path("rules/versions", versions.versions, name="rules-versions"),
    path("rules/versions/<str:hash>", versions.version, name="rules-version"),
    path("rules/versions/<str:hash>/yaml", versions.download, name="rules-download"),
    path("rules/compare", compare.compare, name="rules-compare"),
]
