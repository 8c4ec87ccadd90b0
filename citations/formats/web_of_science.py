"""The tagged text that Web of Science exports; it is read, not written.

Source: Clarivate, Web of Science Core Collection Field Tags. rispy reads the lines.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import rispy

from citations.formats.date_texts import date_from_text
from citations.formats.evidence import evidence_of
from citations.formats.names import from_inverted
from citations.formats.record import Item
from citations.formats.tagged import Raw, checked_size, records

_START = re.compile(r"\n(?=PT [A-Z]\b)")
_FIELD = re.compile(r"^([A-Z][A-Z0-9]) (.*(?:\n   .*)*)", re.MULTILINE)
_TYPES = {"J": "article-journal", "B": "book", "S": "book", "P": "patent"}
_TEXTS = {
    "title": "document_title",
    "abstract": "abstract",
    "volume": "volume",
    "issue": "issue",
    "publisher": "publisher",
    "publisher-place": "publisher_city",
    "ISSN": "issn",
    "ISBN": "isbn",
    "DOI": "doi",
    "PMID": "pubmed_id",
    "collection-title": "book_series_title",
    "event-title": "conference_title",
    "event-place": "conference_location",
}
_LISTS = {"AU", "AF", "CA", "BE"}
_WANTED = {
    *_LISTS,
    *(
        "PT",
        "TI",
        "SO",
        "SE",
        "LA",
        "DT",
        "CT",
        "CL",
        "PU",
        "PI",
        "SN",
        "BN",
        "J9",
        "JI",
        "PD",
        "PY",
    ),
    *("AB", "VL", "IS", "BP", "EP", "AR", "DI", "PM"),
}

_parser = rispy.WokParser(list_tags=[*_LISTS])


def split(text: str) -> Iterator[Raw]:
    return records(text, _START)


def read(record: str) -> Item:
    """Return the CSL-JSON item of one record, as `split` gives it. Raises BadField."""
    fields = _FIELD.findall(checked_size(record).partition("\nER")[0])
    lines = [
        f"{tag} {value if tag in _LISTS else value.replace(chr(10), ' ')}"
        for tag, value in fields
        if tag in _WANTED
    ]
    tags: Mapping[str, Any] = _parser.parse("\n".join([*lines, "ER"]))[0]
    item: Item = {name: tags.get(tag) for name, tag in _TEXTS.items()}
    people = tags.get("author_full_name") or tags.get("authors") or []
    groups = [{"literal": name} for name in tags.get("group_authors", ())]
    item["author"] = [*map(from_inverted, people), *groups]
    item["editor"] = [from_inverted(name) for name in tags.get("editors", ())]
    item["type"] = _TYPES.get(tags["publication_type"][:1], "document")
    _read_places(tags, item)
    item["language"] = tags.get("language", "")
    if evidence := evidence_of(tags.get("document_type", "").split("; ")):
        item["custom"] = {"evidence": evidence}
    return item


def _read_places(tags: Mapping[str, Any], item: Item) -> None:
    container = tags.get("publication_name", "")
    if item["type"] == "book" and item["title"] and container:
        item["type"] = "chapter"
    item["container-title"] = container.title() if container.isupper() else container
    item["container-title-short"] = tags.get("iso_source_abbreviation")
    pages = [tags[name] for name in ("beginning_page", "ending_page") if tags.get(name)]
    item["page"] = "-".join(pages) or tags.get("article_number")
    words = f"{tags.get('publication_year', '')} {tags.get('publication_date', '').title()}"
    item["issued"] = date_from_text(words.strip(), "issued")
