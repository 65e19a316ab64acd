"""Each person's own reminders: when they come, and which early warnings are wanted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from referrals.clock_words import CLOCKS
from referrals.use_cases.reminder_wishes import AT_ONCE, DIGEST, kinds_for, save_wishes
from rve.core.policies import any_role


@any_role
@require_http_methods(["GET", "POST"])
def reminder_wishes(request: HttpRequest) -> HttpResponse:
    """The form ticks what is wanted; what is not ticked is muted."""
    actor = request.actor  # type: ignore[attr-defined]
    offered = kinds_for(actor)
    if request.method == "POST":
        wanted = request.POST.getlist("wanted")
        muted = [kind for kind in offered if kind not in wanted]
        save_wishes(reminders=request.POST.get("reminders", ""), muted=muted, by=actor)
        messages.success(request, _("Your reminders are saved."))
        return redirect("reminder-wishes")
    context = {
        "ways": [
            (AT_ONCE, _("At once, one e-mail each")),
            (DIGEST, _("Together, one e-mail at seven in the morning")),
        ],
        "kinds": [(kind, CLOCKS[kind], kind not in actor.user.muted_clocks) for kind in offered],
    }
    return render(request, "referrals/reminder_wishes.html", context)
