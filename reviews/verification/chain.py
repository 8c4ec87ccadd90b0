"""The record: numbers, seals and hashes, from the first line to the last."""

import re
from dataclasses import dataclass
from typing import Self

from integrity.canonical import NotCanonical
from integrity.models import sealed_facts
from reviews.models import Record
from reviews.models.record import CHAINING, GENESIS
from reviews.verification.misfit import Misfit, Report, stream

TABLE = Record._meta.db_table


@dataclass(frozen=True)
class Head:
    """The last line of the record at some time, as it is published: `number:hash`."""

    number: int | None
    hash: bytes

    def __str__(self) -> str:
        return f"{self.number}:{self.hash.hex()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a head as it is published, or the hash alone. Raises ValueError with a sentence."""
        found = re.fullmatch(r"(?:([0-9]{1,18}):)?([0-9a-fA-F]{64})", text.strip())
        if not found:
            raise ValueError(
                "A head is the hash of a line, 64 hexadecimal digits, with or without the line's "
                "number and a colon before it: 42:9f86d0…"
            )
        return cls(int(found[1]) if found[1] else None, bytes.fromhex(found[2]))

    def is_earlier(self, published: Self) -> bool:
        """Return whether `published` names this line."""
        return self.hash == published.hash and published.number in {None, self.number}


def head() -> Head:
    """Return the head of the record as it is now."""
    number, last = Record.objects.values_list("number", "hash").last() or (0, GENESIS)
    return Head(number, bytes(last))


def check_chain(report: Report, against: Head | None = None) -> Head:
    last = Head(0, GENESIS)
    seen = against is None or last.is_earlier(against)
    for line in stream(Record.objects.order_by("number"), report):
        _check_line(line, last)
        last = Head(line.number, bytes(line.hash))
        seen = seen or (against is not None and last.is_earlier(against))
    if not seen:
        raise Misfit(
            TABLE, f"head {against}", "the record does not contain it: it was cut or rebuilt."
        )
    report(f"{TABLE}: {last.number:,} lines, each sealed and following the one before")
    if against is not None:
        report(f"{TABLE}: the head published earlier is still one of its lines")
    return last


def _check_line(line: Record, before: Head) -> None:
    assert before.number is not None  # noqa: S101  only a published head may lack it
    if line.number != before.number + 1:
        raise Misfit(TABLE, line.number, f"line {before.number + 1} is not there.")
    if bytes(line.previous_hash) != before.hash:
        raise Misfit(TABLE, line.number, "it does not follow the line before: the hashes differ.")
    try:
        content = sealed_facts(line, apart=CHAINING)
    except NotCanonical as error:
        raise Misfit(TABLE, line.number, f"a value cannot be sealed. {error}") from error
    if content is None:
        raise Misfit(TABLE, line.number, "the application did not write it as it stands.")
    if line.chained_hash(content) != bytes(line.hash):
        raise Misfit(TABLE, line.number, "its hash is not that of its content.")
