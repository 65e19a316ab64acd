from django.urls import path

from referrals.api import decisions, placement_actions, placements
from referrals.api.reasons import ReasonList

_ONE = "api/v1/placements/<uuid:public_id>"

urlpatterns = [
    path(
        "api/v1/referrals/<uuid:public_id>/decision",
        decisions.PrepareDecision.as_view(),
        name="api-prepare-decision",
    ),
    path("api/v1/decisions/<uuid:public_id>", decisions.DecisionDetail.as_view(), name="api-decision"),
    path(
        "api/v1/decisions/<uuid:public_id>/sign", decisions.SignDecision.as_view(), name="api-sign-decision"
    ),
    path("api/v1/placements", placements.PlacementList.as_view(), name="api-placements"),
    path(_ONE, placements.PlacementDetail.as_view(), name="api-placement"),
    path(
        f"{_ONE}/documents/<uuid:document_id>",
        placements.PlacementDocument.as_view(),
        name="api-placement-document",
    ),
    path(f"{_ONE}/change", placements.ChangePlacement.as_view(), name="api-placement-change"),
    path(f"{_ONE}/accept", placement_actions.Accept.as_view(), name="api-placement-accept"),
    path(f"{_ONE}/decline", placement_actions.Decline.as_view(), name="api-placement-decline"),
    path(f"{_ONE}/schedule", placement_actions.Schedule.as_view(), name="api-placement-schedule"),
    path(f"{_ONE}/start", placement_actions.Start.as_view(), name="api-placement-start"),
    path(f"{_ONE}/interrupt", placement_actions.Interrupt.as_view(), name="api-placement-interrupt"),
    path(f"{_ONE}/discharge", placement_actions.Discharge.as_view(), name="api-placement-discharge"),
    path("api/v1/reasons", ReasonList.as_view(), name="api-reasons"),
]
