"""Notices found elsewhere, put beside the works of the library that they are about."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from simple_history.utils import bulk_create_with_history

from citations.models import Citation, Notice
from citations.retractions import Found


def add_notices(found: Iterable[Found], *, by: Any, reason: str) -> list[Notice]:
    """Add what is new of `found` to the library and return it; works not in it are passed over.

    A work is known by its DOI, else by its PMID. Costs four queries, whatever the number.
    """
    found = list(found)
    dois = {notice.doi for notice in found if notice.doi}
    pmids = {notice.pmid for notice in found if notice.pmid}
    works = Citation.objects.filter(Q(doi__in=dois) | Q(pmid__in=pmids))
    works = works.prefetch_related("notices")
    by_doi = {work.doi: work for work in works if work.doi}
    by_pmid = {work.pmid: work for work in works if work.pmid}
    present = {
        (work.pk, notice.nature, notice.noticed_on)
        for work in works
        for notice in work.notices.all()
    }
    fresh = []
    for notice in found:
        work = by_doi.get(notice.doi) or by_pmid.get(notice.pmid)
        if work is None or (work.pk, notice.nature, notice.noticed_on) in present:
            continue
        present.add((work.pk, notice.nature, notice.noticed_on))
        fresh.append(
            Notice(
                citation=work,
                nature=notice.nature,
                noticed_on=notice.noticed_on,
                url=notice.url,
            )
        )
    return bulk_create_with_history(fresh, Notice, default_user=by, default_change_reason=reason)
