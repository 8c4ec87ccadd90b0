"""The day of the next review, as lines of the record tell it."""

import datetime
import re

TOLD = re.compile(r"Next review due ([0-9]{4}-[0-9]{2}-[0-9]{2})\.")


def due_sentence(due: datetime.date) -> str:
    return f"Next review due {due:%Y-%m-%d}."


def due_told(reason: str) -> datetime.date | None:
    """Return the day that a line's reason names, if it names one."""
    found = TOLD.search(reason)
    return datetime.date.fromisoformat(found[1]) if found else None
