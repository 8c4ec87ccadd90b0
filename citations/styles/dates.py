"""Dates: from CSL-JSON to citeproc-py's, and the mending of how citeproc-py writes them."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from citeproc import model, source

from citations.styles.inline import plain, words
from citations.styles.richtext import RichText
from citations.styles.typeset import Typeset

EN_DASH = "\u2013"
PARTS = ("year", "month", "day")
# CSL 1.0.2 numbers the seasons 13 to 16, the extended date format of ISO 8601-2 21 to 24.
SEASONS = {first + number: number + 1 for first in (13, 21) for number in range(4)}

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


def date(value: Any) -> source.DateBase | None:
    """Return a CSL-JSON date: a day, month or year, a range of them, or the record's words.

    A month or day that the calendar does not have is left out; a date without a year is none.
    """
    if not isinstance(value, dict):
        return None
    iso = _ISO.fullmatch(words(value.get("raw")))
    pairs = [iso.groups()] if iso else value.get("date-parts")
    pairs = pairs[:2] if isinstance(pairs, list) else []
    days = [_day(parts, value.get("season")) for parts in pairs]
    if days and days[0]:
        is_range = len(days) == 2 and days[1] and days[1] != days[0]
        return source.DateRange(begin=days[0], end=days[1]) if is_range else days[0]
    literal = plain(words(value.get("literal")) or words(value.get("raw")))
    return source.LiteralDate(literal) if literal else None


def _day(parts: Any, season: Any) -> source.Date | None:
    if not isinstance(parts, list | tuple):
        return None
    year, month, day = (*map(_number, parts[:3]), 0, 0, 0)[:3]
    if not year:
        return None
    found = {"year": year}
    if 1 <= month <= 12:
        found |= {"month": month} | ({"day": day} if 1 <= day <= 31 else {})
    elif season := SEASONS.get(month) or _number(season):
        found |= {"season": season} if 1 <= season <= 4 else {}
    return source.Date(**found)


def _number(value: Any) -> int:
    return int(found[0]) if (found := re.fullmatch("-?[0-9]{1,4}", words(value))) else 0


class Date(Typeset, model.Date):
    """A date whose parts are joined by the delimiter of the format that has them.

    CSL 1.0.2, "Localized Date Formats": a locale's format may set `delimiter`. citeproc-py takes
    that of the style's `cs:date` element in its place, and writes what the two ends of a range
    share after the rest, whatever the order of the format.
    """

    def render_single_date(
        self, date: source.Date, show_parts: Sequence[str], context: model.Date | None = None
    ) -> RichText | None:
        parts = self.parts(date, show_parts, None if context is self else context)
        return self.join(parts) or None

    def render_date_range(
        self, date_range: source.DateRange, show_parts: Sequence[str], context: model.Date
    ) -> RichText | None:
        begin, end = date_range.begin, date_range.end
        shared = list(takewhile(lambda part: begin.get(part) == end.get(part), PARTS))
        order = [part.get("name") for part in self.iterchildren()]
        order = [part for part in order if part in show_parts]
        before = list(takewhile(shared.__contains__, order))
        own = [part for part in order[len(before) :] if part not in shared]
        after = [part for part in order[len(before) :] if part in shared]
        pieces = (
            self.render_single_date(begin, before, context),
            self._span(begin, end, own, context),
            self.render_single_date(end, after, context),
        )
        return self.join(piece for piece in pieces if piece) or None

    def _span(
        self, begin: source.Date, end: source.Date, parts: Sequence[str], context: model.Date
    ) -> RichText | None:
        first, last = (self.render_single_date(date, parts, context) for date in (begin, end))
        if not first or not last:
            return first or last
        return first[: len(first.text.rstrip(" ,"))] + EN_DASH + last
