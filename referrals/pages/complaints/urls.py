"""Complaints: the list, the registration, one complaint with its files, and the figures."""

from django.urls import path

from referrals.pages.complaints import act, figures, files, listing, new, page

urlpatterns = [
    path("complaints", listing.complaints, name="complaints"),
    path("complaints/new", new.complaint_new, name="complaint-new"),
    path("complaints/figures", figures.complaints_figures, name="complaints-figures"),
    path("complaints/<uuid:public_id>", page.complaint, name="complaint"),
    path("complaints/<uuid:public_id>/package", files.complaint_package, name="complaint-package"),
    path("complaints/<uuid:public_id>/<slug:verb>", act.complaint_act, name="complaint-act"),
    path("complaint-files/<uuid:public_id>", files.complaint_file, name="complaint-file"),
]
