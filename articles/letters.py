"""What all mails of the site share: their headers, and when one that failed is tried again."""

import datetime

from django.conf import settings

WAITS = [datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720)]


def headers(once: object) -> dict[str, str]:
    """Return those of a mail that `once` names: a repeat has the same Message-ID."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return {"Message-ID": f"<{once}@{domain}>", "Auto-Submitted": "auto-generated"}
