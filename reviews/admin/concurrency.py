"""Two people on one article: the second is told who changed what, and loses nothing."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError
from django.utils.formats import date_format
from django.utils.timezone import localtime

from articles.models import Article
from integrity.canonical import canonical
from reviews.admin.contents import Values
from reviews.record import printed_name

_FINGERPRINT = re.compile(r"(\w+):([0-9a-f]{16})")
CHECK_VIOLATION = "23514"  # SQLSTATE of the guards' refusals, each with a sentence of its own


@dataclass
class Merged:
    """What both versions come to. `both` and `theirs` are names of fields."""

    values: Values
    both: list[str] = field(default_factory=list)  # changed here and there: ours is in `values`
    theirs: list[str] = field(default_factory=list)  # changed there alone: taken from there


def fingerprints(values: Values) -> str:
    """Return a short digest of each value, for a form to carry: who changed what is told by it."""
    return " ".join(f"{name}:{_fingerprint(value)}" for name, value in values.items())


def read_fingerprints(text: str) -> dict[str, Any]:
    return dict(_FINGERPRINT.findall(text))


def merge(ours: Values, now: Values, opened: dict[str, Any]) -> Merged:
    """Merge what a person sends with what was saved meanwhile.

    Arguments: `ours` are the values sent, `now` those saved by somebody else, `opened` the
    fingerprints of what the person's form showed. Where those are missing, ours counts as changed.
    """
    merged = Merged(values=dict(ours))
    for name in {**ours, **now}:
        mine, other = ours.get(name, ""), now.get(name, "")
        if mine == other or opened.get(name) == _fingerprint(other):
            continue
        if opened.get(name) == _fingerprint(mine):
            merged.values[name] = other
            merged.theirs.append(name)
        else:
            merged.both.append(name)
    return merged


def who_changed(article: Article, since: int) -> str:
    """Return who changed `article` after version `since`, and when, as a sentence."""
    rows = list(
        article.history.filter(version__gt=since)
        .select_related("history_user")
        .order_by("history_date")
    )
    names = " and ".join(dict.fromkeys(printed_name(row.history_user) for row in rows))
    at = date_format(localtime(rows[-1].history_date if rows else article.updated_at), "j F Y, H:i")
    return f"{names or 'Somebody'} changed this article on {at} UTC, while you had it open."


def sentence_of(error: IntegrityError) -> str:
    """Return what PostgreSQL refused, for the person: the guards speak in sentences."""
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    guard = diagnosis and diagnosis.sqlstate == CHECK_VIOLATION and not diagnosis.constraint_name
    what = diagnosis.message_primary if guard else "Somebody changed the same in this moment."
    return f"{what} Nothing was saved: look at how it stands now, and try again."


def _fingerprint(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()[:16]
