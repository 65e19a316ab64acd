from django.urls import include, path

from referrals.api import deciding_urls
from referrals.fhir import urls as fhir_urls
from referrals.pages import assessor_urls, institution_urls, lead_urls, referrer_urls, signing_urls
from referrals.pages.backtest import urls as backtest_urls
from referrals.pages.complaints import urls as complaint_urls
from referrals.pages.letters import urls as letter_urls
from referrals.pages.messages import urls as message_urls
from referrals.pages.reminder_wishes import reminder_wishes
from referrals.pages.sending import urls as sending_urls

urlpatterns = [
    path("fhir/R4/", include(fhir_urls)),
    path("reminders", reminder_wishes, name="reminder-wishes"),
    path("api/v1/", include("referrals.api.urls")),
    *deciding_urls.urlpatterns,
    *referrer_urls.urlpatterns,
    *assessor_urls.urlpatterns,
    *signing_urls.urlpatterns,
    *institution_urls.urlpatterns,
    *lead_urls.urlpatterns,
    *backtest_urls.urlpatterns,
    *complaint_urls.urlpatterns,
    *letter_urls.urlpatterns,
    *sending_urls.urlpatterns,
    *message_urls.urlpatterns,
]
