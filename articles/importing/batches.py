"""Lines of an import file become drafts, a batch at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from psycopg.errors import UniqueViolation

from articles.importing.drafting import Drafting, Line
from articles.importing.entries import BadLine, read_entry
from articles.importing.source import UnreadableFile
from articles.importing.works import Works
from articles.importing.writing import write
from articles.models import Author
from integrity.copying import Stamp

ATTEMPTS = 3
# What is held in memory at a time, and undone together when an import is stopped.
BATCH_LINES = 4000
BATCH_BYTES = 16 * 1024 * 1024

Numbered = tuple[int, bytes]


@dataclass(frozen=True)
class Refusal:
    """A line that was not imported, and why."""

    number: int
    field: str
    reason: str


@dataclass
class Outcome:
    """What became of lines: how many are new drafts, how many were there already, the others."""

    imported: int = 0
    present: int = 0
    refusals: list[Refusal] = field(default_factory=list)


def batches(lines: Iterable[Numbered]) -> Iterator[list[Numbered]]:
    """Yield `lines` in batches. Where UnreadableFile ends them, what was read comes before it."""
    batch: list[Numbered] = []
    size = 0
    try:
        for line in lines:
            batch.append(line)
            size += len(line[1])
            if len(batch) >= BATCH_LINES or size >= BATCH_BYTES:
                yield batch
                batch, size = [], 0
    except UnreadableFile:
        yield batch
        raise
    yield batch


def import_lines(
    lines: Iterable[Numbered], *, author: Author | None, by: Any, reason: str
) -> Outcome:
    """Make drafts of numbered lines, in one transaction.

    Arguments: `author` is the byline of each, `by` the user who imports them, and `reason` what
    their history says. A line that was imported before is left out, a bad one is refused alone.
    """
    refusals: list[Refusal] = []
    read = list(_read(lines, refusals))
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                outcome = _import(read, author, by, reason)
            break
        except IntegrityError as error:
            # Someone took an address, a key or a topic's name after we had looked: look again.
            if attempt == ATTEMPTS or not isinstance(error.__cause__, UniqueViolation):
                raise
    outcome.refusals = sorted([*refusals, *outcome.refusals], key=lambda refusal: refusal.number)
    return outcome


def _read(lines: Iterable[Numbered], refusals: list[Refusal]) -> Iterable[Line]:
    works = Works()
    for number, data in lines:
        try:
            entry = read_entry(data)
            yield Line(number, entry, works.read(entry.citations))
        except BadLine as error:
            refusals.append(Refusal(number, error.field, error.reason))


def _import(lines: list[Line], author: Author | None, by: Any, reason: str) -> Outcome:
    with connection.cursor() as cursor:
        # Two imports at once take turns, so that neither trips over the other's works.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('articles.importing'))")
    drafting, outcome = Drafting(lines), Outcome()
    for line in lines:
        try:
            outcome.present += not drafting.add(line)
        except BadLine as error:
            outcome.refusals.append(Refusal(line.number, error.field, error.reason))
    write(drafting.drafts, drafting.library.new, author, Stamp(by, timezone.now(), reason))
    connection.check_constraints()
    outcome.imported = len(drafting.drafts)
    return outcome
