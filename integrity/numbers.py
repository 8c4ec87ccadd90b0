"""Numbers in addresses, which anybody can write by hand."""

import re

_DIGITS = re.compile("-?[0-9]{1,19}")
LEAST, MOST = -(2**63), 2**63 - 1  # of a bigint


def number_in(text: str, *, least: int = 0) -> int | None:
    """Return the whole number that `text` is, None where it is none that a column can hold."""
    number = int(text) if _DIGITS.fullmatch(text) else None
    return number if number is not None and least <= number <= MOST else None


def numbers_in(texts: list[str]) -> list[int]:
    """Return the numbers among `texts`."""
    return [number for text in texts if (number := number_in(text)) is not None]
