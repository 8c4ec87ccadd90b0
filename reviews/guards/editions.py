"""Editions: they exist only where a quorum of eligible people signed them."""

import pgtrigger

from articles.models import State
from reviews.guards.sql import (
    APPROVING_SQL,
    LOCK_SUBMISSION,
    REFUSED,
    SUBMISSION_VARIABLES,
    at_commit,
    before,
)
from reviews.models.board import Assignment

_LATEST_UNDER_REVIEW = f"""\
        SELECT coalesce(max(number), 0) + 1 INTO next FROM public.articles_edition
            WHERE article_id = NEW.article_id;
        IF NEW.article_id IS DISTINCT FROM submission.article_id OR NEW.number <> next
            OR NEW.published_at <> now() OR NOT is_latest
            OR found IS DISTINCT FROM '{State.UNDER_REVIEW.value}' THEN
            RAISE EXCEPTION 'An edition is the latest submission of an article under review.'
                {REFUSED};
        END IF;
"""
# Of each member the latest decision on these bytes, as far as it still counts.
_COUNTED = f"""\
        SELECT p.* INTO policy FROM public.reviews_review r
            JOIN public.reviews_policy p ON p.id = r.policy_id
            WHERE r.submission_id = submission.id;
        SELECT coalesce(array_agg(topic_id), '{{}}') INTO topics
            FROM public.articles_articletopic WHERE article_id = submission.article_id;
        SELECT count(*), count(*) FILTER (WHERE latest.specialties && topics),
            count(*) FILTER (WHERE latest.is_outside), count(*) FILTER (WHERE latest.is_free)
            INTO signed, matching, outside, free FROM (
            SELECT DISTINCT ON (d.member_id) d.*
            FROM public.reviews_reviewdecision d
            JOIN public.articles_submission s ON s.id = d.submission_id
            WHERE s.article_id = submission.article_id AND d.signed_digest = submission.digest
                AND s.number > (SELECT coalesce(max(w.last_submission), 0)
                    FROM public.articles_withdrawal w
                    WHERE w.article_id = submission.article_id)
            ORDER BY d.member_id, s.number DESC, d.number DESC
        ) AS latest
        JOIN public.reviews_boardmember m ON m.id = latest.member_id
        WHERE latest.verdict IN ({APPROVING_SQL})
            AND NOT EXISTS (SELECT FROM public.articles_contributor c
                WHERE c.article_id = submission.article_id AND c.user_id = m.user_id)
            AND NOT EXISTS (SELECT FROM public.reviews_assignment a
                JOIN public.articles_submission s ON s.id = a.submission_id
                WHERE s.article_id = submission.article_id AND a.member_id = latest.member_id
                AND a.outcome = '{Assignment.Outcome.RECUSED.value}'
                AND a.closed_at >= latest.signed_at);
"""
_ENOUGH = f"""\
        IF policy.quorum IS NULL OR signed < policy.quorum THEN
            RAISE EXCEPTION 'The edition needs % signatures and has %.', policy.quorum, signed
                {REFUSED};
        END IF;
        IF matching < policy.matching_specialties THEN
            RAISE EXCEPTION 'The edition needs % signers with a specialty in its topics and has %.',
                policy.matching_specialties, matching {REFUSED};
        END IF;
        IF outside < policy.outside_signers THEN
            RAISE EXCEPTION 'The edition needs % signers from other institutions and has %.',
                policy.outside_signers, outside {REFUSED};
        END IF;
        IF free * policy.free_of_signers < policy.free_signers * signed THEN
            RAISE EXCEPTION 'Too few signers of the edition are free of conflict.' {REFUSED};
        END IF;
"""
_NO_OPEN_COMMENT = f"""\
        IF EXISTS (SELECT FROM public.reviews_comment c
            JOIN public.articles_submission s ON s.id = c.submission_id
            WHERE s.article_id = submission.article_id AND c.is_blocking
            AND 'resolved' IS DISTINCT FROM (SELECT a.effect FROM public.reviews_answer a
                WHERE a.comment_id = c.id AND a.effect <> '' ORDER BY a.number DESC LIMIT 1)) THEN
            RAISE EXCEPTION 'A comment is open that must be resolved before approval.' {REFUSED};
        END IF;
"""


def edition_has_quorum() -> pgtrigger.Trigger:
    """An edition is the latest submission, under review, signed by a quorum of eligible people."""
    return before(
        "quorum",
        pgtrigger.Insert,
        f"""
        {LOCK_SUBMISSION}
{_LATEST_UNDER_REVIEW}{_COUNTED}{_ENOUGH}{_NO_OPEN_COMMENT}        RETURN NEW;
        """,
        f"{SUBMISSION_VARIABLES}; next integer; policy public.reviews_policy%ROWTYPE; "
        "topics bigint[]; signed integer; matching integer; outside integer; free integer",
    )


def edition_stands() -> pgtrigger.Trigger:
    return at_commit(
        "stands",
        """SELECT FROM public.articles_standing st
           JOIN public.articles_edition e ON e.id = st.edition_id
           WHERE st.article_id = NEW.article_id AND e.number >= NEW.number""",
        "An edition and its standing appear together.",
    )
