from django.urls import path

from referrals.pages.sending import by_hand, outbox

urlpatterns = [
    path("letters-by-hand", by_hand.letters_by_hand, name="letters-by-hand"),
    path("letters-by-hand/<uuid:public_id>", by_hand.done, name="letters-by-hand-done"),
    path("outbox", outbox.outbox, name="outbox"),
    path("outbox/<uuid:public_id>", outbox.again, name="outbox-again"),
]
