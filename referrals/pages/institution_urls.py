"""The institution's pages."""

from django.urls import path

from referrals.pages.institution import board, lists, placement, placement_notes

urlpatterns = [
    path("board", board.board, name="board"),
    path("incoming", lists.incoming, name="incoming"),
    path("stays", lists.stays, name="stays"),
    path("placements/<uuid:public_id>", placement.placement, name="placement"),
    path("placements/<uuid:public_id>/ask", placement_notes.ask, name="placement-ask"),
    path("placements/<uuid:public_id>/<slug:verb>", placement.act, name="placement-act"),
]
