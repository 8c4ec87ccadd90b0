"""What is said about a submission: now, on what is before the board, by who may say it."""

import pgtrigger

from articles.models import State
from reviews.guards.sql import LOCK_SUBMISSION, REFUSED, SUBMISSION_VARIABLES, before

_BEFORE_THE_BOARD = f"""
        {LOCK_SUBMISSION}
        IF found NOT IN ('{State.SUBMITTED.value}', '{State.UNDER_REVIEW.value}')
            OR NOT is_latest THEN
            RAISE EXCEPTION 'Only the submission before the board is commented on.' {REFUSED};
        END IF;
"""


def comment_made() -> pgtrigger.Trigger:
    return before(
        "made",
        pgtrigger.Insert,
        f"""
        {_BEFORE_THE_BOARD}
        SELECT coalesce(max(number), 0) + 1 INTO next FROM public.reviews_comment
            WHERE submission_id = submission.id;
        IF NEW.number <> next OR NEW.commented_at <> now() THEN
            RAISE EXCEPTION 'A comment is the next of its submission, made now.' {REFUSED};
        END IF;
        IF EXISTS (SELECT FROM public.articles_contributor
            WHERE article_id = submission.article_id AND user_id = NEW.commented_by_id) THEN
            RAISE EXCEPTION 'A contributor answers comments and makes none.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
        f"{SUBMISSION_VARIABLES}; next integer",
    )


def answer_follows() -> pgtrigger.Trigger:
    """The article's row is locked: a comment is not opened again while an edition appears."""
    return before(
        "follows",
        pgtrigger.Insert,
        f"""
        SELECT s.article_id INTO article FROM public.reviews_comment c
            JOIN public.articles_submission s ON s.id = c.submission_id
            WHERE c.id = NEW.comment_id;
        PERFORM FROM public.articles_article WHERE id = article FOR NO KEY UPDATE;
        SELECT coalesce(max(number), 0) + 1 INTO next FROM public.reviews_answer
            WHERE comment_id = NEW.comment_id;
        IF NEW.number <> next OR NEW.answered_at <> now() THEN
            RAISE EXCEPTION 'An answer is the next to its comment, made now.' {REFUSED};
        END IF;
        IF NEW.effect <> '' AND EXISTS (SELECT FROM public.articles_contributor
            WHERE article_id = article AND user_id = NEW.answered_by_id) THEN
            RAISE EXCEPTION 'A contributor answers comments and resolves none.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
        "article bigint; next integer",
    )


def source_checked() -> pgtrigger.Trigger:
    return before(
        "checked",
        pgtrigger.Insert,
        f"""
        {_BEFORE_THE_BOARD}
        IF NEW.checked_at <> now() OR NOT EXISTS (
            SELECT FROM public.reviews_assignment a
            JOIN public.reviews_boardmember m ON m.id = a.member_id
            WHERE a.submission_id = submission.id AND a.member_id = NEW.member_id
                AND a.closed_at IS NULL AND a.accepted_at IS NOT NULL
                AND m.user_id = NEW.checked_by_id) THEN
            RAISE EXCEPTION 'A member who accepted the review checks sources, now.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
        SUBMISSION_VARIABLES,
    )
