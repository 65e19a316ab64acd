"""Signing, letters."""

from django.urls import path

from referrals.pages import letter, signing

urlpatterns = [
    path("sign", signing.queue, name="sign-queue"),
    path("sign/marked", signing.sign_marked, name="sign-marked"),
    path("sign/<uuid:public_id>", signing.sign, name="sign"),
    path("sign/<uuid:public_id>/sign", signing.sign_one, name="sign-one"),
    path("sign/<uuid:public_id>/back", signing.send_back, name="sign-back"),
    path("sign/<uuid:public_id>/read", signing.second_read, name="second-read"),
    path("decisions/<uuid:public_id>/letter", signing.letter_preview, name="letter-preview"),
    path("letters/<uuid:public_id>", letter.letter, name="letter"),
]
