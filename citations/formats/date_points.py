"""Years, months, days and seasons, as CSL-JSON numbers them."""

import datetime
from typing import Any

from citations.formats.errors import BadField

Date = dict[str, Any]

YEARS = range(1000, 3000)
SEASONS = ("Spring", "Summer", "Autumn", "Winter")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date_point(parts: Any, where: str) -> list[int]:
    """Return year, month and day as far as they are known: a part that is empty or 0 is not.

    Raises BadField for a day that never was.
    """
    known: list[int] = []
    for part in parts[:3] if isinstance(parts, list) else ():
        text = str(part or "")
        if not text.isascii() or not text.isdigit():
            if part in (None, "", 0):
                break
            raise BadField(where, f"“{text[:20]}” is no number of a year, month or day.")
        if int(text[:9]) == 0:
            break
        known.append(int(text[:9]))
    return _checked(known, where)


def _checked(point: list[int], where: str) -> list[int]:
    if point and point[0] not in YEARS:
        raise BadField(where, f"the year {point[0]} is not between 1000 and 2999.")
    if len(point) > 1 and not 1 <= point[1] <= 12:
        raise BadField(where, f"there is no month {point[1]}.")
    if len(point) > 2:
        try:
            datetime.date(*point[:3])
        except ValueError:
            raise BadField(where, f"{'-'.join(map(str, point))} is no day.") from None
    return point
