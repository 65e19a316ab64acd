"""Referrals and what belongs to them, under `api/v1/`."""

from django.urls import path

from referrals.api.assessments import Assessments
from referrals.api.attachments import AttachmentFile, Attachments
from referrals.api.complaints import ComplaintDetail, ComplaintList
from referrals.api.proposals import ProposalDetail, SettleFacts
from referrals.api.referrals import ReferralDetail, Referrals
from referrals.api.referrer_acts import Answers, Withdraw

_ONE = "referrals/<uuid:public_id>"

urlpatterns = [
    path("referrals", Referrals.as_view(), name="api-referrals"),
    path(_ONE, ReferralDetail.as_view(), name="api-referral"),
    path(f"{_ONE}/attachments", Attachments.as_view(), name="api-attachments"),
    path(f"{_ONE}/attachments/<uuid:attachment_id>", AttachmentFile.as_view(), name="api-attachment"),
    path(f"{_ONE}/answers", Answers.as_view(), name="api-answers"),
    path(f"{_ONE}/withdraw", Withdraw.as_view(), name="api-withdraw"),
    path(f"{_ONE}/proposal", ProposalDetail.as_view(), name="api-proposal"),
    path(f"{_ONE}/facts", SettleFacts.as_view(), name="api-facts"),
    path("assessments", Assessments.as_view(), name="api-assessments"),
    path("complaints", ComplaintList.as_view(), name="api-complaints"),
    path("complaints/<uuid:public_id>", ComplaintDetail.as_view(), name="api-complaint"),
]
