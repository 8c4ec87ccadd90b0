"""Signatures: given now, by a member free to give them, on the bytes that the member read."""

import pgtrigger

from articles.models import State
from reviews.conflicts import Outcome
from reviews.guards.sql import (
    APPROVING_SQL,
    IS_CURRENT,
    LOCK_SUBMISSION,
    REFUSED,
    SUBMISSION_VARIABLES,
    before,
)
from reviews.models.decision import Verdict

_OWN_AND_NOW = f"""\
        SELECT * INTO member FROM public.reviews_boardmember WHERE id = NEW.member_id;
        SELECT coalesce(max(number), 0) + 1 INTO next FROM public.reviews_reviewdecision
            WHERE submission_id = submission.id;
        IF NEW.signed_digest IS DISTINCT FROM submission.digest OR NEW.signed_at <> now()
            OR NEW.number <> next OR NEW.signed_by_id IS DISTINCT FROM member.user_id
            OR NOT member.is_active OR NOT EXISTS (
                SELECT FROM public.auth_user WHERE id = member.user_id AND is_active) THEN
            RAISE EXCEPTION 'A decision is signed now, by its member, on its submission.' {REFUSED};
        END IF;
"""
_NOT_ON_OWN_WORK = f"""\
        IF EXISTS (SELECT FROM public.articles_contributor
            WHERE article_id = submission.article_id AND user_id = member.user_id) THEN
            RAISE EXCEPTION 'No one decides on what they wrote or changed.' {REFUSED};
        END IF;
"""
_LICENSED = f"""\
        SELECT * INTO policy FROM public.reviews_policy WHERE id = NEW.policy_id;
        IF policy.licence_required AND (member.verified_at IS NULL OR member.licence_until IS NULL
            OR member.licence_until < (now() AT TIME ZONE 'UTC')::date) THEN
            RAISE EXCEPTION 'A member signs with a verified licence that is valid today.' {REFUSED};
        END IF;
"""
_AS_KNOWN = f"""\
        IF (NEW.specialties, NEW.institution, NEW.licence_until) IS DISTINCT FROM (
            CASE WHEN member.verified_at IS NULL THEN '{{}}' ELSE member.specialties END,
            member.institution, member.licence_until) THEN
            RAISE EXCEPTION 'A decision states its member as the board knows them.' {REFUSED};
        END IF;
"""
_DECLARED = f"""\
        IF policy.declaration_months > 0 AND NOT EXISTS (SELECT FROM public.articles_declaration d
            WHERE d.id = NEW.declaration_id
            AND {IS_CURRENT}) THEN
            RAISE EXCEPTION 'A member signs with a current declaration of interests.' {REFUSED};
        END IF;
        IF NEW.declaration_id IS DISTINCT FROM (SELECT d.id FROM public.articles_declaration d
            WHERE d.person_id = member.user_id ORDER BY d.number DESC LIMIT 1) THEN
            RAISE EXCEPTION 'A decision names what its member declared last.' {REFUSED};
        END IF;
"""
# What it states is judged in `reviews/guards/conflicts.py`.
_CONFLICT_STATED = f"""\
        IF coalesce(NEW.conflict->>'outcome', '') NOT IN ('{Outcome.FREE.value}',
            '{Outcome.DISCLOSED.value}') THEN
            RAISE EXCEPTION 'A member with a conflict of interest does not sign.' {REFUSED};
        END IF;
        IF NEW.is_free <> (NEW.conflict->>'outcome' = '{Outcome.FREE.value}')
            OR jsonb_array_length(NEW.conflict->'interests') <> (SELECT count(*)
                FROM public.articles_interest i WHERE i.declaration_id = NEW.declaration_id) THEN
            RAISE EXCEPTION 'A decision states the conflict that it was signed with.' {REFUSED};
        END IF;
"""
# An edition is signed again under other rules than a submission: there the guard ends.
_REAFFIRMED = f"""\
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
"""
# Of what is before the board.
_UNDER_REVIEW = f"""\
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
"""
_SOURCES_CHECKED = f"""\
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
"""


def decision_signed() -> pgtrigger.Trigger:
    rules = (
        *(_OWN_AND_NOW, _NOT_ON_OWN_WORK, _LICENSED, _AS_KNOWN, _DECLARED, _CONFLICT_STATED),
        *(_REAFFIRMED, _UNDER_REVIEW, _SOURCES_CHECKED),
    )
    return before(
        "signed",
        pgtrigger.Insert,
        f"""
        {LOCK_SUBMISSION}
{"".join(rules)}        RETURN NEW;
        """,
        f"{SUBMISSION_VARIABLES}; member public.reviews_boardmember%ROWTYPE; next integer; "
        "policy public.reviews_policy%ROWTYPE",
    )
