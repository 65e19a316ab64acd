"""Writing a letter: the page, the letter beside it, and the library to pick from."""

from django.urls import path

from referrals.pages.letters import views

urlpatterns = [
    path("cases/<uuid:public_id>/letter", views.write, name="letter-write"),
    path("cases/<uuid:public_id>/letter/look", views.look, name="letter-look"),
    path("cases/<uuid:public_id>/letter/library", views.library, name="letter-library"),
]
