"""Files of tagged lines, record by record: RIS, MEDLINE and Web of Science have this in common."""

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from citations.formats.errors import BadField

RECORD_LIMIT = 1_000_000  # characters; more is no record, but a file without record ends


class Raw(NamedTuple):
    """A record as it stands in the file, with the number of its first line, from 1."""

    line: int
    text: str


def records(text: str, start: re.Pattern[str]) -> Iterator[Raw]:
    """Yield each record: what goes from the end of one match of `start` to the next, or on.

    Arguments: `start` begins with a line end, by which a search is ten times as fast as by "^".
    There are two before the first line, as if it came after a blank one.
    """
    text = f"\n\n{text}"
    line, counted, begin = -1, 0, None
    for match in start.finditer(text):
        if begin is not None:
            yield Raw(line, text[begin : match.end()])
        begin = match.end()
        line += text.count("\n", counted, begin)
        counted = begin
    if begin is not None:
        yield Raw(line, text[begin:])


def lines_of(tags: Container[str], record: str, width: int) -> str:
    """Return those lines of `record` that begin with one of `tags`, which are `width` wide."""
    return "\n".join([line for line in record.split("\n") if line[:width] in tags])


def checked_size(record: str) -> str:
    """Return `record`. Raises BadField where it is too long to be one."""
    if len(record) > RECORD_LIMIT:
        raise BadField(
            "",
            f"it has {len(record):,} characters; at most {RECORD_LIMIT:,} can be read. Perhaps the "
            "lines that end the records are missing.",
        )
    return record
