"""Citations as a file in one of the formats that can be written.

A value is never changed so as to be safe in a spreadsheet: what is read again is the same record.
No line of any of these files begins with a value, so none begins with = or + or @ from outside.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from citations.formats import bibtex_writing, csl_json, medline, ris_writing
from citations.formats.carrying import is_carried
from citations.formats.recognising import Format
from citations.formats.record import Item
from citations.keys import Keys, key_stem


@dataclass(frozen=True)
class FileType:
    """How files of a format are named and served. Source: IANA's media types, and custom."""

    suffix: str
    content_type: str
    write: Callable[[Iterable[Item]], str]
    needs_ids: bool = False


WRITABLE = {
    Format.RIS: FileType(".ris", "application/x-research-info-systems", ris_writing.write),
    Format.MEDLINE: FileType(".nbib", "application/nbib", medline.write),
    Format.BIBTEX: FileType(".bib", "application/x-bibtex", bibtex_writing.write, needs_ids=True),
    Format.CSL_JSON: FileType(
        ".json", "application/vnd.citationstyles.csl+json", csl_json.write, needs_ids=True
    ),
}


def write(items: Iterable[Item], format_: Format) -> str:
    """Return `items`, CSL-JSON items in their one form, as a file; it is UTF-8 with LF line ends.

    Where the format needs ids, an item without one gets it from its author and year. A work of
    which the format can carry neither title nor identifier is left out (`is_carried`).
    """
    file_type = WRITABLE[format_]
    kept = [item for item in items if is_carried(item, format_)]
    return file_type.write(_with_ids(kept) if file_type.needs_ids else kept)


def _with_ids(items: list[Item]) -> Iterator[Item]:
    keys = Keys(item["id"] for item in items if "id" in item)
    for item in items:
        yield item if "id" in item else {"id": keys.take(key_stem(item)), **item}
