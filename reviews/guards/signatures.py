"""Signatures, and the editions that exist only where a quorum gave them."""

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
from reviews.models.decision import Verdict


def decision_signed() -> pgtrigger.Trigger:
    """A decision is signed now, by a member free to sign it, on the bytes that the member read."""
    return before(
        "signed",
        pgtrigger.Insert,
        f"""
        {LOCK_SUBMISSION}
        SELECT * INTO member FROM public.reviews_boardmember WHERE id = NEW.member_id;
        SELECT coalesce(max(number), 0) + 1 INTO next FROM public.reviews_reviewdecision
            WHERE submission_id = submission.id;
        IF NEW.signed_digest IS DISTINCT FROM submission.digest OR NEW.signed_at <> now()
            OR NEW.number <> next OR NEW.signed_by_id IS DISTINCT FROM member.user_id
            OR NOT member.is_active OR NOT EXISTS (
                SELECT FROM public.auth_user WHERE id = member.user_id AND is_active) THEN
            RAISE EXCEPTION 'A decision is signed now, by its member, on its submission.' {REFUSED};
        END IF;
        IF EXISTS (SELECT FROM public.articles_contributor
            WHERE article_id = submission.article_id AND user_id = member.user_id) THEN
            RAISE EXCEPTION 'No one decides on what they wrote or changed.' {REFUSED};
        END IF;
        IF NEW.verdict = '{Verdict.REAFFIRM.value}' THEN
            IF NOT EXISTS (SELECT FROM public.articles_standing st
                JOIN public.articles_edition e ON e.id = st.edition_id
                WHERE e.submission_id = submission.id AND st.withdrawal_id IS NULL) THEN
                RAISE EXCEPTION 'Only a current edition can be re-affirmed.' {REFUSED};
            END IF;
            RETURN NEW;
        END IF;
        IF found IS DISTINCT FROM '{State.UNDER_REVIEW.value}' OR NOT is_latest THEN
            RAISE EXCEPTION 'Only the latest submission, under review, is signed.' {REFUSED};
        END IF;
        IF NOT EXISTS (SELECT FROM public.reviews_assignment
            WHERE submission_id = submission.id AND member_id = NEW.member_id
                AND closed_at IS NULL) THEN
            RAISE EXCEPTION 'Only an assigned member signs.' {REFUSED};
        END IF;
        IF NOT EXISTS (SELECT FROM public.reviews_review
            WHERE submission_id = submission.id AND policy_id = NEW.policy_id) THEN
            RAISE EXCEPTION 'A decision names the policy of its review.' {REFUSED};
        END IF;
        IF NEW.verdict IN ({APPROVING_SQL}) AND EXISTS (SELECT FROM public.reviews_policy
                WHERE id = NEW.policy_id AND source_checks_required)
            AND EXISTS (SELECT FROM jsonb_array_elements(
                    convert_from(submission.manuscript, 'UTF8')::jsonb->'references') AS reference
                WHERE NOT EXISTS (SELECT FROM public.reviews_sourcecheck c
                    WHERE c.submission_id = submission.id AND c.member_id = NEW.member_id
                        AND c.key = reference->>'key')) THEN
            RAISE EXCEPTION 'Under this policy every reference is checked before approving.'
                {REFUSED};
        END IF;
        RETURN NEW;
        """,
        f"{SUBMISSION_VARIABLES}; member public.reviews_boardmember%ROWTYPE; next integer",
    )


def edition_has_quorum() -> pgtrigger.Trigger:
    """An edition is the latest submission, under review, signed by a quorum of eligible people."""
    return before(
        "quorum",
        pgtrigger.Insert,
        f"""
        {LOCK_SUBMISSION}
        SELECT coalesce(max(number), 0) + 1 INTO next FROM public.articles_edition
            WHERE article_id = NEW.article_id;
        IF NEW.article_id IS DISTINCT FROM submission.article_id OR NEW.number <> next
            OR NEW.published_at <> now() OR NOT is_latest
            OR found IS DISTINCT FROM '{State.UNDER_REVIEW.value}' THEN
            RAISE EXCEPTION 'An edition is the latest submission of an article under review.'
                {REFUSED};
        END IF;
        SELECT p.quorum INTO needed FROM public.reviews_review r
            JOIN public.reviews_policy p ON p.id = r.policy_id
            WHERE r.submission_id = submission.id;
        SELECT count(*) INTO signed FROM (
            SELECT DISTINCT ON (d.member_id) d.member_id, d.verdict
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
                WHERE c.article_id = submission.article_id AND c.user_id = m.user_id);
        IF needed IS NULL OR signed < needed THEN
            RAISE EXCEPTION 'The edition needs % signatures and has %.', needed, signed {REFUSED};
        END IF;
        IF EXISTS (SELECT FROM public.reviews_comment c
            JOIN public.articles_submission s ON s.id = c.submission_id
            WHERE s.article_id = submission.article_id AND c.is_blocking
            AND 'resolved' IS DISTINCT FROM (SELECT a.effect FROM public.reviews_answer a
                WHERE a.comment_id = c.id AND a.effect <> '' ORDER BY a.number DESC LIMIT 1)) THEN
            RAISE EXCEPTION 'A comment is open that must be resolved before approval.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
        f"{SUBMISSION_VARIABLES}; next integer; needed integer; signed integer",
    )


def edition_stands() -> pgtrigger.Trigger:
    return at_commit(
        "stands",
        """SELECT FROM public.articles_standing st
           JOIN public.articles_edition e ON e.id = st.edition_id
           WHERE st.article_id = NEW.article_id AND e.number >= NEW.number""",
        "An edition and its standing appear together.",
    )
