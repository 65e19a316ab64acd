"""Under /fhir/R4/ (referrals/urls.py includes this)."""

from django.urls import path, re_path

from referrals.fhir import views

urlpatterns = [
    path("metadata", views.Metadata.as_view(), name="fhir-metadata"),
    path("<slug:kind>/_search", views.Search.as_view(), name="fhir-search"),
    path("<slug:kind>/<str:ident>", views.Instance.as_view(), name="fhir-instance"),
    path("<slug:kind>", views.OfType.as_view(), name="fhir-type"),
    re_path(r"^(?P<rest>.*)$", views.Nothing.as_view(), name="fhir-other"),
]
