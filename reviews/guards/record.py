"""The record and the policies: each row follows the last one."""

import pgtrigger

from reviews.guards.sql import REFUSED, before


def policy_follows() -> pgtrigger.Trigger:
    """A policy is the next version, adopted now by an editor-in-chief; the first, by nobody."""
    return before(
        "follows",
        pgtrigger.Insert,
        f"""
        IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM public.reviews_policy) THEN
            RAISE EXCEPTION 'A policy has the next version number.' {REFUSED};
        END IF;
        IF NEW.version > 1 AND (NEW.adopted_at <> now() OR NOT EXISTS (
            SELECT FROM public.auth_user u WHERE u.id = NEW.adopter_id AND u.is_active
            AND (u.is_superuser OR EXISTS (SELECT FROM public.auth_user_groups m
                JOIN public.auth_group g ON g.id = m.group_id
                WHERE m.user_id = u.id AND g.name = 'Editor-in-chief')))) THEN
            RAISE EXCEPTION 'A policy is adopted now, by an editor-in-chief.' {REFUSED};
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
