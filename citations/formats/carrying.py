"""What each format that is written cannot carry, and what becomes of it.

docs/citations.md says the same in words. The tests hold every format to it: what is written and
read again is `carried(item, format_)`, neither less nor more.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from citations.formats.bibtex_fields import ISSUES, NUMBERED
from citations.formats.bibtex_names import is_particle
from citations.formats.date_points import Date
from citations.formats.medline_tags import PUBLICATION_TYPES
from citations.formats.names import Name, from_nlm, full_family, full_given, nlm_full
from citations.formats.recognising import Format
from citations.formats.record import IDENTIFYING, Item
from citations.formats.ris_tags import RIS_TYPES
from citations.formats.vocabulary import DATES, NAMES, UNKNOWN_TYPE


def _same_date(name: str, date: Date) -> Date:  # noqa: ARG001
    return date


def _same_name(name: Name) -> Name:
    return name


@dataclass(frozen=True)
class Losses:
    """What a format leaves out (`variables`) and how it changes what it keeps."""

    variables: frozenset[str] = frozenset()
    types: Callable[[str], str] = lambda kind: kind
    date: Callable[[str, Date], Date] = _same_date
    name: Callable[[Name], Name] = _same_name
    # Of these three a format may have one field; which it is depends on the type.
    number: Callable[[str], frozenset[str]] = field(default=lambda kind: frozenset())  # noqa: ARG005


def carried(item: Item, format_: Format) -> Item:
    """Return `item`, which is in the one form of CSL-JSON, as `format_` carries it."""
    losses = LOSSES[format_]
    left_out = losses.variables | losses.number(item["type"])
    kept: Item = {}
    for name, value in item.items():
        if name in left_out:
            continue
        if name in DATES:
            value = losses.date(name, value)
        elif name in NAMES:
            value = [losses.name(person) for person in value]
        if value:
            kept[name] = value
    return kept | {"type": losses.types(item["type"])}


def is_carried(item: Item, format_: Format) -> bool:
    """Return whether `format_` carries enough of `item` to find the work by."""
    return any(name in carried(item, format_) for name in IDENTIFYING)


def _ris_date(name: str, date: Date) -> Date:  # noqa: ARG001
    """The first day of a range, and the season; no words, and no mark that it is a guess."""
    kept = {part: date[part] for part in ("date-parts", "season") if part in date}
    return kept | {"date-parts": date["date-parts"][:1]} if "date-parts" in date else {}


def _nlm_date(name: str, date: Date) -> Date:  # noqa: ARG001
    return {part: value for part, value in date.items() if part != "circa"}


def _bibtex_date(name: str, date: Date) -> Date:
    """No words beside a year; only one day, not a range, can be marked as a guess."""
    if "date-parts" not in date:
        return date if name == "issued" else {}
    left_out = {"literal", *(["circa"] if len(date["date-parts"]) > 1 else [])}
    return {part: value for part, value in date.items() if part not in left_out}


def _joined(name: Name) -> Name:
    """Particles go with the family name or the given one."""
    if "literal" in name:
        return name
    parts = {"family": full_family(name), "given": full_given(name)}
    parts["suffix"] = name.get("suffix", "")
    return {part: words for part, words in parts.items() if words}


def _ris_name(name: Name) -> Name:
    """And a family name alone is taken for a group's."""
    joined = _joined(name)
    return {"literal": joined["family"]} if joined.keys() == {"family"} else joined


def _nlm_name(name: Name) -> Name:
    """And a suffix that NLM does not write is taken for a given name."""
    return from_nlm(nlm_full(name)) if "suffix" in name else _joined(name)


def _bibtex_name(name: Name) -> Name:
    """A particle that begins with a capital goes with the family name."""
    if "literal" in name:
        return name
    kept = _joined(name)
    particle = name.get("non-dropping-particle", "")
    if particle and is_particle(particle):
        return kept | {"non-dropping-particle": particle, "family": name["family"]}
    return kept


def _bibtex_number(kind: str) -> frozenset[str]:
    if kind in ISSUES:
        return frozenset({"number", "collection-number"})
    return frozenset({"collection-number"} if kind in NUMBERED else {"number"})


_ORIGINAL = {"original-publisher", "original-publisher-place", "original-title"}
_EVENT = {"event-date", "event-place", "event-title"}

LOSSES = {
    Format.CSL_JSON: Losses(),
    Format.BIBTEX: Losses(
        frozenset({"collection-editor", "medium"}),
        date=_bibtex_date,
        name=_bibtex_name,
        number=_bibtex_number,
    ),
    Format.RIS: Losses(
        frozenset(
            {"container-author", "collection-number", "medium", "number-of-pages", "status"}
            | {"version"}
            | _ORIGINAL
            | _EVENT
        ),
        types=lambda kind: kind if kind in RIS_TYPES else UNKNOWN_TYPE,
        date=_ris_date,
        name=_ris_name,
    ),
    Format.MEDLINE: Losses(
        frozenset(
            {"id", "URL", "accessed", "title-short", "genre", "medium", "status", "version"}
            | {"collection-editor", "collection-number", "container-author", "translator"}
            | {"number", "number-of-pages", "number-of-volumes", "original-date"}
            | _ORIGINAL
            | _EVENT
        ),
        types=lambda kind: kind if kind in PUBLICATION_TYPES else "article-journal",
        date=_nlm_date,
        name=_nlm_name,
    ),
}
