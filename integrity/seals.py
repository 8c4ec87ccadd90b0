"""Seals: a keyed digest over a row, under a key that the database never sees.

Source: HMAC (RFC 2104) with SHA-256 over the row's facts in canonical JSON (RFC 8785).
"""

import datetime
import hashlib
import hmac
import uuid
from typing import Any

from django.conf import settings

from integrity.canonical import canonical

SEAL_BYTES = hashlib.sha256().digest_size


def printable(value: Any) -> Any:
    """Return `value` as something canonical JSON can hold, one way for one value."""
    if isinstance(value, memoryview | bytes):
        return bytes(value).hex()
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return value


def seal(kind: str, facts: dict[str, Any]) -> bytes:
    """Return the seal of a row.

    Arguments: `kind` is the table's name, so that a row cannot be moved between tables; `facts`
    are its columns and their values.
    """
    document = canonical([kind, {name: printable(value) for name, value in facts.items()}])
    return hmac.new(settings.SIGNING_KEY, document, hashlib.sha256).digest()


def fits(expected: bytes, found: bytes | memoryview | None) -> bool:
    return found is not None and hmac.compare_digest(expected, bytes(found))
