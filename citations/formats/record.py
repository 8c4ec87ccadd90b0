"""One form for a work, whatever format it came in: a CSL-JSON item with what the library keeps."""

import contextlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from citations.formats.abstracts import read_abstract
from citations.formats.date_points import date_point
from citations.formats.date_texts import LITERAL_LIMIT
from citations.formats.dates import read_date
from citations.formats.errors import BadField
from citations.formats.languages import language_code
from citations.formats.names import read_names
from citations.formats.richtext import cleaned
from citations.formats.vocabulary import (
    DATES,
    EVIDENCE,
    FURTHER_DATES,
    FURTHER_NAMES,
    FURTHER_TEXTS,
    NAMES,
    RICH_TEXTS,
    TEXTS,
    TYPES,
    UNKNOWN_TYPE,
)
from citations.identifiers import normalise_doi, normalise_pmcid, normalise_pmid, normalise_url
from integrity.text import problems

Item = dict[str, Any]

SHORT_FORMS = (("title-short", "title"), ("container-title-short", "container-title"))
IDENTIFYING = ("title", "DOI", "PMID", "PMCID", "URL")

_FURTHER = {*FURTHER_TEXTS, *FURTHER_NAMES, *FURTHER_DATES, "issued", "accessed"}
_DOI_ADDRESS = re.compile(r"https?://(?:dx\.)?doi\.org/10\..+")
_DASHES = re.compile(r"[ \-\u2010-\u2015\u2212]*[\-\u2010-\u2015\u2212][ \-\u2010-\u2015\u2212]*")
_ONE_PAGE = re.compile(r"^(\w+)-\1$")
_ISSN = re.compile(r"([0-9]{4})[-\u2010-\u2013]?([0-9]{3}[0-9Xx])\b")
_ISBN = re.compile(r"[0-9-]*[0-9X]")


def read_item(source: Mapping[str, Any]) -> tuple[Item, list[str]]:
    """Return `source`, a CSL-JSON item, in its one form, with remarks on what was left out.

    An identifier or address that is wrong is left out with a remark; what the library does not
    keep (see vocabulary.py) is left out without. Raises BadField for an entry that cannot be read.
    """
    item, remarks = read_facts(source)
    if not any(name in item for name in IDENTIFYING):
        raise BadField("", " ".join(["it has neither a title nor an identifier.", *remarks]))
    return item, remarks


def read_facts(source: Mapping[str, Any]) -> tuple[Item, list[str]]:
    """Do what `read_item` does, for an entry that may lack a title and identifiers."""
    remarks: list[str] = []
    item: Item = {"type": _type(source.get("type")), **_variables(source, remarks)}
    _tidy(item)
    custom = source.get("custom")
    if isinstance(custom, Mapping) and custom.get("evidence") in EVIDENCE:
        item["custom"] = {"evidence": custom["evidence"]}
    return item, remarks


def _tidy(item: Item) -> None:
    for short, long in SHORT_FORMS:
        if short in item and item.setdefault(long, item[short]) == item[short]:
            del item[short]
    if "language" in item:
        item["language"] = language_code(item["language"])
    if "DOI" not in item and (doi := _DOI_ADDRESS.match(item.get("URL", ""))):
        with contextlib.suppress(ValueError):
            item["DOI"] = normalise_doi(doi[0])


def _variables(source: Mapping[str, Any], remarks: list[str]) -> Item:
    item: Item = {}
    for name, value in source.items():
        if not value:
            continue
        if read := _variable(name, value, remarks):
            item[name] = read
    return item


def _variable(name: str, value: Any, remarks: list[str]) -> Any:
    if name in TEXTS:
        text = _text(value, name)
        return _normalised(text, name, remarks) if text and name in _NORMALISE else text
    if name in NAMES:
        return read_names(value, name)
    if name in DATES:
        return read_date(value, name)
    return read_abstract(value, remarks) if name == "abstract" else None


def read_text(value: Any, name: str) -> str:
    """Return the text of one variable in its one form.

    Raises BadField, which is a ValueError, or ValueError where an ISSN or the like is none.
    """
    text = _text(value, name)
    return _NORMALISE[name](text) if text and name in _NORMALISE else text


def read_further(value: Any) -> Item:
    """Return what the library's table has no column for, in its one form.

    Arguments: `value` is a part of a CSL-JSON item, but that its `issued` has what is more than a
    year, month and day: end, season, circa and literal. Raises BadField.
    """
    if not isinstance(value, Mapping):
        raise BadField("further", "further particulars are an object with variables of CSL-JSON.")
    for name in value:
        if name not in _FURTHER:
            raise BadField(str(name)[:50], "the library keeps no such particular.")
    remarks: list[str] = []
    item = _variables({name: value[name] for name in value if name != "issued"}, remarks)
    if remarks:
        raise BadField("further", " ".join(remarks))
    if value.get("issued"):
        item["issued"] = _more_of_date(value["issued"])
    return item


def _more_of_date(more: Any) -> Item:
    if not isinstance(more, Mapping):
        raise BadField("issued", "this has end, season, circa or literal.")
    known = {name: more[name] for name in ("season", "circa", "literal") if more.get(name)}
    if "season" in known and known["season"] not in {1, 2, 3, 4}:
        raise BadField("issued", "a season is 1 (spring), 2, 3 or 4 (winter).")
    if "circa" in known:
        known["circa"] = True
    if "literal" in known:
        known["literal"] = str(known["literal"])[:LITERAL_LIMIT]
    end = date_point(more.get("end"), "issued")
    return {**known, "end": end} if end else known


def _type(value: Any) -> str:
    return value if isinstance(value, str) and value in TYPES else UNKNOWN_TYPE


def _text(value: Any, name: str) -> str:
    text = _as_text(value, name)
    if len(text) > 1000 + 4 * TEXTS[name]:
        raise _too_long(text, name)
    if not (text.isascii() and text.isprintable()):
        for problem in problems(text, named="it"):
            raise BadField(name, problem)
    if "<" in text or "&" in text:
        text = _without_markup(text, name)
    text = " ".join(text.split())
    if name == "page":
        text = _ONE_PAGE.sub(r"\1", _DASHES.sub("-", text))
    if len(text) > TEXTS[name] and name not in _NORMALISE:
        raise _too_long(text, name)
    return text


def _as_text(value: Any, name: str) -> str:
    """Return a text, a whole number as text, or the first of a list of them."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if type(value) is int:
        return str(value) if abs(value) < 10**18 else ""
    if not isinstance(value, str):
        raise BadField(name, "this must be text.")
    return value


def _too_long(value: str, name: str) -> BadField:
    return BadField(name, f"this has {len(value):,} characters; at most {TEXTS[name]:,}.")


def _without_markup(value: str, name: str) -> str:
    # SICIs in DOIs have angle brackets, addresses have ampersands.
    if name in {"DOI", "URL", "id"}:
        return value
    try:
        value = cleaned(value, rich=name in RICH_TEXTS)
    except ValueError as error:
        raise BadField(name, str(error)) from None
    for problem in problems(value, named="it"):  # an entity can stand for a control character
        raise BadField(name, problem)
    return value


def _normalised(text: str, name: str, remarks: list[str]) -> str:
    try:
        return _NORMALISE[name](text)
    except ValueError as error:
        shown = text if len(text) <= 60 else f"{text[:60]}…"
        remarks.append(f"{name} “{shown}” was left out. {error}")
        return ""


def _issn(text: str) -> str:
    found = _ISSN.match(text)
    if not found:
        raise ValueError("This is not an ISSN: it has eight digits, for example 0028-4793.")
    return f"{found[1]}-{found[2].upper()}"


def _isbn(text: str) -> str:
    number = text.replace(" ", "-").upper()
    if len(number.replace("-", "")) not in {10, 13} or not _ISBN.fullmatch(number):
        raise ValueError("This is not an ISBN: it has 10 or 13 digits.")
    return number


_NORMALISE: dict[str, Callable[[str], str]] = {
    "DOI": normalise_doi,
    "PMID": normalise_pmid,
    "PMCID": normalise_pmcid,
    "URL": normalise_url,
    "ISSN": _issn,
    "ISBN": _isbn,
}
