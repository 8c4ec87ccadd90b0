"""The promises as PostgreSQL triggers: what no DML of any role may do.

Each function returns a trigger; `reviews/models/guarded.py` says which table has which. Bodies
name every table with its schema, so that no other table can stand in for it. What is refused is
a check violation (SQLSTATE 23514) with a sentence, which Django raises as IntegrityError.
"""

from reviews.guards.comments import answer_follows, comment_made, source_checked
from reviews.guards.conflicts import (
    acceptance_judged,
    names_one_by_one,
    no_conflict,
    outside_is_told,
)
from reviews.guards.decisions import decision_signed
from reviews.guards.declarations import declaration_follows, interest_with_declaration
from reviews.guards.editions import edition_has_quorum, edition_stands
from reviews.guards.library import merged_at_most_once
from reviews.guards.record import policy_follows, record_follows
from reviews.guards.rows import append_only, never_deleted, no_truncate, same_user
from reviews.guards.signers import (
    code_set_up,
    held_now,
    lifted_by_another,
    no_hold,
    one_authenticator,
    removed_by_another,
)
from reviews.guards.standings import standing_is_true, withdrawal_of_current, withdrawal_stands
from reviews.guards.submissions import (
    assignment_accepted,
    assignment_ends_once,
    rendered_with_submission,
    review_starts,
    submission_follows,
)
from reviews.guards.working_copy import (
    article_lock,
    article_moves,
    author_contributes,
    contributor_stays,
    moves,
    part_lock,
)

__all__ = [
    "acceptance_judged",
    "answer_follows",
    "append_only",
    "article_lock",
    "article_moves",
    "assignment_accepted",
    "assignment_ends_once",
    "author_contributes",
    "code_set_up",
    "comment_made",
    "contributor_stays",
    "decision_signed",
    "declaration_follows",
    "edition_has_quorum",
    "edition_stands",
    "held_now",
    "interest_with_declaration",
    "lifted_by_another",
    "merged_at_most_once",
    "moves",
    "names_one_by_one",
    "never_deleted",
    "no_conflict",
    "no_hold",
    "no_truncate",
    "one_authenticator",
    "outside_is_told",
    "part_lock",
    "policy_follows",
    "record_follows",
    "removed_by_another",
    "rendered_with_submission",
    "review_starts",
    "same_user",
    "source_checked",
    "standing_is_true",
    "submission_follows",
    "withdrawal_of_current",
    "withdrawal_stands",
]
