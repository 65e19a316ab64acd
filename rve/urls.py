from django.conf import settings
from django.urls import include, path

handler400 = "rve.core.pages.errors.bad_request"
handler403 = "rve.core.pages.errors.forbidden"
handler404 = "rve.core.pages.errors.not_found"
handler500 = "rve.core.pages.errors.server_error"

urlpatterns = [
    path("", include("rve.core.urls")),
    path("", include("deltytelser.urls")),
    path("", include("institutions.urls")),
    path("", include("referrals.urls")),
]
if not settings.PRODUCTION:
    urlpatterns.append(path("", include("rve.local.urls")))
