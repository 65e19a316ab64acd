"""Addresses of rule changes tried on the stored referrals."""

from django.urls import path

from referrals.pages.backtest import flips, one_case, panel, start, views

urlpatterns = [
    path("rules/backtests", start.backtests, name="backtests"),
    path("rules/backtests/start", start.start, name="backtest-start"),
    path("rules/backtests/<uuid:public_id>", views.page, name="backtest"),
    path("rules/backtests/<uuid:public_id>/state", views.state, name="backtest-state"),
    path("rules/backtests/<uuid:public_id>/cancel", start.cancel, name="backtest-cancel"),
    path("rules/backtests/<uuid:public_id>/cases", flips.flips, name="backtest-flips"),
    path(
        "rules/backtests/<uuid:public_id>/cases/<uuid:referral_id>", one_case.one_case, name="backtest-case"
    ),
    path("rules/drafts/<uuid:public_id>/backtest", panel.panel, name="backtest-panel"),
]
