"""A CSL-JSON item from an import file, checked before it becomes a citation of the library.

Source of the names: the CSL-JSON schema, citation-style-language/schema v1.0.2.
"""

import datetime
import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from articles.importing.entries import BadLine, in_one_line, many, named
from citations.csl import citation_from_csl
from citations.models import Citation, Kind

# CSL name -> limit in characters; Citation's own limits are checked as well.
_TEXTS = {
    "id": 100,
    "title": 2000,
    "container-title": 2000,
    "volume": 50,
    "issue": 50,
    "page": 100,
    "publisher": 300,
    "language": 35,
    "DOI": 300,
    "PMID": 100,
    "PMCID": 100,
    "URL": 2000,
}
_DATES = ("issued", "accessed")
_KEPT = (*_TEXTS, *_DATES, "type", "author")
_SPELLED = {name.lower().replace("_", "-"): name for name in _KEPT}
_KINDS = Kind.values  # read once: Django makes this list anew each time
_NAME_PARTS = (
    *("family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle"),
)
_BY_FIELD = {
    "key": "id",
    "container_title": "container-title",
    "issued_year": "issued",
    "issued_month": "issued",
    "issued_day": "issued",
    **{name.lower(): name for name in ("DOI", "PMID", "PMCID", "URL")},
}


class Works:
    """The works of a batch; one that many lines cite is checked once."""

    def __init__(self) -> None:
        self._read: dict[str, Citation] = {}

    def read(self, items: list[dict[str, Any]]) -> list[tuple[str, Citation]]:
        """Return each work with its place in the line. Raises BadLine."""
        return [(f"citations[{i}]", self._work(item, i)) for i, item in enumerate(items)]

    def _work(self, item: dict[str, Any], index: int) -> Citation:
        source = json.dumps(item)
        if source not in self._read:
            self._read[source] = read_work(item, f"citations[{index}]")
        return self._read[source]


def read_work(item: Mapping[str, Any], where: str) -> Citation:
    """Return an unsaved citation with the facts of `item`, which is a CSL-JSON item.

    Variables of CSL that the library does not keep are left out. Raises BadLine.
    """
    _refuse_slips(item, where)
    facts: dict[str, Any] = {
        name: _text_or_number(item[name], f"{where}.{name}", limit)
        for name, limit in _TEXTS.items()
        if item.get(name) is not None
    }
    facts["id"] = facts.get("id", "").lower()  # as in a text, where case does not matter
    if not facts["id"]:
        raise BadLine(f"{where}.id", "the key is missing: it is how a text cites the work, [@key].")
    facts["type"] = _kind(item.get("type"), f"{where}.type")
    facts["author"] = many(item.get("author", []), f"{where}.author", _name)
    for name in _DATES:
        if item.get(name) is not None:
            facts[name] = {"date-parts": [_date(item[name], f"{where}.{name}")]}
    return _checked(facts, where)


def _refuse_slips(item: Mapping[str, Any], where: str) -> None:
    """Refuse a name in other letters than CSL's, which would be left out without a word."""
    for given in item:
        name = _SPELLED.get(given.lower().replace("_", "-"), given)
        if name != given:
            raise BadLine(f"{where}.{given}", f"write {name}, as CSL-JSON does.")


def _checked(facts: dict[str, Any], where: str) -> Citation:
    if not any(facts.get(name) for name in ("title", "DOI", "PMID", "PMCID", "URL")):
        raise BadLine(where, "this work has no title and no DOI, PMID, PMCID or URL: add one.")
    try:
        citation = citation_from_csl(facts)
        citation.clean_fields()
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise BadLine(f"{where}.{_BY_FIELD.get(field, field)}", sentences[0]) from None
    return citation


def _text_or_number(value: Any, where: str, limit: int) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**18 else "0" * (limit + 1)
    return in_one_line(value, where, limit)


def _kind(value: Any, where: str) -> str:
    if value in _KINDS:
        return str(value)
    wrong = "the type is missing" if value is None else "this type is not known"
    common = ", ".join(_KINDS[:6])
    raise BadLine(where, f"{wrong}; it can be {common}, or another type of CSL 1.0.2.")


def _name(value: Any, where: str) -> dict[str, str]:
    parts = {
        part: in_one_line(named(value, where)[part], f"{where}.{part}", 300)
        for part in _NAME_PARTS
        if named(value, where).get(part) is not None
    }
    if not (parts.get("family") or parts.get("literal")):
        raise BadLine(where, "a name needs family, or literal where it is a group's.")
    return {part: name for part, name in parts.items() if name}


def _date(value: Any, where: str) -> list[int]:
    """Return year, month and day as far as given; of a span of time, its beginning."""
    parts = named(value, where).get("date-parts")
    try:
        date = [int(part) for part in parts[0]]  # type: ignore[index]
        if where.endswith("accessed"):
            datetime.date(*date)
        elif 1 <= len(date) <= 3:
            datetime.date(*[*date, 1, 1][:3])
        else:
            raise ValueError
    except (TypeError, ValueError, LookupError, OverflowError):
        raise BadLine(
            where, 'this is no date of CSL-JSON, such as {"date-parts": [[2024, 5, 17]]}.'
        ) from None
    return date
