"""Submissions and their reviews: what the board reads, and under which policy."""

import pgtrigger

from articles.models import State
from reviews.conflicts import Outcome
from reviews.guards.sql import (
    EDITABLE_SQL,
    IS_CURRENT,
    LOCK_SUBMISSION,
    REFUSED,
    SUBMISSION_VARIABLES,
    before,
)

# How many members who are asked can sign, and how many of them with a specialty that matches.
_READY = f"""\
        SELECT coalesce(array_agg(topic_id), '{{}}') INTO topics
            FROM public.articles_articletopic WHERE article_id = submission.article_id;
        SELECT count(*), count(*) FILTER (WHERE m.verified_at IS NOT NULL
            AND m.specialties && topics) INTO ready, matching
            FROM public.reviews_boardmember m
            JOIN public.auth_user u ON u.id = m.user_id AND u.is_active
            WHERE m.is_active AND EXISTS (SELECT FROM public.reviews_assignment a
                WHERE a.submission_id = submission.id AND a.member_id = m.id
                    AND a.closed_at IS NULL)
            AND NOT EXISTS (SELECT FROM public.articles_contributor c
                WHERE c.article_id = submission.article_id AND c.user_id = m.user_id)
            AND (NOT policy.licence_required OR (m.verified_at IS NOT NULL
                AND m.licence_until >= (now() AT TIME ZONE 'UTC')::date))
            AND (policy.declaration_months = 0 OR EXISTS (
                SELECT FROM public.articles_declaration d WHERE d.person_id = m.user_id
                AND {IS_CURRENT}));"""
_BY_ITS_MEMBER = f"""\
        SELECT * INTO member FROM public.reviews_boardmember WHERE id = NEW.member_id;
        IF NEW.accepted_at IS DISTINCT FROM now()
            OR NEW.accepted_by_id IS DISTINCT FROM member.user_id
            OR NOT member.is_active OR NOT EXISTS (
                SELECT FROM public.auth_user WHERE id = member.user_id AND is_active) THEN
            RAISE EXCEPTION 'An invitation is accepted now, by its member.' {REFUSED};
        END IF;"""
_AS_DECLARED = f"""\
        IF NEW.declaration_id IS DISTINCT FROM (SELECT d.id FROM public.articles_declaration d
            WHERE d.person_id = member.user_id ORDER BY d.number DESC LIMIT 1)
            OR jsonb_array_length(NEW.conflict->'interests') IS DISTINCT FROM (SELECT count(*)::int
                FROM public.articles_interest i WHERE i.declaration_id = NEW.declaration_id) THEN
            RAISE EXCEPTION 'An acceptance states what its member declared last.' {REFUSED};
        END IF;"""


def submission_follows() -> pgtrigger.Trigger:
    """A submission is the next of its article, made now, while the article is with its authors."""
    return before(
        "follows",
        pgtrigger.Insert,
        f"""
        SELECT state INTO found FROM public.articles_article
            WHERE id = NEW.article_id FOR NO KEY UPDATE;
        IF found IS NULL OR found NOT IN ({EDITABLE_SQL}) THEN
            RAISE EXCEPTION 'An article that is % takes no submission.', found {REFUSED};
        END IF;
        SELECT coalesce(max(number), 0) + 1 INTO next FROM public.articles_submission
            WHERE article_id = NEW.article_id;
        IF NEW.number <> next OR NEW.submitted_at <> now() THEN
            RAISE EXCEPTION 'The next submission has number % and the time now.', next {REFUSED};
        END IF;
        RETURN NEW;
        """,
        "found text; next integer",
    )


def rendered_with_submission() -> pgtrigger.Trigger:
    return before(
        "with_submission",
        pgtrigger.Insert,
        f"""
        IF NOT EXISTS (SELECT FROM public.articles_submission
            WHERE id = NEW.submission_id AND submitted_at = now()) THEN
            RAISE EXCEPTION 'A submission gets its text when it is made, never later.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
    )


def review_starts() -> pgtrigger.Trigger:
    """A review starts on the latest submission, under the policy in force, with a quorum asked.

    Those who count are free and able to sign, as far as it takes no comparing of names: whose
    interests and institutions keep them from it is asked by Python here, and of each signature.
    """
    return before(
        "starts",
        pgtrigger.Insert,
        f"""
        {LOCK_SUBMISSION}
        IF found IS DISTINCT FROM '{State.SUBMITTED.value}' OR NOT is_latest
            OR NEW.started_at <> now() THEN
            RAISE EXCEPTION 'A review starts now, on a submitted article''s latest submission.'
                {REFUSED};
        END IF;
        SELECT * INTO policy FROM public.reviews_policy ORDER BY version DESC LIMIT 1;
        IF NEW.policy_id IS DISTINCT FROM policy.id THEN
            RAISE EXCEPTION 'A review starts under the policy in force.' {REFUSED};
        END IF;
        IF EXISTS (SELECT FROM public.articles_contributor
            WHERE article_id = submission.article_id AND user_id = NEW.started_by_id) THEN
            RAISE EXCEPTION 'A contributor does not start the review.' {REFUSED};
        END IF;
{_READY}
        IF ready < policy.quorum THEN
            RAISE EXCEPTION 'The review needs % reviewers and has %.', policy.quorum, ready
                {REFUSED};
        END IF;
        IF matching < policy.matching_specialties THEN
            RAISE EXCEPTION 'The review needs % reviewers with a matching specialty and has %.',
                policy.matching_specialties, matching {REFUSED};
        END IF;
        RETURN NEW;
        """,
        f"{SUBMISSION_VARIABLES}; policy public.reviews_policy%ROWTYPE; topics bigint[]; "
        "ready integer; matching integer",
    )


def assignment_ends_once() -> pgtrigger.Trigger:
    """A member who declined or recused is out: nobody opens that assignment again."""
    return before(
        "ends_once",
        pgtrigger.Update,
        f"""
        IF (NEW.id, NEW.submission_id, NEW.member_id, NEW.assigned_at, NEW.assigned_by_id)
            IS DISTINCT FROM
            (OLD.id, OLD.submission_id, OLD.member_id, OLD.assigned_at, OLD.assigned_by_id) THEN
            RAISE EXCEPTION 'An assignment keeps its member and its submission.' {REFUSED};
        END IF;
        IF OLD.closed_at IS NOT NULL THEN
            RAISE EXCEPTION 'An assignment ends once, for good.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
    )


def assignment_accepted() -> pgtrigger.Trigger:
    """An assignment begins as an invitation, which its member accepts now, free of exclusion."""
    return before(
        "accepted",
        pgtrigger.Insert | pgtrigger.Update,
        f"""
        IF TG_OP = 'INSERT' THEN
            IF NEW.accepted_at IS NOT NULL THEN
                RAISE EXCEPTION 'An assignment begins as an invitation.' {REFUSED};
            END IF;
            RETURN NEW;
        END IF;
        IF (NEW.accepted_at, NEW.accepted_by_id, NEW.declaration_id, NEW.conflict)
            IS NOT DISTINCT FROM
            (OLD.accepted_at, OLD.accepted_by_id, OLD.declaration_id, OLD.conflict) THEN
            RETURN NEW;
        END IF;
        IF OLD.accepted_at IS NOT NULL THEN
            RAISE EXCEPTION 'An invitation is accepted once, for good.' {REFUSED};
        END IF;
        {LOCK_SUBMISSION}
        IF found NOT IN ('{State.SUBMITTED.value}', '{State.UNDER_REVIEW.value}')
            OR NOT is_latest OR NEW.closed_at IS NOT NULL THEN
            RAISE EXCEPTION 'Only an open invitation to the board''s submission is accepted.'
                {REFUSED};
        END IF;
{_BY_ITS_MEMBER}
        IF EXISTS (SELECT FROM public.articles_contributor
            WHERE article_id = submission.article_id AND user_id = member.user_id) THEN
            RAISE EXCEPTION 'No one reviews what they wrote or changed.' {REFUSED};
        END IF;
{_AS_DECLARED}
        IF coalesce(NEW.conflict->>'outcome', '') NOT IN ('{Outcome.FREE.value}',
            '{Outcome.DISCLOSED.value}') THEN
            RAISE EXCEPTION 'A member with a conflict of interest does not review.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
        f"{SUBMISSION_VARIABLES}; member public.reviews_boardmember%ROWTYPE",
    )
