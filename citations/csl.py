"""From a CSL-JSON item to a citation; `Citation.csl()` is the way back.

Source: the CSL-JSON schema, citation-style-language/schema v1.0.2.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from citations.models import Citation, Kind

_TEXTS = {
    "title": "title",
    "container-title": "container_title",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "publisher": "publisher",
    "language": "language",
    "DOI": "doi",
    "PMID": "pmid",
    "PMCID": "pmcid",
    "URL": "url",
}


def citation_from_csl(item: Mapping[str, Any]) -> Citation:
    """Return an unsaved citation with the facts of `item`, its identifiers normalised.

    Raises ValidationError where a fact is not what the schema says it is.
    """
    year, month, day = _date(item.get("issued"))
    citation = Citation(
        key=str(item.get("id", "")),
        type=item["type"] if item.get("type") in Kind.values else Kind.ARTICLE,
        author=[dict(name) for name in item.get("author", [])],
        issued_year=year,
        issued_month=month,
        issued_day=day,
        accessed=_day(item.get("accessed")),
        **{field: str(item.get(name, "")) for name, field in _TEXTS.items()},
    )
    citation.clean()
    return citation


def _date(value: Any) -> tuple[int | None, int | None, int | None]:
    # A date that is told in words alone has no parts.
    parts = value["date-parts"][0] if value and "date-parts" in value else []
    year, month, day = ([int(part) for part in parts] + [None, None, None])[:3]
    return year, month, day


def _day(value: Any) -> datetime.date | None:
    year, month, day = _date(value)
    return datetime.date(year, month, day) if year and month and day else None
