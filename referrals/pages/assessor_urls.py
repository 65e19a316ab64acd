"""Pages of the assessor: worklist, case, search; and attachments, which all who may see the case open."""

from django.urls import path

from referrals.pages import (
    attachments,
    case,
    case_actions,
    case_clocks,
    case_decide,
    case_events,
    case_facts,
    case_place_notes,
    case_questions,
    case_reasons,
    search,
    worklist,
)

urlpatterns = [
    path("worklist", worklist.worklist, name="worklist"),
    path("worklist/next", worklist.next_case, name="worklist-next"),
    path("search", search.search, name="search"),
    path("cases/<uuid:public_id>", case.case, name="case"),
    path("cases/<uuid:public_id>/look", case.look, name="case-look"),
    path("cases/<uuid:public_id>/replay", case.replay, name="case-replay"),
    path("cases/<uuid:public_id>/reasons", case_reasons.reasons, name="case-reasons"),
    path("cases/<uuid:public_id>/events", case_events.events, name="case-events"),
    path("cases/<uuid:public_id>/facts", case_facts.facts, name="case-facts"),
    path("cases/<uuid:public_id>/settle", case_facts.settle, name="case-settle"),
    path("cases/<uuid:public_id>/ask", case_questions.ask, name="case-ask"),
    path("cases/<uuid:public_id>/phone", case_questions.phone, name="case-phone"),
    path(
        "cases/<uuid:public_id>/place-notes/<uuid:note_id>", case_place_notes.answer, name="case-answer-place"
    ),
    path("cases/<uuid:public_id>/draft", case_decide.draft, name="case-draft"),
    path("cases/<uuid:public_id>/prepare", case_decide.prepare, name="case-prepare"),
    path("cases/<uuid:public_id>/take-back", case_decide.take_back, name="case-take-back"),
    path("cases/<uuid:public_id>/second-read", case_decide.second_read, name="case-second-read"),
    path("cases/<uuid:public_id>/claim", case_actions.claim, name="case-claim"),
    path("cases/<uuid:public_id>/put-back", case_actions.put_back, name="case-put-back"),
    path("cases/<uuid:public_id>/reassign", case_actions.reassign, name="case-reassign"),
    path("cases/<uuid:public_id>/withdraw", case_actions.withdraw, name="case-withdraw"),
    path("cases/<uuid:public_id>/parents", case_actions.parents, name="case-parents"),
    path("cases/<uuid:public_id>/reroute", case_actions.reroute, name="case-reroute"),
    path("cases/<uuid:public_id>/shorten", case_clocks.shorten, name="case-shorten"),
    path("cases/<uuid:public_id>/move-clock", case_clocks.move, name="case-move-clock"),
    path("cases/<uuid:public_id>/await", case_clocks.await_result, name="case-await"),
    path("cases/<uuid:public_id>/note-clock", case_clocks.note, name="case-note-clock"),
    path("attachments/<uuid:public_id>", attachments.attachment, name="attachment"),
]
