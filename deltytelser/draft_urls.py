"""Addresses of the drafts of the rule book."""

from django.urls import path

from deltytelser.pages import draft, draft_actions, draft_beside, draft_row, drafts

_ONE = "rules/drafts/<uuid:public_id>"

urlpatterns = [
    path("rules/drafts", drafts.drafts, name="rule-drafts"),
    path("rules/drafts/new", drafts.new, name="rule-draft-new"),
    path("rules/drafts/upload", drafts.upload, name="rule-draft-upload"),
    path(_ONE, draft.draft, name="rule-draft"),
    path(f"{_ONE}/head", draft.head, name="rule-draft-head"),
    path(f"{_ONE}/checks", draft.checks, name="rule-draft-checks"),
    path(f"{_ONE}/state", draft.state, name="rule-draft-state"),
    path(f"{_ONE}/yaml", draft.download, name="rule-draft-download"),
    path(f"{_ONE}/row", draft_row.row, name="rule-draft-row"),
    path(f"{_ONE}/row/check", draft_row.check, name="rule-draft-check"),
    path(f"{_ONE}/cases", draft_beside.cases, name="rule-draft-cases"),
    path(f"{_ONE}/values", draft_beside.values, name="rule-draft-values"),
    path(f"{_ONE}/change", draft_actions.change, name="rule-draft-change"),
    path(f"{_ONE}/submit", draft_actions.submit, name="rule-draft-submit"),
    path(f"{_ONE}/take-back", draft_actions.take_back, name="rule-draft-take-back"),
    path(f"{_ONE}/approve", draft_actions.approve, name="rule-draft-approve"),
    path(f"{_ONE}/send-back", draft_actions.send_back, name="rule-draft-send-back"),
    path(f"{_ONE}/discard", draft_actions.discard, name="rule-draft-discard"),
]
