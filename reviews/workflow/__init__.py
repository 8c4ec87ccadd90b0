"""All verbs: the only code that changes the state of an article and what readers see.

A verb locks the article's row first and writes the record's line last, in one transaction. It
raises Forbidden where this person may not do it and Refused where it cannot be done now, each
with sentences for that person.
"""

from reviews.apart import compare_again, tell_apart
from reviews.commenting import answer, check_sources, comment
from reviews.declaring import declare
from reviews.inviting import accept, decline
from reviews.merging import merge, split
from reviews.policies import adopt_policy
from reviews.workflow.authoring import discard_revision, revise, submit, take_back
from reviews.workflow.deciding import Signed, reaffirm, sign
from reviews.workflow.published import close_report, withdraw
from reviews.workflow.reviewing import assign, end_assignment, return_to_authors, start_review

__all__ = [
    "Signed",
    "accept",
    "adopt_policy",
    "answer",
    "assign",
    "check_sources",
    "close_report",
    "comment",
    "compare_again",
    "declare",
    "decline",
    "discard_revision",
    "end_assignment",
    "merge",
    "reaffirm",
    "return_to_authors",
    "revise",
    "sign",
    "split",
    "start_review",
    "submit",
    "take_back",
    "tell_apart",
    "withdraw",
]
