"""Which works of a file the library has already, and which the file has twice.

A work is known by its DOI, else its PMID, else its PMCID, else by title, year and first author.
"""

import enum
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from citations.comparing import Difference, bare, differences, gaps, is_telling
from citations.formats.names import full_family
from citations.formats.reading import Entry
from citations.formats.record import Item
from citations.match_key import SQL as MATCH_KEY
from citations.models import Citation

_SCHEME = re.compile(r"^https?://(?:www\.)?")
IDENTIFIERS = ("DOI", "PMID", "PMCID")

Keys = dict[str, object]  # what a work is known by: the key of each identifier, and of the title

# Works whose titles are compared have an index; of those that were merged there are few.
_CANDIDATES = f"""
    WITH wanted AS MATERIALIZED (
        SELECT {MATCH_KEY} AS match_key
        FROM unnest(%(title)s::text[], %(year)s::int[], %(author)s::jsonb[])
            AS work (title, issued_year, author)
    )
    SELECT * FROM citations_citation WHERE id IN (
        SELECT id FROM citations_citation WHERE doi = ANY(%(doi)s)
        UNION SELECT id FROM citations_citation WHERE pmid = ANY(%(pmid)s)
        UNION SELECT id FROM citations_citation WHERE pmcid = ANY(%(pmcid)s)
        UNION SELECT id FROM citations_citation JOIN wanted USING (match_key)
            WHERE merged_into_id IS NULL AND NOT title = ''
        UNION SELECT id FROM citations_citation JOIN wanted USING (match_key)
            WHERE merged_into_id IS NOT NULL
    )
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
        library.add(_Work(record.kept.full_csl() | others), _keys(own))
    return [_match(entry, library, file) for entry in entries]


def work_key(item: Item) -> tuple[str, int | None, str] | None:
    """Return title, year and first author, normalised; None without a title.

    Where neither year nor author is known the address tells works apart: many a site has a page
    that is called Asthma.
    """
    title = bare(item.get("title", ""))
    if not title:
        return None
    author = (item.get("author") or [{}])[0]
    name = author.get("literal") or (full_family(author) if "family" in author else "")
    year = _year(item)
    return title, year, bare(name) if year or name else _place(item.get("URL", ""))


def _place(url: str) -> str:
    return _SCHEME.sub("", url).rstrip("/")


def _year(item: Item) -> int | None:
    issued = item.get("issued", {}).get("date-parts")
    return issued[0][0] if issued else None


def _candidates(entries: Sequence[Entry]) -> Iterable[Citation]:
    wanted: dict[str, list[Any]] = {name.lower(): _values(entries, name) for name in IDENTIFIERS}
    titled = [entry.item for entry in entries if "title" in entry.item]
    wanted["title"] = [item["title"] for item in titled]
    wanted["year"] = [_year(item) for item in titled]
    wanted["author"] = [json.dumps(item.get("author", [])[:1]) for item in titled]
    return Citation.objects.raw(_CANDIDATES, wanted).prefetch_related("merged_into")


def _values(entries: Sequence[Entry], name: str) -> list[str]:
    return list({entry.item[name] for entry in entries if name in entry.item})


class _Index:
    def __init__(self) -> None:
        self._works: dict[object, _Work] = {}

    def add(self, work: _Work, keys: Keys) -> None:
        """Arguments: `keys` are the work's, or those of a record that was merged into its own."""
        for key in keys.values():
            self._works.setdefault(key, work)

    def find(self, keys: Keys) -> dict[str, _Work]:
        """Return the work that has each of the identifiers, or else the title."""
        found = {name: self._works[key] for name, key in keys.items() if key in self._works}
        return {name: work for name, work in found.items() if name in IDENTIFIERS} or found


def _keys(item: Item) -> Keys:
    keys: Keys = {name: (name, item[name]) for name in IDENTIFIERS if name in item}
    if key := work_key(item):
        keys["title"] = key
    return keys


def _match(entry: Entry, library: _Index, file: _Index) -> Match:
    keys = _keys(entry.item)
    known = library.find(keys)
    if known:
        return _with_library(entry, known)
    same = file.find(keys)
    if not same:
        file.add(_Work(entry.item, entry), keys)
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
