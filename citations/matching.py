"""Which works of a file the library has already, and which the file has twice.

A work is known by its DOI, else its PMID, else its PMCID, else by title, year and first author.
"""

import enum
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from citations.comparing import Difference, bare, differences, gaps, is_telling
from citations.formats.names import full_family
from citations.formats.reading import Entry
from citations.formats.record import Item
from citations.models import Citation
from citations.title_key import SQL as TITLE_KEY

IDENTIFIERS = ("DOI", "PMID", "PMCID")

_CANDIDATES = f"""
    SELECT * FROM citations_citation WHERE id IN (
        SELECT id FROM citations_citation WHERE doi = ANY(%(doi)s)
        UNION SELECT id FROM citations_citation WHERE pmid = ANY(%(pmid)s)
        UNION SELECT id FROM citations_citation WHERE pmcid = ANY(%(pmcid)s)
        UNION SELECT id FROM citations_citation WHERE {TITLE_KEY.format("title")} = ANY(ARRAY(
            SELECT {TITLE_KEY.format("wanted")} FROM unnest(%(title)s::text[]) AS wanted)))
"""  # noqa: S608  put together from our own constants


class Status(enum.Enum):
    """What becomes of an entry, unless a person decides otherwise: a new one is added."""

    NEW = "new"
    KNOWN = "already known"
    CONFLICTING = "conflicting"
    REPEATED = "twice in the file"


_OF_THE_FILE = {Status.NEW, Status.REPEATED}


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and where it stands.

    `key` is the library's, `repeats` the entry of the file that has the same work, and `shared`
    the identifiers by which they were found, none where it was by title. `differences` are from
    that work, `gaps` are what the library's record lacks; `reason` says why there is a conflict
    where no field does.
    """

    entry: Entry
    status: Status
    key: str = ""
    repeats: Entry | None = None
    differences: tuple[Difference, ...] = ()
    gaps: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    reason: str = ""

    @property
    def fingerprint(self) -> str:
        """A digest of what a person sees of the match: a choice is for that and no other."""
        told = (self.status.value, self.key, self.differences, self.gaps, self.reason)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Work:
    """A work that others are compared with: the library's has a key, the file's an entry."""

    item: Item
    entry: Entry | None = None


def classify(entries: Sequence[Entry]) -> list[Match]:
    """Return how each entry stands to the library and to the entries before it; one query."""
    return _classified(entries, _candidates(entries))


def again(matches: Sequence[Match]) -> list[Match]:
    """Return how the entries of `matches` stand now: the library may have changed since."""
    entries = [match.entry for match in matches]
    candidates = list(_candidates(entries))
    if not candidates and all(match.status in _OF_THE_FILE for match in matches):
        return list(matches)  # the library had nothing to do with them, and has not now
    return _classified(entries, candidates)


def _classified(entries: Sequence[Entry], candidates: Iterable[Citation]) -> list[Match]:
    library, file = _Index(), _Index()
    for record in candidates:
        own = record.csl()
        # What a merged record kept of its identifiers is the work's too, and no difference.
        others = {name: own[name] for name in IDENTIFIERS if name in own}
        library.add(_Work(record.kept.full_csl() | others), known_as=own)
    return [_match(entry, library, file) for entry in entries]


def work_key(item: Item) -> tuple[str, int | None, str] | None:
    """Return title, year and first author, normalised; None without a title."""
    title = bare(item.get("title", ""))
    if not title:
        return None
    issued = item.get("issued", {}).get("date-parts")
    author = (item.get("author") or [{}])[0]
    name = author.get("literal") or (full_family(author) if "family" in author else "")
    return title, issued[0][0] if issued else None, bare(name)


def _candidates(entries: Sequence[Entry]) -> Iterable[Citation]:
    wanted = {name.lower(): _values(entries, name) for name in (*IDENTIFIERS, "title")}
    return Citation.objects.raw(_CANDIDATES, wanted).prefetch_related("merged_into")


def _values(entries: Sequence[Entry], name: str) -> list[str]:
    return list({entry.item[name] for entry in entries if name in entry.item})


class _Index:
    def __init__(self) -> None:
        self._works: dict[object, _Work] = {}

    def add(self, work: _Work, known_as: Item | None = None) -> None:
        """Arguments: `known_as` is a record that was merged into the work's own."""
        for key in _keys(known_as or work.item):
            self._works.setdefault(key, work)

    def find(self, item: Item) -> dict[str, _Work]:
        """Return the work that has each of the item's identifiers, or else its title."""
        found = {name: work for name, work in self._by_identifier(item) if work}
        if found:
            return found
        work = self._works.get(work_key(item))
        return {"title": work} if work else {}

    def _by_identifier(self, item: Item) -> Iterable[tuple[str, _Work | None]]:
        for name in IDENTIFIERS:
            if name in item:
                yield name, self._works.get((name, item[name]))


def _keys(item: Item) -> Iterable[object]:
    yield from ((name, item[name]) for name in IDENTIFIERS if name in item)
    if key := work_key(item):
        yield key


def _match(entry: Entry, library: _Index, file: _Index) -> Match:
    known = library.find(entry.item)
    if known:
        return _with_library(entry, known)
    same = file.find(entry.item)
    if not same:
        file.add(_Work(entry.item, entry))
        return Match(entry, Status.NEW)
    first = next(iter(same.values()))
    return Match(
        entry,
        Status.REPEATED,
        repeats=first.entry,
        differences=tuple(differences(first.item, entry.item)),
        shared=_shared(same),
    )


def _with_library(entry: Entry, found: dict[str, _Work]) -> Match:
    keys = {name: work.item["id"] for name, work in found.items()}
    if len(set(keys.values())) > 1:
        whose = [f"{name} is that of [@{key}]" for name, key in keys.items()]
        reason = f"Two works of the library: its {', its '.join(whose)}."
        return Match(entry, Status.CONFLICTING, shared=_shared(found), reason=reason)
    ours = next(iter(found.values())).item
    differing = tuple(differences(ours, entry.item))
    return Match(
        entry,
        Status.CONFLICTING if any(map(is_telling, differing)) else Status.KNOWN,
        key=ours["id"],
        differences=differing,
        gaps=tuple(gaps(ours, entry.item)),
        shared=_shared(found),
    )


def _shared(found: dict[str, _Work]) -> tuple[str, ...]:
    return tuple(name for name in found if name in IDENTIFIERS)
