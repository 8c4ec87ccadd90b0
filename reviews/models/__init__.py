from reviews.models.absence import Absence
from reviews.models.accounts import PasswordLink
from reviews.models.board import Assignment, BoardMember
from reviews.models.comment import Answer, Comment
from reviews.models.decision import Review, ReviewDecision, Verdict
from reviews.models.entity import Entity
from reviews.models.guarded import APPEND_ONLY, GUARDED, HISTORIES
from reviews.models.mail import Mail, MailChoice
from reviews.models.policy import Policy
from reviews.models.record import Record, Verb
from reviews.models.signers import (
    Authenticator,
    AuthenticatorRemoval,
    HoldLift,
    SigningAttempt,
    SigningHold,
    UsedCode,
)
from reviews.models.source_check import SourceCheck
from reviews.models.upload import Upload

__all__ = [
    "APPEND_ONLY",
    "GUARDED",
    "HISTORIES",
    "Absence",
    "Answer",
    "Assignment",
    "Authenticator",
    "AuthenticatorRemoval",
    "BoardMember",
    "Comment",
    "Entity",
    "HoldLift",
    "Mail",
    "MailChoice",
    "PasswordLink",
    "Policy",
    "Record",
    "Review",
    "ReviewDecision",
    "SigningAttempt",
    "SigningHold",
    "SourceCheck",
    "Upload",
    "UsedCode",
    "Verb",
    "Verdict",
]
