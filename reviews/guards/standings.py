"""What readers are told: standings and withdrawals."""

import pgtrigger

from articles.models import State
from reviews.guards.sql import REFUSED, at_commit, before


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


def withdrawal_stands() -> pgtrigger.Trigger:
    return at_commit(
        "stands",
        """SELECT FROM public.articles_standing
           WHERE article_id = NEW.article_id
           AND (withdrawal_id = NEW.id OR edition_id <> NEW.edition_id)""",
        "A withdrawal and its standing appear together.",
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
