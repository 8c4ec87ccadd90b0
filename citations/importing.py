"""Importing a file of citations: look at it first, then apply what was decided.

preview = preview_file(data, "export.ris")   # writes nothing
outcome = apply(preview, by=user, reason="Imported from export.ris")
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from citations.columns import columns_of
from citations.formats.reading import Entry, Reading, read
from citations.formats.record import Item
from citations.formats.writing import WRITABLE
from citations.keys import Keys, key_stem
from citations.matching import Match, Status, again, classify
from citations.models import Citation
from integrity.copying import Stamp, copy_with_history, next_ids
from integrity.models import save_with_reason


class Choice(enum.Enum):
    """What to do with an entry that the library knows, or seems to know."""

    KEEP = "keep the library's record as it is"
    FILL = "add what the library's record lacks"
    TAKE = "take all that the file says"
    ADD = "add it as a work of its own"


@dataclass(frozen=True)
class Preview:
    """What is in a file, and how each entry stands to the library. `remarks` are sentences."""

    reading: Reading
    matches: list[Match]
    remarks: tuple[str, ...] = ()

    def of(self, status: Status) -> list[Match]:
        return [match for match in self.matches if match.status is status]


@dataclass
class Outcome:
    """The keys of what was written, and the sentences on what was not."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def preview_file(data: bytes, filename: str = "") -> Preview:
    """Return what an import of `data` would do. Writes nothing. Raises BadFile."""
    return preview_reading(read(data), filename)


def preview_reading(reading: Reading, filename: str = "") -> Preview:
    """Return what an import of a file that was read before would do now. Writes nothing."""
    remarks = (*reading.remarks, *_misnamed(reading, filename))
    return Preview(reading, classify(reading.entries), remarks)


def apply(
    preview: Preview,
    *,
    by: Any,
    reason: str,
    choices: Mapping[int, Choice] | None = None,
    otherwise: Choice = Choice.KEEP,
    seen: Mapping[int, str] | None = None,
) -> Outcome:
    """Add the new works of a preview, and do with each other one what was chosen.

    Arguments: `by` and `reason` are for the history; `choices` are by the entry's number, and
    `otherwise` is for entries that are known without a conflict. All is written, or nothing. The
    library is looked at again, since it may have changed since the preview: where `seen` has the
    fingerprint of what a person chose by, and it is another now, the choice is refused.
    """
    outcome = Outcome()
    with transaction.atomic():
        take_turns()
        matches = again(preview.matches)
        meant = _still_meant(matches, choices or {}, seen or {}, outcome)
        _write(matches, meant, otherwise, outcome, Stamp(by, timezone.now(), reason))
    return outcome


def apply_unseen(
    reading: Reading, filename: str, *, by: Any, reason: str, otherwise: Choice
) -> tuple[Preview, Outcome]:
    """Do the same with a file that nobody looked at before: the library is looked at once."""
    outcome = Outcome()
    with transaction.atomic():
        take_turns()
        preview = preview_reading(reading, filename)
        _write(preview.matches, {}, otherwise, outcome, Stamp(by, timezone.now(), reason))
    return preview, outcome


def _write(
    matches: list[Match],
    choices: Mapping[int, Choice],
    otherwise: Choice,
    outcome: Outcome,
    stamp: Stamp,
) -> None:
    added = [match.entry for match in matches if _is_added(match, choices, outcome)]
    outcome.added = _insert(added, stamp)
    for match in matches:
        default = otherwise if match.status is Status.KNOWN else Choice.KEEP
        _change(match, choices.get(match.entry.number, default), outcome, stamp)


def _still_meant(
    matches: list[Match],
    choices: Mapping[int, Choice],
    seen: Mapping[int, str],
    outcome: Outcome,
) -> dict[int, Choice]:
    meant = dict(choices)
    for match in matches:
        number = match.entry.number
        if number in meant and seen.get(number, match.fingerprint) != match.fingerprint:
            meant[number] = Choice.KEEP
            outcome.refused.append(
                f"Line {match.entry.line}: the library changed since you looked, so nothing was "
                "done with this entry. Import the file again to decide on it."
            )
    return meant


def _misnamed(reading: Reading, filename: str) -> list[str]:
    suffix = PurePath(filename).suffix.lower()
    says = next((f for f, kind in WRITABLE.items() if kind.suffix == suffix), None)
    json_ = suffix == ".json" and "JSON" in reading.format.value
    if says is None or says is reading.format or json_:
        return []
    return [f"The file's name says {says.value}, but it is {reading.format.value}, and read so."]


def take_turns() -> None:
    """Let two imports at once wait for each other, so that neither adds the other's works."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('citations.importing'))")


def _is_added(match: Match, choices: Mapping[int, Choice], outcome: Outcome) -> bool:
    if match.status is Status.NEW:
        return choices.get(match.entry.number) is not Choice.KEEP
    if choices.get(match.entry.number) is not Choice.ADD:
        return False
    if match.shared:
        names = " and ".join(match.shared)
        outcome.refused.append(
            f"Line {match.entry.line}: this cannot be a work of its own, because its {names} "
            f"is that of {_whose(match)}."
        )
    return not match.shared


def _whose(match: Match) -> str:
    return f"[@{match.key}]" if match.key else "another work"


def _insert(entries: list[Entry], stamp: Stamp) -> list[str]:
    """Add works by COPY, with their history. Returns their keys."""
    if not entries:
        return []
    stems = [key_stem(entry.item) for entry in entries]
    keys = Keys(_taken(stems))
    given = [_key(entry.item, stem, keys) for entry, stem in zip(entries, stems, strict=True)]
    ids = next_ids(Citation, len(entries))
    rows = (
        {"id": number, "key": key, **columns_of(entry.item)}
        for number, key, entry in zip(ids, given, entries, strict=True)
    )
    copy_with_history(Citation, rows, {}, stamp)
    return given


def _key(item: Item, stem: str, keys: Keys) -> str:
    """Return a free key; the file's own where it is one that we could have made."""
    own = item.get("id", "")
    letters = own.removeprefix(stem)
    ours = own.startswith(stem) and letters.isascii() and letters.isalpha() and letters.islower()
    return keys.take(own if ours and own not in keys else stem)


def _taken(stems: list[str]) -> list[str]:
    """Return the keys that begin like one of `stems`; "{" comes after all that a key can have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.key FROM unnest(%s::text[]) AS stem JOIN citations_citation c "
            "ON c.key ~>=~ stem AND c.key ~<~ (stem || '{')",
            [list(set(stems))],
        )
        return [row[0] for row in cursor.fetchall()]


def _change(match: Match, choice: Choice, outcome: Outcome, stamp: Stamp) -> None:
    if choice not in {Choice.FILL, Choice.TAKE} or match.status in {Status.NEW, Status.REPEATED}:
        return
    if match.reason:
        outcome.refused.append(f"Line {match.entry.line}: {match.reason} Mend one of them first.")
        return
    names = list(match.gaps)
    if choice is Choice.TAKE:
        names += [difference.field for difference in match.differences]
    if names:
        _take(match, names, stamp)
        outcome.changed.append(match.key)


def _take(match: Match, names: list[str], stamp: Stamp) -> None:
    citation = Citation.objects.select_for_update().get(key=match.key)
    item = citation.full_csl() | {name: match.entry.item[name] for name in names}
    for column, value in columns_of(item).items():
        setattr(citation, column, value)
    citation.clean()
    save_with_reason(citation, stamp.by, stamp.reason)
