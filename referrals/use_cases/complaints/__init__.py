"""A complaint from registration to Statsforvalteren's answer; the new decision stands with the decisions."""

from referrals.use_cases.complaints.addition import add_to
from referrals.use_cases.complaints.answers import record_answer
from referrals.use_cases.complaints.assign import assign, review_again
from referrals.use_cases.complaints.ends import dismiss, withdraw
from referrals.use_cases.complaints.formalities import ask_formalities, mend
from referrals.use_cases.complaints.lateness import judge_lateness
from referrals.use_cases.complaints.outcome import plan_outcome, preliminary_answer
from referrals.use_cases.complaints.register import register
from referrals.use_cases.complaints.shapes import ComplaintIntake, FileInput
from referrals.use_cases.complaints.statement import send_back_statement, sign_statement, uphold

__all__ = [
    "ComplaintIntake",
    "FileInput",
    "add_to",
    "ask_formalities",
    "assign",
    "dismiss",
    "judge_lateness",
    "mend",
    "plan_outcome",
    "preliminary_answer",
    "record_answer",
    "register",
    "review_again",
    "send_back_statement",
    "sign_statement",
    "uphold",
    "withdraw",
]
