"""Signatures, and the editions that exist only where a quorum gave them."""

import pgtrigger

from articles.models import State
from reviews.conflicts import Outcome
from reviews.guards.sql import (
    APPROVING_SQL,
    IS_CURRENT,
    LOCK_SUBMISSION,
    REFUSED,
    SUBMISSION_VARIABLES,
    at_commit,
    before,
)
from reviews.models.board import Assignment
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
        SELECT * INTO policy FROM public.reviews_policy WHERE id = NEW.policy_id;
        IF policy.licence_required AND (member.verified_at IS NULL OR member.licence_until IS NULL
            OR member.licence_until < (now() AT TIME ZONE 'UTC')::date) THEN
            RAISE EXCEPTION 'A member signs with a verified licence that is valid today.' {REFUSED};
        END IF;
        IF (NEW.specialties, NEW.institution, NEW.licence_until) IS DISTINCT FROM (
            CASE WHEN member.verified_at IS NULL THEN '{{}}' ELSE member.specialties END,
            member.institution, member.licence_until) THEN
            RAISE EXCEPTION 'A decision states its member as the board knows them.' {REFUSED};
        END IF;
        IF policy.declaration_months > 0 AND NOT EXISTS (SELECT FROM public.articles_declaration d
            WHERE d.id = NEW.declaration_id
            AND {IS_CURRENT}) THEN
            RAISE EXCEPTION 'A member signs with a current declaration of interests.' {REFUSED};
        END IF;
        IF NEW.declaration_id IS DISTINCT FROM (SELECT d.id FROM public.articles_declaration d
            WHERE d.person_id = member.user_id ORDER BY d.number DESC LIMIT 1) THEN
            RAISE EXCEPTION 'A decision names what its member declared last.' {REFUSED};
        END IF;
        IF coalesce(NEW.conflict->>'outcome', '') NOT IN ('{Outcome.FREE.value}',
            '{Outcome.DISCLOSED.value}') THEN
            RAISE EXCEPTION 'A member with a conflict of interest does not sign.' {REFUSED};
        END IF;
        IF NEW.is_free <> (NEW.conflict->>'outcome' = '{Outcome.FREE.value}')
            OR jsonb_array_length(NEW.conflict->'interests') <> (SELECT count(*)
                FROM public.articles_interest i WHERE i.declaration_id = NEW.declaration_id) THEN
            RAISE EXCEPTION 'A decision states the conflict that it was signed with.' {REFUSED};
        END IF;
        IF NEW.verdict = '{Verdict.REAFFIRM.value}' THEN
            IF policy.version <> (SELECT max(version) FROM public.reviews_policy) THEN
                RAISE EXCEPTION 'An edition is re-affirmed under the policy in force.' {REFUSED};
            END IF;
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
                AND closed_at IS NULL AND accepted_at IS NOT NULL) THEN
            RAISE EXCEPTION 'Only a member who accepted the review signs.' {REFUSED};
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
        f"{SUBMISSION_VARIABLES}; member public.reviews_boardmember%ROWTYPE; next integer; "
        "policy public.reviews_policy%ROWTYPE",
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
        IF EXISTS (SELECT FROM public.reviews_comment c
            JOIN public.articles_submission s ON s.id = c.submission_id
            WHERE s.article_id = submission.article_id AND c.is_blocking
            AND 'resolved' IS DISTINCT FROM (SELECT a.effect FROM public.reviews_answer a
                WHERE a.comment_id = c.id AND a.effect <> '' ORDER BY a.number DESC LIMIT 1)) THEN
            RAISE EXCEPTION 'A comment is open that must be resolved before approval.' {REFUSED};
        END IF;
        RETURN NEW;
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
