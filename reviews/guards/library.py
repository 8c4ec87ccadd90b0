"""The library: a merged record leads to one that stays, in one step."""

import pgtrigger

from reviews.guards.sql import REFUSED, before


def merged_at_most_once() -> pgtrigger.Trigger:
    return before(
        "merged_at_most_once",
        pgtrigger.Insert | pgtrigger.Update,
        f"""
        IF NEW.merged_into_id IS NULL THEN
            RETURN NEW;
        END IF;
        PERFORM FROM public.citations_citation
            WHERE id = NEW.merged_into_id AND merged_into_id IS NULL FOR SHARE;
        IF NOT FOUND OR NEW.merged_into_id = NEW.id OR EXISTS (
            SELECT FROM public.citations_citation WHERE merged_into_id = NEW.id
        ) THEN
            RAISE EXCEPTION 'A record is merged into another one that was not merged itself.'
                {REFUSED};
        END IF;
        RETURN NEW;
        """,
    )
