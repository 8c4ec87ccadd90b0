"""Works as Crossref's REST interface describes them.

Source: Crossref REST API, api_format.md, "Work"; its types of 2024.
"""

from collections.abc import Mapping
from typing import Any

from citations.formats.record import Item
from citations.formats.vocabulary import TYPES as CSL_TYPES
from citations.formats.vocabulary import UNKNOWN_TYPE

TYPES = {
    "journal-article": "article-journal",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "book-track": "chapter",
    "reference-entry": "entry",
    "proceedings-article": "paper-conference",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "book-set": "book",
    "book-series": "book",
    "proceedings": "book",
    "proceedings-series": "book",
    "report": "report",
    "report-component": "report",
    "report-series": "report",
    "dissertation": "thesis",
    "posted-content": "article",
    "peer-review": "review",
    "dataset": "dataset",
    "database": "dataset",
    "standard": "standard",
    "standard-series": "standard",
    "journal": "periodical",
    "journal-volume": "periodical",
    "journal-issue": "periodical",
}
_NAMES = {"author": "author", "editor": "editor", "translator": "translator"}
_TEXTS = {
    "DOI": "DOI",
    "abstract": "abstract",
    "publisher": "publisher",
    "publisher-location": "publisher-place",
    "volume": "volume",
    "issue": "issue",
    "language": "language",
    "edition-number": "edition",
    "issued": "issued",
}


def is_crossref(work: Mapping[str, Any]) -> bool:
    """Return whether an object is a work of Crossref's, not an item of CSL-JSON."""
    return work.get("type") in TYPES.keys() - CSL_TYPES or isinstance(work.get("title"), list)


def read(work: Mapping[str, Any]) -> Item:
    """Return the CSL-JSON item of a work, its date the earliest, as Crossref's own CSL-JSON has it.

    Its address is left out, because it only repeats the DOI.
    """
    item: Item = {name: work[source] for source, name in _TEXTS.items() if work.get(source)}
    item["type"] = TYPES.get(work.get("type") or "", UNKNOWN_TYPE)
    item["title"] = _title(work)
    containers = _texts(work.get("container-title"))
    item["container-title"] = next(iter(containers), "")
    item["container-title-short"] = next(iter(_texts(work.get("short-container-title"))), "")
    # Of a chapter in a series, the second is the series.
    item["collection-title"] = containers[1] if len(containers) > 1 else ""
    item["page"] = work.get("page") or work.get("article-number")
    item["language"] = str(work.get("language") or "")
    item["ISSN"] = work.get("ISSN")
    isbn = next(iter(_texts(work.get("ISBN"))), "")
    item["ISBN"] = isbn.rpartition("/")[2]
    for source, name in _NAMES.items():
        if isinstance(work.get(source), list):
            item[name] = [_name(person) for person in work[source]]
    if isinstance(work.get("event"), Mapping):
        item["event-title"] = work["event"].get("name")
        item["event-place"] = work["event"].get("location")
    return item


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str) and text.strip()]


def _title(work: Mapping[str, Any]) -> str:
    title = next(iter(_texts(work.get("title"))), "")
    subtitle = next(iter(_texts(work.get("subtitle"))), "")
    repeated = subtitle.casefold() in title.casefold()
    return title if repeated else f"{title}: {subtitle}"


def _name(person: Any) -> Any:
    """Crossref calls a group's name `name`, and adds what is no part of a name."""
    if isinstance(person, Mapping) and "name" in person and "family" not in person:
        return {"literal": person["name"]}
    return person
