"""The working copy: its state moves along the verbs' table, its text while with its authors."""

from typing import Any

import pgtrigger

from articles.models import Article, State
from reviews.guards.sql import EDITABLE_SQL, REFUSED, SEES_ALL, before


def moves() -> list[tuple[str, str]]:
    """Return the moves that the verbs' table allows, read from the article's transitions."""
    field: Any = Article._meta.get_field("state")
    return sorted({(t.source, t.target) for t in field.get_all_transitions(Article)})


def article_moves() -> pgtrigger.Trigger:
    """State moves along the verbs' table, and each move has what it stands for and its time."""
    allowed = ", ".join(f"('{source}', '{target}')" for source, target in moves())
    return before(
        "moves",
        pgtrigger.Insert | pgtrigger.Update,
        f"""
        IF TG_OP = 'INSERT' THEN
            IF NEW.state <> '{State.DRAFT.value}' THEN
                RAISE EXCEPTION 'An article starts as a draft, not as %.', NEW.state {REFUSED};
            END IF;
            NEW.state_since := NEW.created_at;
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
        NEW.state_since := now();
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
        IF ((NEW.question, NEW.tags, NEW.searched_through, NEW.origin, NEW.license, NEW.origin_key,
                NEW.created_by_id, NEW.created_at)
            IS DISTINCT FROM (OLD.question, OLD.tags, OLD.searched_through, OLD.origin,
                OLD.license, OLD.origin_key, OLD.created_by_id, OLD.created_at)
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
