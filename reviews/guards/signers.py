"""Who signs is free to: no hold on the account, and no one lifts their own."""

import pgtrigger

from reviews.guards.sql import REFUSED, SEES_ALL, before


def no_hold(signer: str) -> pgtrigger.Trigger:
    """Nothing is signed by an account whose signing is suspended; `signer` is the column's name.

    The account's row is locked against a hold that is being written: the record has them in order.
    """
    return before(
        "no_hold",
        pgtrigger.Insert,
        f"""
        {SEES_ALL}
        PERFORM FROM public.auth_user WHERE id = NEW.{signer} FOR SHARE;
        IF EXISTS (SELECT FROM public.reviews_signinghold h WHERE h.user_id = NEW.{signer}
            AND NOT EXISTS (SELECT FROM public.reviews_holdlift l WHERE l.hold_id = h.id)) THEN
            RAISE EXCEPTION 'Signing is suspended for this account.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
    )


def code_set_up() -> pgtrigger.Trigger:
    """Where the policy asks for codes, only an account with an authenticator signs."""
    return before(
        "code_set_up",
        pgtrigger.Insert,
        f"""
        IF (SELECT totp_required FROM public.reviews_policy WHERE id = NEW.policy_id)
            AND NOT EXISTS (SELECT FROM public.reviews_authenticator a
                WHERE a.user_id = NEW.signed_by_id AND NOT EXISTS (SELECT
                    FROM public.reviews_authenticatorremoval r WHERE r.authenticator_id = a.id))
        THEN
            RAISE EXCEPTION 'The policy asks for a code with each signature.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
    )


def held_now() -> pgtrigger.Trigger:
    return before(
        "held_now",
        pgtrigger.Insert,
        f"""
        PERFORM FROM public.auth_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
        IF NEW.held_at <> now() THEN
            RAISE EXCEPTION 'Signing is suspended now.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
    )


def lifted_by_another() -> pgtrigger.Trigger:
    """A second person restores signing: neither the account itself nor whose doing it was."""
    return before(
        "by_another",
        pgtrigger.Insert,
        f"""
        IF NEW.lifted_at <> now() OR EXISTS (SELECT FROM public.reviews_signinghold h
            WHERE h.id = NEW.hold_id AND NEW.lifted_by_id IN (h.user_id, h.held_by_id)) THEN
            RAISE EXCEPTION 'Signing is restored now, by a second person.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
    )


def one_authenticator() -> pgtrigger.Trigger:
    return before(
        "one_each",
        pgtrigger.Insert,
        f"""
        {SEES_ALL}
        PERFORM FROM public.auth_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
        IF NEW.enrolled_at <> now() OR EXISTS (SELECT FROM public.reviews_authenticator a
            WHERE a.user_id = NEW.user_id AND NOT EXISTS (SELECT
                FROM public.reviews_authenticatorremoval r WHERE r.authenticator_id = a.id)) THEN
            RAISE EXCEPTION 'An account has one authenticator at a time.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
    )


def removed_by_another() -> pgtrigger.Trigger:
    return before(
        "by_another",
        pgtrigger.Insert,
        f"""
        IF NEW.removed_at <> now() OR EXISTS (SELECT FROM public.reviews_authenticator a
            WHERE a.id = NEW.authenticator_id AND a.user_id = NEW.removed_by_id) THEN
            RAISE EXCEPTION 'An authenticator is removed now, by another person.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
    )
