"""The entries of a BibTeX file, with the values of their fields; bibtexparser finds them."""

import logging
from collections.abc import Iterator

import bibtexparser
from bibtexparser.model import Block, Entry, ParsingFailedBlock

from citations.formats.errors import BadField

# What it logs about bad entries is in its failed blocks, and told to who imports them.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

Fields = dict[str, str]

ENTRY_TYPE, KEY = "entry type", "key"  # in the fields of an entry, beside its own

_PARTS = {"inbook", "incollection", "inproceedings", "conference", "inreference", "bookinbook"}
_OF_THE_BOOK = {"title": "booktitle", "subtitle": "booksubtitle", "author": "bookauthor"}
_OF_THE_PERIODICAL = {"title": "journaltitle", "subtitle": "journalsubtitle"}
_OWN = {ENTRY_TYPE, KEY, "crossref", "shorttitle"}
_MISSING = "a closing brace, bracket or quotation mark is missing"
_UNREADABLE = (
    ("Unexpectedly reached end", f"it never closes: {_MISSING}."),
    ("Unexpected block start", f"it does not close before the next entry begins: {_MISSING}."),
)


def entries(text: str) -> Iterator[tuple[int, Fields | BadField]]:
    """Yield the fields of each entry, or why they cannot be read, with its first line, from 1.

    Abbreviations (@string) are resolved, and fields inherited from the entry in `crossref`.
    """
    library = bibtexparser.parse_string(text, parse_stack=[])
    strings: dict[str, str] = {}
    for string in library.strings:
        strings[string.key.lower()] = _value(string.value, strings)
    found = [((block.start_line or 0) + 1, _read(block, strings)) for block in library.blocks]
    by_key = {
        fields[KEY].lower(): fields for _, fields in reversed(found) if isinstance(fields, dict)
    }
    for line, fields in found:
        if isinstance(fields, dict) and "crossref" in fields:
            yield line, _inherited(fields, by_key.get(fields["crossref"].lower(), {}))
        elif fields is not None:
            yield line, fields


def _read(block: Block, strings: dict[str, str]) -> Fields | BadField | None:
    """Return None for what is no entry: comments, preambles, abbreviations."""
    if isinstance(block, ParsingFailedBlock) and block.ignore_error_block is not None:
        block = block.ignore_error_block  # a key or field that is there twice is no harm
    if isinstance(block, ParsingFailedBlock):
        return BadField("", _why(block))
    if not isinstance(block, Entry):
        return None
    fields = {ENTRY_TYPE: block.entry_type.lower(), KEY: block.key}
    for field in block.fields:
        fields.setdefault(field.key.lower(), _value(field.value, strings))
    return fields


def _why(block: ParsingFailedBlock) -> str:
    reason = str(getattr(block.error, "abort_reason", ""))
    for start, sentence in _UNREADABLE:
        if reason.startswith(start):
            return sentence
    return "it is not BibTeX: after a field's name come = and its value in braces, then a comma."


def _value(raw: str, strings: dict[str, str]) -> str:
    pieces = [piece.strip() for piece in _pieces(raw)]
    if len(pieces) == 1:
        return _piece(pieces[0], strings, otherwise=pieces[0])
    return "".join(_piece(piece, strings, otherwise="") for piece in pieces)


def _piece(raw: str, strings: dict[str, str], otherwise: str) -> str:
    if len(raw) > 1 and raw[0] + raw[-1] in {"{}", '""'}:
        return raw[1:-1]
    return raw if raw.isdigit() else strings.get(raw.lower(), otherwise)


def _pieces(raw: str) -> list[str]:
    """Split what # joins, but not where it stands in braces or quotation marks."""
    if "#" not in raw:
        return [raw]
    pieces, depth, quoted, begin = [], 0, False, 0
    for index, character in enumerate(raw):
        if character == '"' and depth == 0:
            quoted = not quoted
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "#" and depth == 0 and not quoted:
            pieces.append(raw[begin:index])
            begin = index + 1
    return [*pieces, raw[begin:]]


def _inherited(fields: Fields, parent: Fields) -> Fields:
    """Source of the rules: the biblatex manual, appendix B."""
    if fields[ENTRY_TYPE] in _PARTS:
        renamed = _OF_THE_BOOK
    elif parent.get(ENTRY_TYPE) == "periodical":
        renamed = _OF_THE_PERIODICAL
    else:
        renamed = {}
    theirs = {renamed.get(name, name): value for name, value in parent.items() if name not in _OWN}
    return theirs | fields
