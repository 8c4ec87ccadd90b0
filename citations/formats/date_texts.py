"""Dates in words and figures: the ways of EDTF, RIS, MEDLINE and English prose."""

import re
from typing import Any

from citations.formats.date_points import MONTHS, SEASONS, Date, date_point
from citations.formats.errors import BadField

LITERAL_LIMIT = 100

_MONTHS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_SEASONS = {name.lower(): number for number, name in enumerate(SEASONS, 1)} | {"fall": 3}
# Extended Date/Time Format (ISO 8601-2): the seasons stand where a month would.
_EDTF = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?([~?%]?)")
_RIS = re.compile(r"(\d{4})/(\d{0,2})(?:/(\d{0,2})(?:/(.*))?)?")
_NLM = re.compile(r"(?:(\d{4})\s*)?(?:([A-Za-z]{3,9})\.?\s*)?(\d\d?)?")
_WORDS = re.compile(
    r"(?:(\d\d?)(?:st|nd|rd|th)?\.? )?([A-Za-z]{3,9})\.?(?: (\d\d?)(?:st|nd|rd|th)?)?,? (\d{4})"
)


def date_from_text(text: str, where: str) -> Date | None:
    """Return the date that `text` says, in the ways of EDTF, RIS, MEDLINE or English prose.

    What is none of them is kept in its own words. Raises BadField for a day that never was.
    """
    words = " ".join(text.split())
    if len(words) > LITERAL_LIMIT:
        raise BadField(where, f"this date has {len(words)} characters; at most {LITERAL_LIMIT}.")
    for read in (_edtf, _ris, _nlm, _prose):
        date = read(words, where)
        if date is not None:
            return date or None
    return _unread(words)


def season_number(name: str) -> int | None:
    return _SEASONS.get(name.lower())


def _edtf(text: str, where: str) -> Date | None:
    """Return a date, {} for an open range, None where `text` is written in another way."""
    found = [_EDTF.fullmatch(half) for half in text.split("/") if half not in {"", ".."}]
    if not found or len(found) > 2 or not all(found) or (len(found) == 2 and _RIS.fullmatch(text)):
        return None
    date: Date = {"date-parts": []}
    for year, month, day, mark in (half.groups() for half in found if half):
        if month and int(month) in range(21, 25):
            date["season"] = int(month) - 20
            month = day = None
        date["date-parts"].append(date_point([year, month, day], where))
        date |= {"circa": True} if mark in {"~", "%"} else {}
    if len(date["date-parts"]) == 2:
        date.pop("season", None)
    return date


def _ris(text: str, where: str) -> Date | None:
    found = _RIS.fullmatch(text)
    if not found:
        return None
    year, month, day, other = found.groups()
    date: Date = {"date-parts": [date_point([year, month, day], where)]}
    season = _SEASONS.get((other or "").lower())
    if season and len(date["date-parts"][0]) == 1:
        date["season"] = season
    return date


def _nlm(text: str, where: str) -> Date | None:
    """Read NLM's way: of a range, the end leaves out what it shares with the beginning."""
    year, _, season = text.partition(" ")
    if season.lower() in _SEASONS and year.isascii() and year.isdigit() and len(year) == 4:
        return {"date-parts": [date_point([year], where)], "season": _SEASONS[season.lower()]}
    halves = [_NLM.fullmatch(half) for half in text.replace("\u2013", "-").split("-")]
    if not 1 <= len(halves) <= 2 or not all(half and half[0] for half in halves):
        return None
    points: list[list[Any]] = []
    for half in halves:
        point: list[Any] = list(half.groups()) if half else []
        point[1] = _month(point[1])
        if point[1] == 0 or (point[2] and not point[1] and not points):
            return None
        inherited = points[0] if points else [None, None, None]
        given = next(index for index, part in enumerate(point) if part is not None)
        points.append([*inherited[:given], *point[given:]])
    if points[0][0] is None:
        return None
    dates = [date_point(point, where) for point in points]
    return {"date-parts": dates if dates[0] != dates[-1] else dates[:1]}


def _prose(text: str, where: str) -> Date | None:
    found = _WORDS.fullmatch(text)
    if not found or not _month(found[2]):
        return None
    return {"date-parts": [date_point([found[4], _month(found[2]), found[1] or found[3]], where)]}


def _unread(text: str) -> Date | None:
    date: Date = {"literal": text} if text else {}
    if re.match(r"[12]\d{3}\b", text):
        date["date-parts"] = [[int(text[:4])]]
    return date or None


def _month(name: str | None) -> int | None:
    return None if name is None else _MONTHS.get(name[:3].lower(), 0)
