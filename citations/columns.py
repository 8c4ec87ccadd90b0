"""A CSL-JSON item as the columns of the library's table, and back.

What is searched, matched or sorted by has a column of its own; `further` holds the rest. Both ways
lose nothing of an item in its one form (citations/formats/record.py).
"""

import datetime
from collections.abc import Mapping
from typing import Any

from citations.formats.date_points import Date
from citations.formats.vocabulary import FURTHER_DATES, FURTHER_NAMES, FURTHER_TEXTS

Columns = dict[str, Any]

# CSL variable -> column. The last three are NULL where they are not known.
TEXTS = {
    "type": "type",
    "title": "title",
    "container-title": "container_title",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "publisher": "publisher",
    "language": "language",
    "abstract": "abstract",
    "URL": "url",
    "DOI": "doi",
    "PMID": "pmid",
    "PMCID": "pmcid",
}
IDENTIFIERS = ("DOI", "PMID", "PMCID")
COLUMNS = (
    *TEXTS.values(),
    *("author", "issued_year", "issued_month", "issued_day", "accessed", "evidence", "further"),
)
FURTHER = (*FURTHER_TEXTS, *FURTHER_NAMES, *FURTHER_DATES)


def columns_of(item: Mapping[str, Any]) -> Columns:
    """Return the column of each fact in `item`, but for its key."""
    columns: Columns = {
        column: item.get(name, None if name in IDENTIFIERS else "")
        for name, column in TEXTS.items()
    }
    columns["author"] = item.get("author", [])
    columns["evidence"] = item.get("custom", {}).get("evidence", "")
    further = {name: item[name] for name in FURTHER if name in item}
    issued = item.get("issued", {})
    first, *later = issued.get("date-parts", [[]])
    year, month, day = (*first, None, None, None)[:3]
    columns |= {"issued_year": year, "issued_month": month, "issued_day": day}
    more = {name: issued[name] for name in ("season", "circa", "literal") if name in issued}
    if later:
        more["end"] = later[0]
    if more:
        further["issued"] = more
    columns["accessed"] = _day(item.get("accessed", {}))
    if "accessed" in item and columns["accessed"] is None:
        further["accessed"] = item["accessed"]
    columns["further"] = further
    return columns


def item_of(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return the CSL-JSON item of a row; what is not known is absent."""
    further = dict(columns["further"])
    issued = _issued(columns, further.pop("issued", {}))
    accessed: datetime.date | None = columns["accessed"]
    read_on = further.pop("accessed", None)
    if accessed:
        read_on = {"date-parts": [[accessed.year, accessed.month, accessed.day]]}
    evidence = columns["evidence"]
    item = {
        "id": columns["key"],
        **{name: columns[column] for name, column in TEXTS.items()},
        "author": columns["author"],
        "issued": issued,
        "accessed": read_on,
        **further,
        "custom": {"evidence": evidence} if evidence else None,
    }
    return {name: value for name, value in item.items() if value}


def _issued(columns: Mapping[str, Any], more: dict[str, Any]) -> Date:
    """Return the date: the first day is in columns, which an editor may have changed since."""
    points = [columns["issued_year"], columns["issued_month"], columns["issued_day"]]
    first = [part for part in points if part]
    date: Date = {name: more[name] for name in ("season", "circa", "literal") if name in more}
    if len(first) > 1:
        date.pop("season", None)
    if first:
        date["date-parts"] = [first, more["end"]] if "end" in more else [first]
    return date


def _day(date: Date) -> datetime.date | None:
    points = date.get("date-parts", [])
    known = len(points) == 1 and len(points[0]) == 3 and len(date) == 1
    return datetime.date(*points[0]) if known else None
