"""Rows that are added and never rewritten, and rows that are never deleted."""

import pgtrigger

from reviews.guards.sql import REFUSED, before


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


def never_deleted() -> pgtrigger.Trigger:
    return before(
        "never_deleted",
        pgtrigger.Delete,
        f"RAISE EXCEPTION 'Rows of % are never deleted.', TG_TABLE_NAME {REFUSED};",
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
