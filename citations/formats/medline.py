"""The text that PubMed exports: MEDLINE fields, in files that end in .nbib or .txt.

Source: NLM, MEDLINE/PubMed Data Element (Field) Descriptions. rispy, told this format's tags,
reads the lines. The library nbib is not used: it keeps the last of several collective
authors, no DOI that stands in LID alone, no editors and no fields of books, and one ISSN without
its kind makes it refuse the whole file.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import rispy

from citations.formats.date_texts import date_from_text
from citations.formats.dates import nlm_date
from citations.formats.evidence import evidence_of, publication_type
from citations.formats.languages import nlm_language
from citations.formats.medline_tags import LISTS, PUBLICATION_TYPES, TAGS, TEXTS, TYPES
from citations.formats.names import Name, from_nlm, from_nlm_short, nlm_full, nlm_short
from citations.formats.record import Item
from citations.formats.tagged import Raw, checked_size, lines_of, records

# A record begins with its PMID. What never was in PubMed has none, but a blank line before it.
_START = re.compile(r"\n(?=PMID ?- |(?<=\n\n)[A-Z]{2,4} {0,2}- )")
_CONTINUED = re.compile(r"\n(?![A-Z]{2,4} {0,2}-)[ \t]*")
_DOI = re.compile(r"(\S+) \[doi\]")
# A publisher's item number that is the article's number as well, which stands for pages.
_ARTICLE_NUMBER = re.compile(r"(e?[0-9]{1,8}) \[pii\]")


class _Parser(rispy.RisParser):
    def parse_line(self, line: str) -> Any:
        tag = line[:4].rstrip()
        if tag == "CN":  # in line with the people, told from them by a bare comma
            return "FAU", f"{line[6:].strip(' ,')},"
        return tag, line[6:].strip()


def medline_parser() -> rispy.RisParser:
    """Return rispy's parser with the tags of MEDLINE. A record is between TY and ER, as in RIS."""
    return _Parser(mapping=TAGS, list_tags=LISTS, delimiter_tags_mapping={}, skip_unknown_tags=True)


_parser = medline_parser()
_READ = {f"{tag:<4}" for tag in (*TAGS, "CN")}


def split(text: str) -> Iterator[Raw]:
    return records(text, _START)


def read(record: str) -> Item:
    """Return the CSL-JSON item of one record, as `split` gives it. Raises BadField."""
    lines = lines_of(_READ, _CONTINUED.sub(" ", checked_size(record).strip()), 4)
    tags: Mapping[str, Any] = _parser.parse(f"TY  - \n{lines}\nER  - ")[0]
    item: Item = {name: tags[tag] for name, tag in TEXTS.items() if tag in tags}
    item["type"] = _type(tags)
    item["title"] = _title(tags.get("TI") or tags.get("BTI") or "")
    in_book = "TI" in tags and "BTI" in tags
    item["container-title"] = _title(tags["BTI"]) if in_book else tags.get("JT")
    item["author"] = _people(tags, "FAU", "AU")
    item["editor"] = _people(tags, "FED", "ED")
    item["issued"] = date_from_text(tags.get("DP", ""), "issued")
    item["language"] = tags.get("LA", "")
    item["ISSN"] = _issn(tags.get("IS", []))
    if evidence := evidence_of(tags.get("PT", ())):
        item["custom"] = {"evidence": evidence}
    _read_locations([*tags.get("LID", ()), *tags.get("AID", ())], item)
    return item


def _type(tags: Mapping[str, Any]) -> str:
    kinds = tags.get("PT", ())
    if "Journal Article" in kinds:
        return "article-journal"
    if "BTI" in tags:
        return "chapter" if "TI" in tags else "book"
    return next((TYPES[kind] for kind in kinds if kind in TYPES), "article-journal")


def _title(text: str) -> str:
    """Return a title without the full stop that NLM ends it with."""
    return text.removesuffix(".")


def _people(tags: Mapping[str, Any], full: str, short: str) -> list[Name]:
    names = [from_nlm(text) for text in tags.get(full, ())]
    if any("family" in name for name in names):
        return names
    return [*(from_nlm_short(text) for text in tags.get(short, ())), *names]


def _issn(numbers: list[str]) -> str:
    own = (number for number in numbers if "Linking" not in number)
    return next(own, numbers[0] if numbers else "")


def _read_locations(locations: list[str], item: Item) -> None:
    found = (_DOI.fullmatch(location) for location in locations)
    item["DOI"] = next((doi[1] for doi in found if doi), None)
    if not item.get("page"):
        numbers = (_ARTICLE_NUMBER.fullmatch(location) for location in locations)
        item["page"] = next((number[1] for number in numbers if number), None)


def write(items: Iterable[Item]) -> str:
    """Return MEDLINE text with a record for each of `items`, in the one form of CSL-JSON."""
    return "\n".join(
        "".join(f"{tag:<4}- {value}\n" for tag, value in _lines(item) if value) for item in items
    )


def _lines(item: Item) -> Iterator[tuple[str, Any]]:
    whole, part = item["type"] == "book", item["type"] == "chapter"
    container = item.get("container-title")
    yield "PMID", item.get("PMID")
    yield "BTI" if whole else "TI", _ended(item.get("title"))
    yield "BTI" if part else "JT", _ended(container) if part else container
    for name, tag in TEXTS.items():
        if name != "PMID":
            yield tag, item.get(name)
    yield "IS", item.get("ISSN")
    yield "DP", nlm_date(item["issued"]) if "issued" in item else None
    yield "LID", f"{item['DOI']} [doi]" if "DOI" in item else None
    yield "LA", nlm_language(item.get("language", ""))
    yield from _written_people(item)
    yield "PT", PUBLICATION_TYPES.get(item["type"])
    if "custom" in item:
        yield "PT", publication_type(item["custom"]["evidence"])


def _written_people(item: Item) -> Iterator[tuple[str, str]]:
    for variable, full, short in (("author", "FAU", "AU"), ("editor", "FED", "ED")):
        for name in item.get(variable, ()):
            if "literal" in name:
                group = name["literal"]
                yield ("CN", group) if full == "FAU" else (full, f"{group},")
            else:
                yield full, nlm_full(name)
                yield short, nlm_short(name)


def _ended(title: str | None) -> str | None:
    return f"{title}." if title and title[-1] not in "?!" else title
