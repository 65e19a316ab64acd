from referrals.models.assessment import Assessment
from referrals.models.attachment import Attachment, AttachmentContent
from referrals.models.backtest import Backtest, BacktestCase
from referrals.models.clock import Clock
from referrals.models.coded import CodedFacts
from referrals.models.complaint import Complaint, ComplaintFile
from referrals.models.counter import ReferenceCounter
from referrals.models.decision import Decision
from referrals.models.letter import Letter, LetterParagraph, LetterText
from referrals.models.message import MessageIn, MessageOut
from referrals.models.patient import Patient
from referrals.models.placement import Placement
from referrals.models.placement_note import PlacementNote
from referrals.models.proposal import Proposal, Snapshot
from referrals.models.question import Question
from referrals.models.referral import Referral
from referrals.models.referrer import Referrer

__all__ = [
    "Assessment",
    "Attachment",
    "AttachmentContent",
    "Backtest",
    "BacktestCase",
    "Clock",
    "CodedFacts",
    "Complaint",
    "ComplaintFile",
    "Decision",
    "Letter",
    "LetterParagraph",
    "LetterText",
    "MessageIn",
    "MessageOut",
    "Patient",
    "Placement",
    "PlacementNote",
    "Proposal",
    "Question",
    "ReferenceCounter",
    "Referral",
    "Referrer",
    "Snapshot",
]
