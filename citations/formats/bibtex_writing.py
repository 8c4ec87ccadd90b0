"""BibTeX as this library writes it: in UTF-8, with dates and types that BibLaTeX reads as well."""

from collections.abc import Iterable, Iterator

from citations.formats.bibtex_fields import (
    DATES,
    ENTRY_TYPES,
    ISSUES,
    NAMES,
    NUMBERED,
    TEXTS,
    THESES,
    TYPES,
    VERBATIM,
)
from citations.formats.bibtex_names import bibtex_names
from citations.formats.dates import edtf
from citations.formats.latex import encoded
from citations.formats.record import Item
from citations.formats.vocabulary import RICH_TEXTS

_THESES = {genre: entry for entry, genre in THESES.items()}
_JOURNALS = frozenset({"article-journal", "article-magazine", "article-newspaper", "periodical"})
# For programs that know no `date`: BibTeX's own names of the months.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_KEY_ESCAPES = str.maketrans(dict.fromkeys("\\{}(),=#%~\"' \t@", "_"))


def write(items: Iterable[Item]) -> str:
    """Return BibTeX with an entry for each of `items`, which have an id to be cited by."""
    return "\n".join(_entry(item) for item in items)


def _entry(item: Item) -> str:
    kind = _THESES.get(item.get("genre", "")) if item["type"] == "thesis" else None
    kind = kind or ENTRY_TYPES.get(item["type"], "article" if "issue" in item else "misc")
    fields = dict(_fields(item, kind))
    lines = "".join(f"  {name} = {value},\n" for name, value in fields.items())
    return f"@{kind}{{{item['id'].translate(_KEY_ESCAPES)},\n{lines}}}\n"


def _fields(item: Item, kind: str) -> Iterator[tuple[str, str]]:
    for name, field in NAMES.items():
        if name in item:
            yield field, f"{{{bibtex_names(item[name])}}}"
    for name, field in (("title", "title"), ("container-title", _container_field(item))):
        if name in item:
            yield field, _braced(name, item[name])
    yield from _dates(item)
    yield from _number(item)
    for name in [name for name in TEXTS if name in item]:
        if not (name == "genre" and kind in THESES):
            yield TEXTS[name][0], _braced(name, item[name])
    for name in [name for name in VERBATIM if name in item]:
        yield VERBATIM[name][0], f"{{{item[name]}}}"
    yield from _kinds(item, kind)


def _container_field(item: Item) -> str:
    return "journal" if item["type"] in _JOURNALS else "booktitle"


def _kinds(item: Item, kind: str) -> Iterator[tuple[str, str]]:
    if "language" in item:
        yield "langid", _braced("language", item["language"])
    if TYPES.get(kind) != item["type"]:
        yield "entrysubtype", f"{{{item['type']}}}"
    if "custom" in item:
        yield "evidence", f"{{{item['custom']['evidence']}}}"


def _braced(name: str, text: str) -> str:
    """Return a value; titles are in two pairs of braces, so that no style changes their case."""
    latex = encoded(text)
    return f"{{{{{latex}}}}}" if name in RICH_TEXTS else f"{{{latex}}}"


def _dates(item: Item) -> Iterator[tuple[str, str]]:
    for name, field in DATES.items():
        if text := edtf(item.get(name, {})):
            yield field, f"{{{text}}}"
    issued = item.get("issued", {})
    if text := edtf(issued):
        yield "date", f"{{{text}}}"
        first = issued["date-parts"][0]
        yield "year", f"{{{first[0]}}}"
        if len(first) > 1:
            yield "month", _MONTHS[first[1] - 1]
    elif "literal" in issued:
        yield "year", f"{{{encoded(issued['literal'])}}}"


def _number(item: Item) -> Iterator[tuple[str, str]]:
    """BibTeX has one field for what CSL has three: the work's own kind says which it is."""
    if item["type"] in ISSUES:
        name = "issue"
    else:
        name = "number" if item["type"] in NUMBERED else "collection-number"
    if name in item:
        yield "number", _braced(name, item[name])
    if name != "issue" and "issue" in item:
        yield "issue", _braced("issue", item["issue"])
