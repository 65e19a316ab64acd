from django.urls import path

from rve.local.sandbox.api import ResetSandbox

urlpatterns = [path("api/v1/sandbox/reset", ResetSandbox.as_view(), name="sandbox-reset")]
