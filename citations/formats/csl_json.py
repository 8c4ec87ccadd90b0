"""CSL-JSON, the format of citation styles; Crossref's JSON comes through here as well.

Source: the CSL-JSON schema, citation-style-language/schema v1.0.2.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from citations.formats import crossref
from citations.formats.errors import BadField
from citations.formats.json_items import json_items
from citations.formats.record import Item

# What Zotero, Mendeley and older versions of CSL call it.
_OTHER_NAMES = {
    "shortTitle": "title-short",
    "journalAbbreviation": "container-title-short",
    "event": "event-title",
}


def split(text: str) -> Iterator[tuple[int, Mapping[str, Any] | BadField]]:
    return json_items(text)


def read(work: Mapping[str, Any] | BadField) -> Mapping[str, Any]:
    """Return the CSL-JSON item of an object, as `split` gives it. Raises BadField."""
    if isinstance(work, BadField):
        raise work
    if crossref.is_crossref(work):
        return crossref.read(work)
    renamed = {
        name: work[other]
        for other, name in _OTHER_NAMES.items()
        if isinstance(work.get(other), str) and name not in work
    }
    return {**work, **renamed} if renamed else work


def write(items: Iterable[Item]) -> str:
    """Return a CSL-JSON list, with one line for each of `items`, to be read and compared."""
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    return f"[\n{lines}\n]\n" if lines else "[]\n"
