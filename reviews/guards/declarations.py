"""What people declare of their interests: the next of their own, made now, as a whole."""

import pgtrigger

from reviews.guards.sql import REFUSED, before


def declaration_follows() -> pgtrigger.Trigger:
    return before(
        "follows",
        pgtrigger.Insert,
        f"""
        PERFORM FROM public.auth_user WHERE id = NEW.person_id AND is_active FOR NO KEY UPDATE;
        IF NOT FOUND OR NEW.declared_at <> now() OR NEW.number <> (
            SELECT coalesce(max(number), 0) + 1 FROM public.articles_declaration
            WHERE person_id = NEW.person_id) THEN
            RAISE EXCEPTION 'A declaration is the next of its person, made now.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
    )


def interest_with_declaration() -> pgtrigger.Trigger:
    return before(
        "with_declaration",
        pgtrigger.Insert,
        f"""
        IF NOT EXISTS (SELECT FROM public.articles_declaration
            WHERE id = NEW.declaration_id AND declared_at = now()) THEN
            RAISE EXCEPTION 'A declaration gets its interests when it is made, never later.'
                {REFUSED};
        END IF;
        RETURN NEW;
        """,
    )
