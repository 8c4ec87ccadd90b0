"""RIS, the format of Reference Manager that most databases export.

Source: Research Information Systems' specification of 2001, and its revision of 2011, which gives
tags a meaning by type of reference. rispy reads the lines.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import rispy

from citations.formats.date_texts import date_from_text
from citations.formats.evidence import evidence_of
from citations.formats.names import from_inverted
from citations.formats.record import Item
from citations.formats.ris_tags import CSL_TYPES, LISTS, PEOPLE, TAGS, TEXTS, WHOLE
from citations.formats.tagged import Raw, checked_size, lines_of, records
from citations.formats.vocabulary import UNKNOWN_TYPE

_START = re.compile(r"\n(?=TY  - )")
_END = "\nER  -"
_SLOPPY = re.compile(r"\n(?:[ \t]+[A-Z][A-Z0-9]  ?- |[A-Z][A-Z0-9](?: - |  -(?=[^ \n])))")
_LINE = re.compile(r"^[ \t]*([A-Z][A-Z0-9]) {1,2}- ?", re.MULTILINE)
_CONTINUED = re.compile(r"\n(?![A-Z][A-Z0-9]  -)[ \t]*")
_ADDRESSES = re.compile(r";\s*(?=https?://)")
_PMID = re.compile(r"\bPMID:?\s*([0-9]{1,8})\b|^([0-9]{1,8})$", re.IGNORECASE)
_PMC = re.compile(r"PMC[0-9]+")
_OF_PUBMED = re.compile(r"pubmed|medline|\bNLM\b|National Library of Medicine", re.IGNORECASE)

_ISSN = re.compile(r"[0-9]{4}-?[0-9]{3}[0-9Xx]\b")

_parser = rispy.RisParser(
    mapping=TAGS, list_tags=LISTS, delimiter_tags_mapping={}, skip_unknown_tags=True
)


def split(text: str) -> Iterator[Raw]:
    if _SLOPPY.search(f"\n{text}"):
        text = _LINE.sub(r"\1  - ", text)
    return records(text, _START)


def read(record: str) -> Item:
    """Return the CSL-JSON item of one record, as `split` gives it. Raises BadField."""
    record = record.partition(_END)[0].rstrip("\n")
    lines = lines_of(TAGS, _CONTINUED.sub(" ", checked_size(record)), 2)
    tags: Mapping[str, Any] = _parser.parse(f"{lines}\nER  - ")[0]
    item: Item = {
        name: value
        for name, choice in TEXTS.items()
        if (value := next((tags[tag] for tag in choice if tags.get(tag)), None))
    }
    item["type"] = CSL_TYPES.get(tags["TY"].upper(), UNKNOWN_TYPE)
    for name, choice in PEOPLE.items():
        if people := [from_inverted(text) for tag in choice for text in tags.get(tag, ())]:
            item[name] = people
    _read_places(tags, item)
    _read_identifiers(tags, item)
    _read_dates(tags, item)
    _read_kinds(tags, item)
    return item


def _first(tags: Mapping[str, Any], *names: str) -> str:
    return next((tags[name] for name in names if tags.get(name)), "")


def _read_places(tags: Mapping[str, Any], item: Item) -> None:
    whole = item["type"] in WHOLE
    item["collection-title"] = _first(tags, "T3", *(["T2"] if whole else []))
    short = _first(tags, "J2", "JA", "J1")
    item["container-title"] = _first(tags, "JF", *([] if whole else ["T2", "JO", "BT"])) or short
    item["container-title-short"] = short
    item["title-short"] = tags.get("ST")
    start, end = tags.get("SP", ""), tags.get("EP", "")
    joined = f"{start}-{end}" if start and end and end != start and "-" not in start else start
    item["page"] = joined or tags.get("C7", "")


def _read_identifiers(tags: Mapping[str, Any], item: Item) -> None:
    numbers = tags.get("SN", ())
    item["ISSN"] = next((number for number in numbers if _ISSN.match(number)), "")
    item["ISBN"] = next((number for number in numbers if not _ISSN.match(number)), "")
    addresses = [part for value in tags.get("UR", ()) for part in _ADDRESSES.split(value)]
    address = next((part for part in addresses if part.startswith("http")), "".join(addresses[:1]))
    item["URL"] = f"https://{address}" if address.startswith("www.") else address
    item["PMID"] = _pmid(tags)
    pmc = _PMC.fullmatch(tags.get("C2", ""))
    item["PMCID"] = pmc[0] if pmc else ""


def _pmid(tags: Mapping[str, Any]) -> str:
    if tags.get("PM"):
        return str(tags["PM"])
    number = tags.get("AN", "")
    found = _PMID.search(number)
    of_pubmed = _OF_PUBMED.search(f"{tags.get('DB', '')} {tags.get('DP', '')}")
    if found and (found[1] or of_pubmed):
        return found[1] or found[2]
    notes = (_PMID.search(note) for note in tags.get("N1", ()))
    return next((note[1] for note in notes if note and note[1]), "")


def _read_dates(tags: Mapping[str, Any], item: Item) -> None:
    year = _first(tags, "PY", "Y1")
    day = tags.get("DA", "")
    # Some exporters put the day of the export into DA.
    item["issued"] = date_from_text(day if day[:4] == year[:4] or not year else year, "issued")
    for name, tag in (("accessed", "Y2"), ("original-date", "OP")):
        if tags.get(tag):
            item[name] = date_from_text(tags[tag], name)


def _read_kinds(tags: Mapping[str, Any], item: Item) -> None:
    if tags.get("LA"):
        item["language"] = tags["LA"]
    kinds = tags.get("M3", ())
    if evidence := evidence_of(kinds):
        item["custom"] = {"evidence": evidence}
    item["genre"] = next((kind for kind in kinds if not evidence_of([kind])), "")
