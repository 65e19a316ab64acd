from django.urls import path

from bench.api import bare

urlpatterns = [
    path("nothing", bare.nothing),
    path("referrals", bare.Rows.as_view()),
    path("referrals/<uuid:public_id>", bare.One.as_view()),
]
