"""A file of citations, read: what is in it, and what cannot be read, with line and reason."""

from dataclasses import dataclass
from typing import Any, BinaryIO

from citations.formats import (
    bibtex,
    csl_json,
    medline,
    pubmed_xml,
    ris,
    web_of_science,
)
from citations.formats.decoding import decode
from citations.formats.errors import BadField, BadFile
from citations.formats.labels import label
from citations.formats.recognising import KNOWN, Format, recognise
from citations.formats.record import Item, read_item

UPLOAD_LIMIT = 50_000_000  # bytes
FILE_LIMIT = 500_000_000  # bytes, on the command line
UPLOAD_ENTRIES = 25_000
FILE_ENTRIES = 250_000  # on the command line
# Tags of XML, brackets of JSON, beginnings of BibTeX's entries in each MB: its readers keep a whole
# file at once, and a file that is nothing but these takes many times its size.
_MOST_PIECES_IN_A_MB = 120_000
_PIECES = {
    Format.PUBMED_XML: ("<",),
    Format.CSL_JSON: ("{", "["),
    Format.CROSSREF: ("{", "["),
    Format.BIBTEX: ("@",),
}

# Each has split(text), which yields (line, record), and read(record), which returns an item.
_READERS: dict[Format, Any] = {
    Format.RIS: ris,
    Format.MEDLINE: medline,
    Format.BIBTEX: bibtex,
    Format.CSL_JSON: csl_json,
    Format.CROSSREF: csl_json,
    Format.PUBMED_XML: pubmed_xml,
    Format.WEB_OF_SCIENCE: web_of_science,
}


_SPLIT = "export fewer works at a time."


@dataclass(frozen=True, slots=True)
class Entry:
    """A work that was read. `number` and `line` count from 1; `remarks` are sentences."""

    number: int
    line: int
    item: Item
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An entry that cannot be read: `field` is where in it, "" for the whole entry."""

    number: int
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        where = f"Line {self.line}, {label(self.field)}" if self.field else f"Line {self.line}"
        return f"{where}: {self.reason}"


@dataclass(frozen=True)
class Reading:
    """What is in a file. `remarks` are sentences about the file as a whole."""

    format: Format
    encoding: str
    entries: list[Entry]
    unreadable: list[Unreadable]
    remarks: tuple[str, ...] = ()


def read(data: bytes, most: int = UPLOAD_ENTRIES) -> Reading:
    """Return the works in a file of any of the formats, by its content.

    Raises BadFile where nothing can be read at all, and where there are more than `most` works.
    """
    source = decode(data)
    format_ = recognise(source.text)
    _check_pieces(source.text, format_)
    reader = _READERS[format_]
    entries: list[Entry] = []
    unreadable: list[Unreadable] = []
    for number, (line, record) in enumerate(reader.split(source.text), 1):
        if number > most:
            raise BadFile(f"This file has more than {most:,} works, the limit: {_SPLIT}")
        try:
            item, remarks = read_item(reader.read(record))
        except BadField as error:
            unreadable.append(Unreadable(number, line, error.field, error.reason))
        else:
            entries.append(Entry(number, line, item, tuple(remarks)))
    if not entries and not unreadable:
        raise BadFile(f"This file has no citations. What can be read is {KNOWN}.")
    return Reading(format_, source.encoding, entries, unreadable, source.remarks)


def _check_pieces(text: str, format_: Format) -> None:
    pieces = sum(map(text.count, _PIECES.get(format_, ())))
    if pieces > _MOST_PIECES_IN_A_MB * max(1, len(text) / 1_000_000):
        raise BadFile(f"This file has {pieces:,} pieces and next to no text in them: {_SPLIT}")


def read_all(stream: BinaryIO, limit: int = UPLOAD_LIMIT) -> bytes:
    """Return the bytes of `stream`, of which no more than `limit` are ever held.

    Raises BadFile where there are more.
    """
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise BadFile(
            f"This file is larger than {limit // 1_000_000} MB, the limit: export fewer citations "
            "at a time, or leave out abstracts and reference lists."
        )
    return data
