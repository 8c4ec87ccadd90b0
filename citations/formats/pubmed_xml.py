"""The XML that PubMed's efetch answers with.

Source: NLM, PubMed DTD of January 2024 (PubmedArticleSet). Entities are not resolved and nothing
is fetched; a file that declares entities of its own is refused.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from citations.formats.date_points import Date
from citations.formats.date_texts import date_from_text
from citations.formats.errors import BadField, BadFile
from citations.formats.evidence import evidence_of
from citations.formats.medline_tags import TYPES
from citations.formats.names import Name
from citations.formats.record import Item

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARKUP = {"i": "i", "b": "b", "sub": "sub", "sup": "sup"}
_TEXTS = {
    "PMID": "./MedlineCitation/PMID",
    "container-title": "./MedlineCitation/Article/Journal/Title",
    "volume": "./MedlineCitation/Article/Journal/JournalIssue/Volume",
    "issue": "./MedlineCitation/Article/Journal/JournalIssue/Issue",
    "page": "./MedlineCitation/Article/Pagination/MedlinePgn",
    "ISSN": "./MedlineCitation/Article/Journal/ISSN",
    "container-title-short": "./MedlineCitation/MedlineJournalInfo/MedlineTA",
    "publisher-place": "./MedlineCitation/MedlineJournalInfo/Country",
}
_BOOK_TEXTS = {
    "PMID": "./BookDocument/PMID",
    "publisher": "./BookDocument/Book/Publisher/PublisherName",
    "publisher-place": "./BookDocument/Book/Publisher/PublisherLocation",
    "edition": "./BookDocument/Book/Edition",
    "collection-title": "./BookDocument/Book/CollectionTitle",
    "volume": "./BookDocument/Book/Volume",
    "ISBN": "./BookDocument/Book/Isbn",
}


def split(text: str) -> Iterator[tuple[int, Any]]:
    """Yield each record with its line. Raises BadFile where the XML cannot be trusted or read."""
    if "<!ENTITY" in text:
        raise BadFile("This XML declares entities of its own, which PubMed never does.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(_DECLARATION.sub("", text).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise BadFile(f"Line {error.lineno} is not XML: {error.msg}.") from None
    for element in root.iter("PubmedArticle", "PubmedBookArticle"):
        yield element.sourceline, element


def read(record: Any) -> Item:
    """Return the CSL-JSON item of a record, as `split` gives it. Raises BadField."""
    return _book(record) if record.tag == "PubmedBookArticle" else _article(record)


def _article(record: Any) -> Item:
    article = record.find("./MedlineCitation/Article")
    if article is None:
        raise BadField("", "it has no Article in its MedlineCitation.")
    item: Item = {name: _text(record.find(path)) for name, path in _TEXTS.items()}
    item["title"] = _text(article.find("ArticleTitle")) or _text(article.find("VernacularTitle"))
    item["title"] = item["title"].removesuffix(".")
    item["author"] = _people(article.findall("./AuthorList[@Type='authors']/Author")) or _people(
        article.findall("./AuthorList/Author")
    )
    item["issued"] = _date(article.find("./Journal/JournalIssue/PubDate"))
    kinds = [_text(kind) for kind in article.findall("./PublicationTypeList/PublicationType")]
    in_journal = "Journal Article" in kinds
    other = next((TYPES[kind] for kind in kinds if kind in TYPES), "article-journal")
    item["type"] = "article-journal" if in_journal else other
    _read_more(item, article, kinds, record.find("./PubmedData/ArticleIdList"))
    return item


def _book(record: Any) -> Item:
    document = record.find("BookDocument")
    if document is None:
        raise BadField("", "it has no BookDocument.")
    item: Item = {name: _text(record.find(path)) for name, path in _BOOK_TEXTS.items()}
    book = _text(document.find("./Book/BookTitle")).removesuffix(".")
    chapter = _text(document.find("ArticleTitle")).removesuffix(".")
    item["type"] = "chapter" if chapter else "book"
    item["title"] = chapter or book
    item["container-title"] = book if chapter else ""
    item["editor"] = _people(record.findall(".//AuthorList[@Type='editors']/Author"))
    item["author"] = _people(record.findall(".//AuthorList[@Type='authors']/Author"))
    item["issued"] = _date(document.find("./Book/PubDate"))
    kinds = [_text(kind) for kind in document.findall("PublicationType")]
    _read_more(item, document, kinds, document.find("ArticleIdList"))
    return item


def _read_more(item: Item, article: Any, kinds: list[str], identifiers: Any) -> None:
    if evidence := evidence_of(kinds):
        item["custom"] = {"evidence": evidence}
    item["language"] = _text(article.find("Language"))
    item["abstract"] = _abstract(article.findall("./Abstract/AbstractText"))
    found = {"doi": _text(article.find("./ELocationID[@EIdType='doi']"))}
    for identifier in identifiers if identifiers is not None else ():
        found[str(identifier.get("IdType"))] = _text(identifier)
    item["DOI"], item["PMCID"] = found["doi"], found.get("pmc", "")


def _abstract(parts: list[Any]) -> str:
    """Return the parts of an abstract, each after its heading where it has one."""
    labelled = ((part.get("Label"), _text(part)) for part in parts)
    return " ".join(f"{label}: {text}" if label else text for label, text in labelled)


def _people(elements: list[Any]) -> list[Name]:
    people = []
    for person in elements:
        if group := _text(person.find("CollectiveName")):
            people.append({"literal": group})
            continue
        given = _text(person.find("ForeName")) or _text(person.find("Initials"))
        name = {"family": _text(person.find("LastName")), "given": given}
        people.append(name | {"suffix": _text(person.find("Suffix"))})
    return people


def _date(element: Any) -> Date | None:
    if element is None:
        return None
    names = ("Year", "Month", "Day", "Season", "MedlineDate")
    parts = [text for name in names if (text := _text(element.find(name)))]
    separator = "-" if len(parts) > 1 and parts[1].isdigit() else " "
    return date_from_text(separator.join(parts), "issued")


def _text(element: Any) -> str:
    """Return what an element says, with italics and the like as CSL-JSON has them."""
    if element is None:
        return ""
    pieces = [element.text or ""]
    for child in element:
        tag = _MARKUP.get(child.tag) if isinstance(child.tag, str) else None
        inner = _text(child)
        pieces += [f"<{tag}>{inner}</{tag}>" if tag else inner, child.tail or ""]
    return " ".join("".join(pieces).split())
