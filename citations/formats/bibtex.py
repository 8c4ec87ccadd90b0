"""BibTeX and BibLaTeX as CSL-JSON items."""

import re
from collections.abc import Iterator

from citations.formats.bibtex_entries import ENTRY_TYPE, KEY, Fields, entries
from citations.formats.bibtex_fields import (
    DATES,
    ISSUES,
    NAMES,
    NUMBERED,
    TEXTS,
    THESES,
    TITLES,
    TYPES,
    VERBATIM,
)
from citations.formats.bibtex_names import read_bibtex_names
from citations.formats.date_points import Date
from citations.formats.date_texts import date_from_text
from citations.formats.errors import BadField
from citations.formats.latex import decoded, verbatim
from citations.formats.record import Item
from citations.formats.vocabulary import EVIDENCE, UNKNOWN_TYPE
from citations.formats.vocabulary import TYPES as CSL_TYPES

_MONTHS = (re.compile(r"[A-Za-z]{3,9}"), re.compile(r"\b(?:1[0-2]|0?[1-9])\b"))
_DAY = re.compile(r"\b([0-3]?[0-9])(?:st|nd|rd|th)?\b")
_ADDRESS = re.compile(r"\\url\{([^{}]*)\}|(https?://\S+)")
_PUBMED = {"pubmed": "PMID", "pmid": "PMID", "pmc": "PMCID", "pmcid": "PMCID"}


def split(text: str) -> Iterator[tuple[int, Fields | BadField]]:
    return entries(text)


def read(fields: Fields | BadField) -> Item:
    """Return the CSL-JSON item of an entry, as `split` gives it. Raises BadField."""
    if isinstance(fields, BadField):
        raise fields
    try:
        return _item(fields)
    except ValueError as error:
        raise error if isinstance(error, BadField) else BadField("", str(error)) from None


def _item(fields: Fields) -> Item:
    item: Item = {"id": fields[KEY], "type": _type(fields)}
    for name, choice in TEXTS.items():
        item[name] = decoded(_first(fields, choice))
    for name, pairs in TITLES.items():
        titles = (_titled(fields, *pair) for pair in pairs if fields.get(pair[0]))
        item[name] = next(titles, "")
    for name, choice in VERBATIM.items():
        item[name] = verbatim(_first(fields, choice))
    for name, field in NAMES.items():
        if fields.get(field):
            item[name] = read_bibtex_names(fields[field], name)
    for name, field in DATES.items():
        if fields.get(field):
            item[name] = date_from_text(fields[field], name)
    item["issued"] = _issued(fields)
    item["language"] = decoded(fields.get("langid") or fields.get("language", ""))
    _read_others(fields, item)
    return item


def _first(fields: Fields, names: tuple[str, ...]) -> str:
    for name in names:
        if fields.get(name):
            return fields[name]
    return ""


def _type(fields: Fields) -> str:
    subtype = fields.get("entrysubtype", "")
    return subtype if subtype in CSL_TYPES else TYPES.get(fields[ENTRY_TYPE], UNKNOWN_TYPE)


def _titled(fields: Fields, title: str, subtitle: str) -> str:
    return ": ".join(decoded(fields[name]) for name in (title, subtitle) if fields.get(name))


def _issued(fields: Fields) -> Date | None:
    if fields.get("date"):
        return date_from_text(fields["date"], "issued")
    year, month = decoded(fields.get("year", "")), decoded(fields.get("month", ""))
    found = next((match for name in _MONTHS if (match := name.search(month))), None)
    if not found or not re.fullmatch("[0-9]{4}", year):
        return date_from_text(year, "issued")
    day = _DAY.search(month.replace(found[0], "", 1)) or _DAY.search(fields.get("day", ""))
    words = f"{year}-{found[0]}" if found[0].isdigit() else f"{year} {found[0]}"
    separator = "-" if found[0].isdigit() else " "
    date = date_from_text(f"{words}{separator}{day[1]}" if day else words, "issued") or {}
    return date if "literal" not in date else date_from_text(year, "issued")


def _read_others(fields: Fields, item: Item) -> None:
    if number := decoded(fields.get("number", "")):
        kind = "number" if item["type"] in NUMBERED else "collection-number"
        item["issue" if item["type"] in ISSUES else kind] = number
    if fields.get("issue") and "issue" not in item:
        item["issue"] = decoded(fields["issue"])
    archive = _PUBMED.get(fields.get("eprinttype", fields.get("archiveprefix", "")).lower())
    if archive and not item[archive]:
        item[archive] = verbatim(fields.get("eprint", ""))
    item["genre"] = item["genre"] or THESES.get(fields[ENTRY_TYPE], "")
    published = fields.get("howpublished", "")
    if address := _ADDRESS.search(published):
        item["URL"] = item["URL"] or verbatim(address[1] or address[2])
    elif published:
        item["publisher"] = item["publisher"] or decoded(published)
    if fields.get("evidence") in EVIDENCE:
        item["custom"] = {"evidence": fields["evidence"]}
