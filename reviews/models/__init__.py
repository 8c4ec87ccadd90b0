from reviews.models.board import Assignment, BoardMember
from reviews.models.decision import Review, ReviewDecision, Verdict
from reviews.models.guarded import APPEND_ONLY, GUARDED, HISTORIES
from reviews.models.policy import Policy
from reviews.models.record import Record, Verb

__all__ = [
    "APPEND_ONLY",
    "GUARDED",
    "HISTORIES",
    "Assignment",
    "BoardMember",
    "Policy",
    "Record",
    "Review",
    "ReviewDecision",
    "Verb",
    "Verdict",
]
