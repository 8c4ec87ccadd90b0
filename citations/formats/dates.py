"""Dates as CSL-JSON has them, and how other formats write them.

In its one form a date is {"date-parts": [[2024, 5, 17]]}, with a second list where it is a range
and with `season` (1 is spring), `circa` and `literal`, the words of the source, where it has them.
"""

from collections.abc import Mapping
from typing import Any

from citations.formats.date_points import MONTHS, SEASONS, Date, date_point
from citations.formats.date_texts import date_from_text, season_number
from citations.formats.errors import BadField


def read_date(value: Any, where: str) -> Date | None:
    """Return a CSL-JSON date in its one form, or None where nothing is known of it.

    Arguments: `where` is the variable, for the sentences. Raises BadField.
    """
    if isinstance(value, str | int) and not isinstance(value, bool):
        return date_from_text(str(value), where)
    if not isinstance(value, Mapping):
        raise BadField(where, 'this is no date, such as {"date-parts": [[2024, 5, 17]]}.')
    parts = value.get("date-parts")
    points = [date_point(point, where) for point in parts] if isinstance(parts, list) else []
    points = [point for point in points if point]
    if not points:
        text = value.get("literal") or value.get("raw")
        return date_from_text(str(text), where) if text else None
    date: Date = {"date-parts": points[:1] if len(points) < 2 or points[1] == points[0] else points}
    return _with_more(date, value, where)


def edtf(date: Date) -> str:
    """Return a date for BibLaTeX's fields, after ISO 8601-2 level 1; "" for words alone."""
    points = [list(point) for point in date.get("date-parts", [])]
    if points and len(points[0]) == 1 and "season" in date:
        points[0].append(20 + date["season"])
    text = "/".join("-".join(f"{part:02}" for part in point) for point in points)
    return f"{text}~" if text and "circa" in date and len(points) == 1 else text


def ris_date(date: Date) -> str:
    """Return YYYY/MM/DD/other, where other is the season. Source: the RIS format, DA and Y2."""
    if "date-parts" not in date:
        return ""
    year, month, day = (*(f"{part:02}" for part in date["date-parts"][0]), "", "")[:3]
    season = SEASONS[date["season"] - 1] if "season" in date else ""
    return f"{year}/{month}/{day}/{season}"


def nlm_date(date: Date) -> str:
    """Return a date as NLM writes it: 2018 Jul-Sep. Source: MEDLINE/PubMed, field DP."""
    if "literal" in date:
        return str(date["literal"])
    first, last = (*date["date-parts"], [])[:2]
    if not last:
        season = [SEASONS[date["season"] - 1]] if "season" in date else []
        return " ".join([*_nlm_words(first), *season])
    same = 0
    if first[0] == last[0] and len(first) == len(last) > 1:
        same = 2 if len(first) == 3 and first[1] == last[1] else 1
    return f"{' '.join(_nlm_words(first))}-{' '.join(_nlm_words(last)[same:])}"


def _with_more(date: Date, value: Mapping[str, Any], where: str) -> Date:
    season = value.get("season")
    if season and len(date["date-parts"]) == 1 and len(date["date-parts"][0]) == 1:
        number = season_number(str(season)) or season
        if str(number) not in {"1", "2", "3", "4"}:
            raise BadField(where, "a season is 1 (spring), 2, 3 or 4 (winter).")
        date["season"] = int(number)
    if value.get("circa") not in {None, "", False, "false"}:
        date["circa"] = True
    literal = value.get("literal")
    # Words beside numbers are kept where they say more than the numbers: 1998 1st Quarter.
    if isinstance(literal, str) and "season" not in date and "circa" not in date:
        more = date_from_text(literal, where) or {}
        if "literal" in more and more.get("date-parts") == date["date-parts"]:
            return more
    return date


def _nlm_words(point: list[int]) -> list[str]:
    return [str(point[0]), *(MONTHS[month - 1] for month in point[1:2]), *map(str, point[2:3])]
