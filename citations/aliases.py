"""Works by any of their keys: that of a merged record is another name of the one that stays."""

from collections.abc import Iterable

from citations.models import MERGED, Citation


def works_by_key(
    keys: Iterable[str], *, notices: bool = False, abstracts: bool = False
) -> dict[str, Citation]:
    """Return the work of each of `keys` that the library has; one query, and one for notices."""
    found = Citation.objects.filter(key__in=list(keys)).select_related("merged_into")
    if not abstracts:
        found = found.defer("abstract", "merged_into__abstract")
    if notices:
        found = found.prefetch_related("notices", "merged_into__notices")
    return {record.key: record.kept for record in found}


def by_all_keys(works: Iterable[Citation]) -> dict[str, Citation]:
    """Return `works`, none of them merged, by their own keys and those merged into them."""
    own = {work.pk: work for work in works}
    merged = Citation.objects.filter(MERGED, merged_into__in=own).order_by("key")
    others = merged.values_list("key", "merged_into_id") if own else ()
    return {work.key: work for work in own.values()} | {key: own[pk] for key, pk in others}
