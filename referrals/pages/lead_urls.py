"""Pages of the team lead, the planner and the privacy officer."""

from django.urls import path

from referrals.pages import access_log, planner
from referrals.pages.back_office import views as back_office
from referrals.pages.deadlines import calendar
from referrals.pages.deadlines import views as deadlines

urlpatterns = [
    path("deadlines", deadlines.deadlines, name="deadlines"),
    path("deadlines/calendar", calendar.calendar, name="deadlines-calendar"),
    path("deadlines/export", deadlines.export, name="deadlines-export"),
    path("planner", planner.planner, name="planner"),
    path("access-log", access_log.search, name="access-log"),
    path("access-log/check", access_log.check, name="access-log-check"),
    path("administration", back_office.front, name="back-office"),
    path("administration/<slug:slug>", back_office.listing, name="back-office-list"),
    path("administration/<slug:slug>/new", back_office.edit, name="back-office-new"),
    path("administration/<slug:slug>/<int:pk>", back_office.edit, name="back-office-edit"),
]
