"""What takes comparing names, judged by PostgreSQL itself: interests in tags, and institutions.

Names are compared as `reviews/names.py` does: where a name comes down to letters and digits of
ASCII, which it does in all languages written in Latin letters, this finds the very same. Of other
scripts it takes equal names alone for one. It never finds more, so no signature that Python lets
pass is refused.
"""

import pgtrigger

from articles.interests import Amount
from reviews.conflicts import Outcome
from reviews.guards.sql import REFUSED, before
from reviews.names import LEGAL_FORMS

_ENDS = "|".join(sorted({*LEGAL_FORMS, "and"}))
_AMOUNTS = ", ".join(f"'{amount}'" for amount in Amount.values)
# Marks above and below letters, but for U+0345, which turns into a letter where case is folded.
_PLAIN = r"""
        SELECT given.kind, given.ref, replace(replace(regexp_replace(replace(replace(replace(
            replace(replace(replace(replace(translate(lower(normalize(given.name, NFKD)
            COLLATE "C"), 'øØłŁđĐ', 'oolldd'), 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'),
            'œ', 'oe'), 'Œ', 'oe'), '&', ' and '), '[\u0300-\u0344\u0346-\u036f]', '', 'g'),
            '.', ''), '''', '') AS name FROM given
"""
_WORDS = """
        SELECT kind, ref, CASE WHEN octet_length(name) > length(name) THEN name
            ELSE btrim(regexp_replace(name, '[^a-z0-9]+', ' ', 'g')) END AS words FROM plain
"""
_KEY = f"""
        SELECT kind, ref, CASE WHEN octet_length(words) > length(words) THEN words
            ELSE regexp_replace(regexp_replace(words, '( ({_ENDS}))+$', ''), '^the ', '')
            END AS key FROM worded
"""
# What is declared and counts, under `policy`, against the submission's tags: how many interests
# touch it, and whether one excludes. Where nothing counts, the row passes.
_JUDGED = f"""\
        opens := (now() AT TIME ZONE 'UTC')::date
            - make_interval(months => policy.conflict_window_months);
        IF policy.conflict_window_months = 0 OR NOT EXISTS (SELECT FROM public.articles_interest
            WHERE declaration_id = NEW.declaration_id AND (until IS NULL OR until >= opens)) THEN
            RETURN NEW;
        END IF;
        PERFORM pg_advisory_xact_lock_shared('public.reviews_entity'::regclass::bigint);
        SELECT convert_from(manuscript, 'UTF8')::jsonb->'tags' INTO tags
            FROM public.articles_submission WHERE id = NEW.submission_id;
        WITH given(kind, ref, name) AS (
            SELECT 'tag', '', value FROM jsonb_array_elements_text(tags)
            UNION ALL SELECT 'interest', id::text, entity FROM public.articles_interest
                WHERE declaration_id = NEW.declaration_id AND (until IS NULL OR until >= opens)
            UNION ALL SELECT 'entity', id::text, unnest(array_prepend(name, other_names))
                FROM public.reviews_entity
        ), plain AS ({_PLAIN}), worded AS ({_WORDS}), keyed AS ({_KEY}), alike AS (
            SELECT one.key, other.key AS same FROM keyed one
                JOIN keyed other ON other.ref = one.ref AND other.kind = 'entity'
                WHERE one.kind = 'entity'
            UNION SELECT key, key FROM keyed
        )
        SELECT count(*), coalesce(bool_or(i.kind = ANY (policy.excluding_kinds)
            OR array_position(ARRAY[{_AMOUNTS}], i.amount::text)
                >= array_position(ARRAY[{_AMOUNTS}], policy.excluding_amount::text)), false)
            INTO touching, excluded FROM public.articles_interest i
            JOIN keyed own ON own.kind = 'interest' AND own.ref = i.id::text
            WHERE EXISTS (SELECT FROM alike JOIN keyed tag ON tag.kind = 'tag'
                AND tag.key = alike.same WHERE alike.key = own.key);"""
_JUDGED_VARIABLES = (
    "policy public.reviews_policy%ROWTYPE; opens date; tags jsonb; touching integer; "
    "excluded boolean"
)


def names_one_by_one() -> pgtrigger.Trigger:
    """While somebody signs, the names stay as they are."""
    return before(
        "one_by_one",
        pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        """
        PERFORM pg_advisory_xact_lock('public.reviews_entity'::regclass::bigint);
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
        """,
    )


def no_conflict() -> pgtrigger.Trigger:
    """Nobody signs who declared an interest that excludes them; one to disclose is told."""
    return before(
        "no_conflict",
        pgtrigger.Insert,
        f"""
        SELECT * INTO policy FROM public.reviews_policy WHERE id = NEW.policy_id;
{_JUDGED}
        IF excluded THEN
            RAISE EXCEPTION 'A member with a conflict of interest does not sign.' {REFUSED};
        END IF;
        IF touching > 0 AND NEW.is_free THEN
            RAISE EXCEPTION 'A decision states the conflict that it was signed with.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
        _JUDGED_VARIABLES,
    )


def acceptance_judged() -> pgtrigger.Trigger:
    """Nobody accepts a review who may not sign it; one with an interest to disclose states that.

    By the policy of the review, or the one in force before it starts.
    """
    return before(
        "judged",
        pgtrigger.Update,
        f"""
        IF NEW.accepted_at IS NULL OR OLD.accepted_at IS NOT NULL THEN
            RETURN NEW;
        END IF;
        SELECT p.* INTO policy FROM public.reviews_policy p ORDER BY p.id = (
            SELECT policy_id FROM public.reviews_review WHERE submission_id = NEW.submission_id)
            DESC NULLS LAST, p.version DESC LIMIT 1;
{_JUDGED}
        IF excluded THEN
            RAISE EXCEPTION 'A member with a conflict of interest does not review.' {REFUSED};
        END IF;
        IF touching > 0 AND NEW.conflict->>'outcome' = '{Outcome.FREE.value}' THEN
            RAISE EXCEPTION 'An acceptance states the conflict that its member has.' {REFUSED};
        END IF;
        RETURN NEW;
        """,
        _JUDGED_VARIABLES,
    )


def outside_is_told() -> pgtrigger.Trigger:
    """Who signs as from outside is at none of the institutions that the authors name."""
    return before(
        "outside",
        pgtrigger.Insert,
        f"""
        IF NOT NEW.is_outside THEN
            RETURN NEW;
        END IF;
        WITH given(kind, ref, name) AS (
            SELECT 'own', '', NEW.institution
            UNION ALL SELECT 'author', '', author->>'affiliation'
                FROM public.articles_submission s, jsonb_array_elements(
                    convert_from(s.manuscript, 'UTF8')::jsonb->'authors') AS author
                WHERE s.id = NEW.submission_id
        ), plain AS ({_PLAIN}), worded AS ({_WORDS})
        SELECT coalesce(bool_or(own.words = '' OR (other.words <> '' AND
            (position(concat(' ', own.words, ' ') IN concat(' ', other.words, ' ')) > 0
            OR position(concat(' ', other.words, ' ') IN concat(' ', own.words, ' ')) > 0))), false)
            INTO inside FROM worded own LEFT JOIN worded other ON other.kind = 'author'
            WHERE own.kind = 'own';
        IF inside THEN
            RAISE EXCEPTION 'A member from an author''s institution does not sign as an outsider.'
                {REFUSED};
        END IF;
        RETURN NEW;
        """,
        "inside boolean",
    )
