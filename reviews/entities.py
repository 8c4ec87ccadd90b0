"""The list of companies, drugs and devices that are known under several names."""

from django.db import connection

_LISTED = """
    SELECT pg_advisory_xact_lock_shared('public.reviews_entity'::regclass::bigint);
    SELECT name, other_names FROM reviews_entity ORDER BY name
"""


def listed_names() -> list[list[str]]:
    """Return the names of each entity on the list.

    The list is locked against changes until the transaction ends: PostgreSQL asks it again when a
    signature is written (`reviews/guards/conflicts.py`), and finds it as it is here.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LISTED)
        cursor.nextset()
        return [[name, *others] for name, others in cursor.fetchall()]
