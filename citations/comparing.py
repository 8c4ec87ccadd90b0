"""Two records of one work, field by field: what differs, and what one has and the other lacks."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from citations.formats.dates import edtf
from citations.formats.labels import label
from citations.formats.names import Name, full_family, full_given, inverted
from citations.formats.record import Item
from citations.keys import folded

# A difference in one of these may mean that two works are not the same, or that one is wrong.
# What else differs (publisher, place, ISSN of print or of screen ...) sources write as they like.
TELLING = frozenset(
    {"title", "author", "issued", "container-title", "volume", "issue", "page", "edition"}
    | {"DOI", "PMID", "PMCID", "ISBN"}
)
_NOT_COMPARED = frozenset({"id", "type", "abstract"})
_IDENTIFIERS = frozenset({"DOI", "PMID", "PMCID", "URL"})

_MARKUP = re.compile(r"</?(?:i|b|sub|sup)>")
_SIGNS = re.compile(r"[\W_]+")
_RANGE = re.compile(r"(\w*?)(\d+)-(\1)?(\d+)")
# NLM tells journals of one name apart by their place: Bioinformatics (Oxford, England).
_PLACE = re.compile(r"\s*\([^()]*\)$")


class Difference(NamedTuple):
    """A field in which two records differ, with what each says, in words."""

    field: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        return f"{label(self.field)}: the library has “{self.ours}”, the file “{self.theirs}”."


def differences(ours: Item, theirs: Item) -> list[Difference]:
    """Return the fields that both have and in which they differ by more than spelling."""
    return [
        Difference(name, in_words(ours[name]), in_words(theirs[name]))
        for name in theirs
        if name in ours and name not in _NOT_COMPARED and not _agree(name, ours, theirs)
    ]


def gaps(ours: Item, theirs: Item) -> list[str]:
    """Return the fields that only `theirs` has."""
    return [name for name in theirs if name not in ours and name != "id"]


def is_telling(difference: Difference) -> bool:
    """Return whether a person should look at it: of dates, only another year is."""
    if difference.field == "issued":
        return difference.ours[:4] != difference.theirs[:4]
    return difference.field in TELLING


def in_words(value: Any) -> str:
    """Return a value of a CSL-JSON item as a person reads it."""
    if isinstance(value, list):
        return "; ".join(inverted(name).rstrip(",") for name in value)
    if isinstance(value, dict):
        return str(value.get("literal") or value.get("evidence") or edtf(value))
    return str(value)


def bare(text: str) -> str:
    """Return letters and digits alone, in small letters without accents and markup."""
    return _SIGNS.sub("", folded(_MARKUP.sub("", text)))


def _agree(name: str, ours: Item, theirs: Item) -> bool:
    mine, other = ours[name], theirs[name]
    if mine == other:
        return True
    if name in _IDENTIFIERS:
        return False
    if name == "container-title":
        return bool(_journals(ours) & _journals(theirs))
    agree = _AGREE.get(name) or (_agree_names if isinstance(mine, list) else None)
    if agree:
        return agree(mine, other)
    return isinstance(mine, str) and bare(mine) == bare(other)


def _journals(item: Item) -> set[str]:
    names = (item.get(name, "") for name in ("container-title", "container-title-short"))
    return {bare(_PLACE.sub("", name)).removeprefix("the") for name in names if name}


def _agree_dates(ours: Any, theirs: Any) -> bool:
    """Two dates agree as far as both are known."""
    points = [date.get("date-parts", [[]])[0] for date in (ours, theirs)]
    known = min(map(len, points))
    return bool(known) and points[0][:known] == points[1][:known]


def _agree_pages(ours: str, theirs: str) -> bool:
    return _in_full(ours) == _in_full(theirs)


def _in_full(pages: str) -> str:
    """Return 616-617 for 616-7, as PubMed shortens it."""
    found = _RANGE.fullmatch(pages)
    if not found:
        return bare(pages)
    prefix, first, _, last = found.groups()
    return f"{prefix}{first}-{first[: max(0, len(first) - len(last))]}{last}".lower()


def _agree_names(ours: list[Name], theirs: list[Name]) -> bool:
    pairs = zip(ours, theirs, strict=False)
    return len(ours) == len(theirs) and all(_same_person(*pair) for pair in pairs)


def _same_person(one: Name, other: Name) -> bool:
    """Family names are the same, and one's initials begin with the other's."""
    if "literal" in one or "literal" in other:
        return _whole(one) == _whole(other)
    if bare(full_family(one)) != bare(full_family(other)):
        return False
    initials = sorted((_initials(one), _initials(other)), key=len)
    return initials[1].startswith(initials[0])


def _whole(name: Name) -> str:
    return bare(name.get("literal") or f"{full_given(name)} {full_family(name)}")


def _initials(name: Name) -> str:
    given = full_given(name)
    if given.isupper() and given.isalpha() and len(given) <= 4:
        return folded(given)
    return "".join(word[0] for word in re.split(r"[\W_]+", folded(given)) if word)


_AGREE: dict[str, Callable[[Any, Any], bool]] = {
    "issued": _agree_dates,
    "accessed": _agree_dates,
    "original-date": _agree_dates,
    "event-date": _agree_dates,
    "page": _agree_pages,
}
