"""Works for reference managers: RIS by rispy, BibTeX by bibtexparser, from CSL-JSON items.

What is written are the facts that find a work: names, title, where it stands, identifiers.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import bibtexparser
import rispy
from bibtexparser.model import Entry, Field

Item = Mapping[str, Any]

_RIS = {"article-journal": "JOUR", "book": "BOOK", "chapter": "CHAP", "report": "RPRT"}
_BIBTEX = {"article-journal": "article", "book": "book", "chapter": "incollection"}
_SPECIAL = str.maketrans({c: f"\\{c}" for c in "&%$#_{}"})
_BACKSLASHES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


class _RisWriter(rispy.RisWriter):
    """Leaves out the number that rispy puts before each work, which not every manager reads."""

    def set_header(self, count: int) -> str:  # noqa: ARG002
        return ""


def ris(items: Iterable[Item]) -> str:
    entries = [_ris_entry(item) for item in items]
    return str(rispy.dumps(entries, implementation=_RisWriter)).lstrip("\n")


def bibtex(items: Iterable[Item]) -> str:
    entries = [_bibtex_entry(item) for item in items]
    return str(bibtexparser.write_string(bibtexparser.Library(entries)))


def _ris_entry(item: Item) -> dict[str, Any]:
    first, _, last = str(item.get("page", "")).partition("-")
    facts = {
        "type_of_reference": _RIS.get(item.get("type", ""), "GEN"),
        "title": item.get("title"),
        "authors": _names(item),
        "secondary_title": item.get("container-title"),
        "year": _year(item),
        "volume": item.get("volume"),
        "number": item.get("issue"),
        "start_page": first,
        "end_page": last,
        "publisher": item.get("publisher"),
        "doi": item.get("DOI"),
        "urls": [item["URL"]] if item.get("URL") else [],
        "accession_number": item.get("PMID"),
    }
    return {name: value for name, value in facts.items() if value}


def _bibtex_entry(item: Item) -> Entry:
    facts = {
        "title": item.get("title"),
        "journal": item.get("container-title"),
        "year": _year(item),
        "volume": item.get("volume"),
        "number": item.get("issue"),
        "pages": str(item.get("page", "")).replace("-", "--"),
        "publisher": item.get("publisher"),
        "pmid": item.get("PMID"),
    }
    written = {name: _latex(str(value)) for name, value in facts.items() if value}
    written["author"] = " and ".join(_bibtex_name(name) for name in item.get("author", []))
    written |= {"doi": item.get("DOI") or "", "url": item.get("URL") or ""}  # read as they are
    fields = [Field(name, value) for name, value in written.items() if value]
    return Entry(_BIBTEX.get(item.get("type", ""), "misc"), str(item["id"]), fields)


def _names(item: Item) -> list[str]:
    """Return authors as "Family, Given"; a group as it is called."""
    return [
        ", ".join(filter(None, (name.get("family") or name.get("literal"), name.get("given"))))
        for name in item.get("author", [])
    ]


def _bibtex_name(name: Mapping[str, str]) -> str:
    if name.get("family"):
        return _latex(", ".join(filter(None, (name["family"], name.get("given")))))
    return f"{{{_latex(name.get('literal', ''))}}}"


def _year(item: Item) -> str:
    parts = item.get("issued", {}).get("date-parts") or [[]]
    return str(parts[0][0]) if parts[0] else ""


def _latex(text: str) -> str:
    """Escape what BibTeX reads as markup, a lone brace among it."""
    return "".join(_BACKSLASHES.get(c, c.translate(_SPECIAL)) for c in text)
