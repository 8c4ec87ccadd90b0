"""One document, one byte string, one digest: canonical JSON after RFC 8785, and SHA-256."""

import hashlib
import json
from typing import Any

import rfc8785


class NotCanonical(ValueError):
    """The document holds something that canonical JSON cannot carry; the message says what."""


def canonical(document: Any) -> bytes:
    """Return `document` as canonical JSON in UTF-8 (RFC 8785).

    Two documents that are equal give the same bytes, in whatever order their keys were set.
    Raises NotCanonical for NaN and infinity, whole numbers beyond 2**53 - 1, half characters
    (lone surrogates), keys that are not text, other Python types, and endless nesting.
    """
    try:
        return rfc8785.dumps(document)
    except (ValueError, RecursionError) as error:
        raise NotCanonical(_sentence(error)) from error


def read(data: bytes) -> Any:
    """Return the document whose canonical form is `data`.

    Raises NotCanonical when `data` is not JSON, or is JSON in another form: other spacing, order
    or numbers, or a name given twice.
    """
    try:
        document = json.loads(data, parse_int=_whole)
    except (ValueError, RecursionError) as error:
        raise NotCanonical("This is not a JSON document.") from error
    if canonical(document) != data:
        raise NotCanonical("This JSON document is not in canonical form (RFC 8785).")
    return document


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 hexadecimal digits (FIPS 180-4)."""
    return hashlib.sha256(data).hexdigest()


def _whole(digits: str) -> int | float:
    """Read back a large float: RFC 8785 writes it with all its digits, like a whole number."""
    number = int(digits)
    return number if abs(number) < 2**53 else float(number)


def _sentence(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "The document is nested too deeply: flatten its lists and objects."
    if isinstance(error, rfc8785.FloatDomainError):
        return "A number is not finite (NaN or infinity): leave it out or write it as text."
    if isinstance(error, UnicodeError) or isinstance(error.__cause__, UnicodeError):
        return "A text holds half of a character (a lone surrogate): type the character again."
    # An integer beyond Python's limit for printing raises a bare ValueError inside the library.
    if isinstance(error, rfc8785.IntegerDomainError) or type(error) is ValueError:
        return "A whole number is beyond 9007199254740991, where digits get lost: write it as text."
    return "The document may hold only text, numbers, true, false, null, lists and named values."
