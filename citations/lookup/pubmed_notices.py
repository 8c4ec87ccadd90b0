"""Notices on a work, as its PubMed record tells them.

Source: NLM, PubMed DTD of January 2025, CommentsCorrections; MEDLINE/PubMed Publication Types.
"""

import datetime
import re
from collections.abc import Iterator
from typing import Any

from citations.formats.date_texts import date_from_text
from citations.formats.errors import BadField
from citations.formats.record import Item
from citations.identifiers import normalise_doi, normalise_pmid
from citations.models import Notice
from citations.retractions import Found

NATURES = {
    "RetractionIn": Notice.Nature.RETRACTION,
    "PartialRetractionIn": Notice.Nature.RETRACTION,
    "RetractedandRepublishedIn": Notice.Nature.RETRACTION,
    "ExpressionOfConcernIn": Notice.Nature.CONCERN,
    "ErratumIn": Notice.Nature.CORRECTION,
    "CorrectedandRepublishedIn": Notice.Nature.CORRECTION,
}
_DOI = re.compile(r"\bdoi:\s*(\S+)")


def read_pubmed(record: Any, item: Item) -> tuple[list[Found], list[str]]:
    """Return the notices on the work `item` in `record`, with sentences on what has no date.

    Arguments: `record` is an element PubmedArticle.
    """
    found: list[Found] = []
    remarks: list[str] = []
    for nature, date, url in _told(record):
        if date:
            found.append(Found(item.get("DOI", ""), item.get("PMID", ""), nature, date, url))
        else:
            remarks.append(f"PubMed names a notice without a date: {nature.label.lower()}.")
    types = {str(kind.text) for kind in record.iterfind(".//PublicationType")}
    if "Retracted Publication" in types and Notice.Nature.RETRACTION not in {
        notice.nature for notice in found
    }:
        remarks.append("PubMed says that this work is retracted, not when: look for the notice.")
    return found, remarks


def _told(record: Any) -> Iterator[tuple[Notice.Nature, datetime.date | None, str]]:
    for told in record.iterfind("./MedlineCitation/CommentsCorrectionsList/CommentsCorrections"):
        nature = NATURES.get(told.get("RefType", ""))
        if nature:
            where = told.findtext("RefSource") or ""
            yield nature, _date(where), _address(where, told.findtext("PMID") or "")


def _date(where: str) -> datetime.date | None:
    """Return the day in Lancet. 2010 Feb 6;375(9713):445; the first where only a month is told."""
    words = re.split("[;:]", where.partition(". ")[2])[0]
    try:
        date = date_from_text(words, "issued") or {}
        return datetime.date(*[*date["date-parts"][0], 1, 1][:3])
    except (BadField, KeyError):
        return None


def _address(where: str, pmid: str) -> str:
    doi = _DOI.search(where)
    try:
        if doi:
            return f"https://doi.org/{normalise_doi(doi[1])}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{normalise_pmid(pmid)}/"
    except ValueError:
        return ""
