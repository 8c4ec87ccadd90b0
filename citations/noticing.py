"""Notices found elsewhere, put beside the works of the library that they are about."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from simple_history.utils import bulk_create_with_history

from citations.models import Citation, Notice
from citations.retractions import Found


def on_works_of_the_library(found: Iterable[Found]) -> list[Found]:
    """Return those of `found` that are about a work of the library. Costs one query."""
    found = list(found)
    known = _works(found).values_list("doi", "pmid")
    identifiers = {value for pair in known for value in pair if value}
    return [notice for notice in found if {notice.doi, notice.pmid} & identifiers]


def add_notices(found: Iterable[Found], *, by: Any, reason: str) -> list[Notice]:
    """Add what is new of `found` to the library and return it; works not in it are passed over.

    A work is known by its DOI, else by its PMID. The same notice, told by another source with
    another date, is not new. Costs four queries, whatever the number.
    """
    found = list(found)
    records = _works(found).prefetch_related("notices", "merged_into__notices")
    works = {record.kept for record in records}
    by_doi = {record.doi: record.kept for record in records if record.doi}
    by_pmid = {record.pmid: record.kept for record in records if record.pmid}
    present = {told for work in works for notice in work.notices.all() for told in _told(notice)}
    fresh = []
    for one in found:
        work = by_doi.get(one.doi) or by_pmid.get(one.pmid)
        if work is None:
            continue
        facts = {"nature": one.nature, "noticed_on": one.noticed_on, "url": one.url}
        notice = Notice(citation=work, **facts)
        if present.isdisjoint(_told(notice)):
            fresh.append(notice)
        present.update(_told(notice))
    return bulk_create_with_history(fresh, Notice, default_user=by, default_change_reason=reason)


def _works(found: list[Found]) -> Any:
    dois = {notice.doi for notice in found if notice.doi}
    pmids = {notice.pmid for notice in found if notice.pmid}
    works = Citation.objects.filter(Q(doi__in=dois) | Q(pmid__in=pmids))
    return works.select_related("merged_into").defer("abstract", "merged_into__abstract")


def _told(notice: Notice) -> set[tuple[object, ...]]:
    """Return what each source tells of a notice: its day, and where it was published."""
    what = (notice.citation_id, notice.nature)
    return {(*what, notice.noticed_on), *({(*what, notice.url)} if notice.url else ())}
