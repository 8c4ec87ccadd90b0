from reviews.models.board import Assignment, BoardMember
from reviews.models.comment import Answer, Comment
from reviews.models.decision import Review, ReviewDecision, Verdict
from reviews.models.guarded import APPEND_ONLY, GUARDED, HISTORIES
from reviews.models.policy import Policy
from reviews.models.record import Record, Verb
from reviews.models.source_check import SourceCheck

__all__ = [
    "APPEND_ONLY",
    "GUARDED",
    "HISTORIES",
    "Answer",
    "Assignment",
    "BoardMember",
    "Comment",
    "Policy",
    "Record",
    "Review",
    "ReviewDecision",
    "SourceCheck",
    "Verb",
    "Verdict",
]
