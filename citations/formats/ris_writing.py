"""RIS as this library writes it; rispy writes the lines."""

import re
from collections.abc import Iterable
from typing import Any

import rispy

from citations.formats.dates import ris_date
from citations.formats.evidence import publication_type
from citations.formats.names import inverted
from citations.formats.record import Item
from citations.formats.ris_tags import (
    LISTS,
    PEOPLE,
    RIS_TYPES,
    TAGS,
    TEXTS,
    UNKNOWN_RIS_TYPE,
    WHOLE,
)

_RANGE = re.compile(r"([^-,;\s]+)-([^-,;\s]+)")


class _Writer(rispy.RisWriter):
    REFERENCE_TYPE_KEY = "ty"

    # The specification knows no number before a record.
    def set_header(self, count: int) -> str:  # noqa: ARG002
        return ""


# rispy wants its labels in small letters when it writes.
_writer = _Writer(
    mapping={tag: tag.lower() for tag in TAGS}, list_tags=LISTS, delimiter_tags_mapping={}
)


def write(items: Iterable[Item]) -> str:
    """Return RIS with a record for each of `items`, which are in the one form of CSL-JSON."""
    return _writer.formats([_tags(item) for item in items])


def _tags(item: Item) -> dict[str, Any]:
    whole = item["type"] in WHOLE
    pages = _RANGE.fullmatch(item.get("page", ""))
    custom = item.get("custom", {})
    dates = {name: ris_date(item.get(name, {})) for name in ("issued", "accessed", "original-date")}
    tags: dict[str, Any] = {
        "TY": RIS_TYPES.get(item["type"], UNKNOWN_RIS_TYPE),
        **{tags[0]: item.get(name) for name, tags in TEXTS.items()},
        **{tags[0]: list(map(inverted, item.get(name, ()))) for name, tags in PEOPLE.items()},
        "ST": item.get("title-short"),
        "JF" if whole else "T2": item.get("container-title"),
        "J2": item.get("container-title-short"),
        "T3": item.get("collection-title"),
        "SP": pages[1] if pages else item.get("page"),
        "EP": pages[2] if pages else None,
        "PY": dates["issued"][:4],
        "DA": dates["issued"],
        "Y2": dates["accessed"],
        "OP": dates["original-date"],
        "SN": [item[name] for name in ("ISSN", "ISBN") if name in item],
        "AN": item.get("PMID"),
        "DB": "PubMed" if "PMID" in item else None,
        "C2": item.get("PMCID"),
        "UR": [item["URL"]] if "URL" in item else [],
        "LA": item.get("language"),
        "M3": [
            *([publication_type(custom["evidence"])] if "evidence" in custom else []),
            *([item["genre"]] if "genre" in item else []),
        ],
    }
    return {tag.lower(): value for tag, value in tags.items() if value}
