from django.urls import path

from referrals.pages import register
from referrals.pages.referrer import diagnoses, guidance, mine, review, steps

urlpatterns = [
    path("referrals", mine.my_referrals, name="my-referrals"),
    path("referrals/new", steps.new, name="referral-new"),
    path("referrals/diagnoses", diagnoses.hits, name="referral-diagnoses"),
    path("referrals/<uuid:public_id>", mine.my_referral, name="my-referral"),
    path("referrals/<uuid:public_id>/step/<slug:step>", steps.step, name="referral-step"),
    path("referrals/<uuid:public_id>/guidance/<slug:step>", guidance.live, name="referral-guidance"),
    path("referrals/<uuid:public_id>/review", review.review, name="referral-review"),
    path("referrals/<uuid:public_id>/receipt", review.receipt, name="referral-receipt"),
    path("referrals/<uuid:public_id>/delete", review.delete, name="referral-delete"),
    path("referrals/<uuid:public_id>/questions/<uuid:question>", mine.answer, name="referral-answer"),
    path("referrals/<uuid:public_id>/withdraw", mine.withdraw, name="referral-withdraw"),
    path("register", register.register, name="register"),
    path("register/<uuid:public_id>", register.done, name="register-done"),
]
