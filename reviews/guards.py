"""The promises as PostgreSQL triggers: what no DML of any role may do.

Each function returns a trigger; `reviews/models/guarded.py` says which table has which. Bodies
name every table with its schema, so that no other table can stand in for it. What is refused is
a check violation (SQLSTATE 23514) with a sentence, which Django raises as IntegrityError.
"""

from typing import Any

import pgtrigger
from django.db import models

from articles.models import EDITABLE, Article, State
from reviews.models.decision import APPROVING, Verdict

REFUSED = "USING ERRCODE = 'check_violation'"


def _sql_list(values: tuple[models.TextChoices, ...]) -> str:
    return ", ".join(f"'{value.value}'" for value in values)


EDITABLE_SQL = _sql_list(EDITABLE)
APPROVING_SQL = _sql_list(APPROVING)


# A transaction that goes on seeing the past would miss a contributor or a withdrawal since then.
SEES_ALL = f"""
        IF current_setting('transaction_isolation') <> 'read committed' THEN
            RAISE EXCEPTION 'Verbs run in READ COMMITTED transactions.' {REFUSED};
        END IF;
"""


def moves() -> list[tuple[str, str]]:
    """Return the moves that the verbs' table allows, read from the article's transitions."""
    field: Any = Article._meta.get_field("state")
    return sorted({(t.source, t.target) for t in field.get_all_transitions(Article)})


def before(
    name: str, operation: pgtrigger.Operation, func: str, declare: str = ""
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        declare=[tuple(line.split(" ", 1)) for line in declare.split("; ") if line],
        func=func,
    )


def append_only() -> pgtrigger.Trigger:
    return before(
        "append_only",
        pgtrigger.Update | pgtrigger.Delete,
        f"RAISE EXCEPTION 'Rows of % are added, never changed or deleted.', TG_TABLE_NAME "
        f"{REFUSED};",
    )


def no_truncate() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="no_truncate",
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        func=f"RAISE EXCEPTION 'Rows of % are never truncated.', TG_TABLE_NAME {REFUSED};",
    )


def article_moves() -> pgtrigger.Trigger:
    """State moves along the verbs' table, and each move has what it stands for."""
    allowed = ", ".join(f"('{source}', '{target}')" for source, target in moves())
    return before(
        "moves",
        pgtrigger.Insert | pgtrigger.Update,
        f"""
        IF TG_OP = 'INSERT' THEN
            IF NEW.state <> '{State.DRAFT.value}' THEN
                RAISE EXCEPTION 'An article starts as a draft, not as %.', NEW.state {REFUSED};
            END IF;
            RETURN NEW;
        END IF;
        IF NEW.id <> OLD.id THEN
            RAISE EXCEPTION 'An article keeps its key.' {REFUSED};
        END IF;
        IF NEW.state = OLD.state THEN
            RETURN NEW;
        END IF;
        IF (OLD.state, NEW.state) NOT IN ({allowed}) THEN
            RAISE EXCEPTION 'No verb leads from % to %.', OLD.state, NEW.state {REFUSED};
        END IF;
        {SEES_ALL}
        SELECT * INTO latest FROM public.articles_submission
            WHERE article_id = NEW.id ORDER BY number DESC LIMIT 1;
        IF NEW.state = '{State.SUBMITTED.value}'
            AND latest.submitted_at IS DISTINCT FROM now() THEN
            RAISE EXCEPTION 'Submitted needs a submission made with it.' {REFUSED};
        END IF;
        IF NEW.state = '{State.UNDER_REVIEW.value}' AND NOT EXISTS (
            SELECT FROM public.reviews_review
            WHERE submission_id = latest.id AND started_at = now()) THEN
            RAISE EXCEPTION 'Under review needs a review that started with it.' {REFUSED};
        END IF;
        IF NEW.state = '{State.APPROVED.value}' AND NOT EXISTS (
            SELECT FROM public.articles_standing st
            JOIN public.articles_edition e ON e.id = st.edition_id
            JOIN public.articles_submission s ON s.id = e.submission_id
            WHERE st.article_id = NEW.id AND st.withdrawal_id IS NULL
                AND s.digest = latest.digest) THEN
            RAISE EXCEPTION 'Approved needs a current edition of the latest submission.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
        "latest public.articles_submission%ROWTYPE",
    )


def article_lock() -> pgtrigger.Trigger:
    """The working copy's own columns change only while it is with its authors."""
    return before(
        "locked",
        pgtrigger.Update | pgtrigger.Delete,
        f"""
        IF TG_OP = 'DELETE' THEN
            IF OLD.state <> '{State.DRAFT.value}' OR EXISTS (
                SELECT FROM public.articles_submission WHERE article_id = OLD.id) THEN
                RAISE EXCEPTION 'Only a draft that was never submitted can be deleted.' {REFUSED};
            END IF;
            RETURN OLD;
        END IF;
        editable := OLD.state IN ({EDITABLE_SQL}) AND NEW.state IN ({EDITABLE_SQL});
        revised := OLD.state = '{State.APPROVED.value}' AND NEW.state = '{State.DRAFT.value}';
        IF ((NEW.question, NEW.tags, NEW.origin, NEW.license, NEW.origin_key, NEW.created_by_id,
                NEW.created_at)
            IS DISTINCT FROM (OLD.question, OLD.tags, OLD.origin, OLD.license, OLD.origin_key,
                OLD.created_by_id, OLD.created_at)
            AND NOT editable)
            OR ((NEW.revision_kind, NEW.revision_note)
            IS DISTINCT FROM (OLD.revision_kind, OLD.revision_note)
            AND NOT editable AND NOT revised) THEN
            RAISE EXCEPTION 'The working copy is locked while the article is %.', OLD.state
                {REFUSED};
        END IF;
        RETURN NEW;
        """,
        "editable boolean; revised boolean",
    )


def part_lock() -> pgtrigger.Trigger:
    """What hangs on the working copy changes only while it is with its authors.

    The article's row is locked for share: an edit waits for a submit under way and is refused.
    """
    return before(
        "locked",
        pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        f"""
        FOREACH article IN ARRAY CASE TG_OP
            WHEN 'INSERT' THEN ARRAY[NEW.article_id]
            WHEN 'DELETE' THEN ARRAY[OLD.article_id]
            ELSE ARRAY[OLD.article_id, NEW.article_id] END
        LOOP
            SELECT state INTO found FROM public.articles_article WHERE id = article FOR SHARE;
            IF found NOT IN ({EDITABLE_SQL}) THEN
                RAISE EXCEPTION 'The working copy is locked while the article is %.', found
                    {REFUSED};
            END IF;
        END LOOP;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
        """,
        "article bigint; found text",
    )


def author_contributes() -> pgtrigger.Trigger:
    """Nobody is in a byline without being known as a contributor."""
    return before(
        "contributes",
        pgtrigger.Insert | pgtrigger.Update,
        f"""
        IF NOT EXISTS (
            SELECT FROM public.articles_contributor c
            JOIN public.articles_author a ON a.user_id = c.user_id
            WHERE c.article_id = NEW.article_id AND a.id = NEW.author_id) THEN
            RAISE EXCEPTION 'An author is written down as a contributor first.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
    )


def contributor_stays() -> pgtrigger.Trigger:
    """Contributors are insert-only; they go only after an article that was never submitted."""
    return before(
        "stays",
        pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        f"""
        IF TG_OP = 'UPDATE' THEN
            RAISE EXCEPTION 'Contributors are never changed.' {REFUSED};
        END IF;
        IF TG_OP = 'INSERT' THEN
            PERFORM FROM public.articles_article WHERE id = NEW.article_id FOR SHARE;
            RETURN NEW;
        END IF;
        IF EXISTS (SELECT FROM public.articles_article WHERE id = OLD.article_id) THEN
            RAISE EXCEPTION 'Contributors are never deleted.' {REFUSED};
        END IF;
        RETURN OLD;
        """,
    )


def same_user() -> pgtrigger.Trigger:
    """A printed name belongs to one account for good: signatures and bylines rest on it."""
    return before(
        "same_user",
        pgtrigger.Update,
        f"""
        IF NEW.user_id <> OLD.user_id OR NEW.id <> OLD.id THEN
            RAISE EXCEPTION 'The account behind a name never changes.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
    )


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


LOCK_SUBMISSION = f"""
        {SEES_ALL}
        SELECT s.* INTO submission FROM public.articles_submission s WHERE s.id = NEW.submission_id;
        SELECT state INTO found FROM public.articles_article
            WHERE id = submission.article_id FOR NO KEY UPDATE;
        is_latest := NOT EXISTS (SELECT FROM public.articles_submission s
            WHERE s.article_id = submission.article_id AND s.number > submission.number);
"""
SUBMISSION_VARIABLES = (
    "submission public.articles_submission%ROWTYPE; found text; is_latest boolean"
)


def review_starts() -> pgtrigger.Trigger:
    """A review starts on the latest submission, under the policy in force, with a quorum asked."""
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
        SELECT count(DISTINCT a.member_id) INTO ready FROM public.reviews_assignment a
            JOIN public.reviews_boardmember m ON m.id = a.member_id AND m.is_active
            WHERE a.submission_id = submission.id AND a.closed_at IS NULL
            AND NOT EXISTS (SELECT FROM public.articles_contributor c
                WHERE c.article_id = submission.article_id AND c.user_id = m.user_id);
        IF ready < policy.quorum THEN
            RAISE EXCEPTION 'The review needs % reviewers and has %.', policy.quorum, ready
                {REFUSED};
        END IF;
        RETURN NEW;
        """,
        f"{SUBMISSION_VARIABLES}; policy public.reviews_policy%ROWTYPE; ready integer",
    )


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
        RETURN NEW;
        """,
        f"{SUBMISSION_VARIABLES}; next integer; needed integer; signed integer",
    )


def _at_commit(name: str, condition: str, sentence: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=f"""
        IF NOT EXISTS ({condition}) THEN
            RAISE EXCEPTION '{sentence}' {REFUSED};
        END IF;
        RETURN NULL;
        """,
    )


def edition_stands() -> pgtrigger.Trigger:
    return _at_commit(
        "stands",
        """SELECT FROM public.articles_standing st
           JOIN public.articles_edition e ON e.id = st.edition_id
           WHERE st.article_id = NEW.article_id AND e.number >= NEW.number""",
        "An edition and its standing appear together.",
    )


def withdrawal_stands() -> pgtrigger.Trigger:
    return _at_commit(
        "stands",
        """SELECT FROM public.articles_standing
           WHERE article_id = NEW.article_id
           AND (withdrawal_id = NEW.id OR edition_id <> NEW.edition_id)""",
        "A withdrawal and its standing appear together.",
    )


def withdrawal_of_current() -> pgtrigger.Trigger:
    """What is withdrawn is the current edition, of an article that is no longer approved."""
    return before(
        "of_current",
        pgtrigger.Insert,
        f"""
        SELECT state INTO found FROM public.articles_article
            WHERE id = NEW.article_id FOR NO KEY UPDATE;
        IF found IS NOT DISTINCT FROM '{State.APPROVED.value}' OR NEW.withdrawn_at <> now()
            OR NOT EXISTS (SELECT FROM public.articles_standing
                WHERE article_id = NEW.article_id AND edition_id = NEW.edition_id
                    AND withdrawal_id IS NULL)
            OR NEW.last_submission IS DISTINCT FROM (SELECT max(number)
                FROM public.articles_submission WHERE article_id = NEW.article_id) THEN
            RAISE EXCEPTION 'Only a current edition is withdrawn, after its article left Approved.'
                {REFUSED};
        END IF;
        RETURN NEW;
        """,
        "found text",
    )


def standing_is_true() -> pgtrigger.Trigger:
    """A standing names its article's last edition, and a withdrawn edition never comes back."""
    return before(
        "is_true",
        pgtrigger.Insert | pgtrigger.Update,
        f"""
        IF TG_OP = 'UPDATE' AND (NEW.article_id <> OLD.article_id
            OR NEW.version <> OLD.version + 1) THEN
            RAISE EXCEPTION 'A standing keeps its article and counts its changes.' {REFUSED};
        END IF;
        IF NOT EXISTS (SELECT FROM public.articles_edition e
            WHERE e.id = NEW.edition_id AND e.article_id = NEW.article_id
            AND NOT EXISTS (SELECT FROM public.articles_edition later
                WHERE later.article_id = e.article_id AND later.number > e.number)) THEN
            RAISE EXCEPTION 'A standing names the last edition of its article.' {REFUSED};
        END IF;
        IF NEW.withdrawal_id IS DISTINCT FROM (
            SELECT w.id FROM public.articles_withdrawal w WHERE w.edition_id = NEW.edition_id) THEN
            RAISE EXCEPTION 'A standing tells whether its edition was withdrawn.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
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


def never_deleted() -> pgtrigger.Trigger:
    return before(
        "never_deleted",
        pgtrigger.Delete,
        f"RAISE EXCEPTION 'Rows of % are never deleted.', TG_TABLE_NAME {REFUSED};",
    )


def policy_follows() -> pgtrigger.Trigger:
    return before(
        "follows",
        pgtrigger.Insert,
        f"""
        IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM public.reviews_policy) THEN
            RAISE EXCEPTION 'A policy has the next version number.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
    )


def record_follows() -> pgtrigger.Trigger:
    """A line follows the last one. The chain's lock is held to the end of the transaction."""
    return before(
        "follows",
        pgtrigger.Insert,
        f"""
        PERFORM pg_advisory_xact_lock('public.reviews_record'::regclass::bigint);
        SELECT * INTO last FROM public.reviews_record ORDER BY number DESC LIMIT 1;
        IF NEW.number <> coalesce(last.number, 0) + 1
            OR NEW.previous_hash <> coalesce(last.hash, decode(repeat('00', 32), 'hex'))
            OR NEW.at NOT BETWEEN now() AND clock_timestamp() THEN
            RAISE EXCEPTION 'A line of the record follows the last one, now.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
        "last public.reviews_record%ROWTYPE",
    )
