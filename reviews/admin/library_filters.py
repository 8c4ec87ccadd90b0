"""The library's list: its filters, and a count that takes no longer in a large library."""

from functools import cached_property
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest

from citations.models import TOO_THIN, Evidence, Kind, Notice

CAP = 2000
# Every key after an @ in a working copy counts: better a work too many is taken for cited. With
# the key of a merged record the one that stays is cited.
CITED = """
    WITH cited (key) AS (
        SELECT lower(found[1]) FROM public.articles_wording, regexp_matches(
            from_guidelines || ' ' || from_research, '@([A-Za-z0-9][A-Za-z0-9._:-]*)', 'g') AS found
        UNION SELECT unnest(cited) FROM public.articles_edition
    )
    SELECT key FROM cited UNION SELECT stays.key FROM cited
    JOIN public.citations_citation AS merged USING (key)
    JOIN public.citations_citation AS stays ON stays.id = merged.merged_into_id
"""


class CappedPaginator(Paginator):
    """Counts up to `CAP` and no further; who looks for more searches."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[:CAP].count())

    @property
    def is_capped(self) -> bool:
        return self.count == CAP


class _Filter(admin.SimpleListFilter):
    choices_there: tuple[tuple[str, str], ...]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:  # noqa: ARG002
        return self.choices_there


class Noticed(_Filter):
    title = "notice"
    parameter_name = "notice"
    choices_there = (("any", "Any notice"), *Notice.Nature.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        told = Notice.objects.filter(citation=OuterRef("pk"))
        if self.value() in Notice.Nature.values:
            told = told.filter(nature=self.value())
        return queryset.filter(Exists(told)) if self.value() else queryset


class OfType(_Filter):
    title = "type"
    parameter_name = "type"
    choices_there = (*Kind.choices[:8], ("other", "Another type"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        if self.value() == "other":
            return queryset.exclude(type__in=Kind.values[:8])
        return queryset.filter(type=self.value()) if self.value() else queryset


class OfEvidence(_Filter):
    title = "kind of evidence"
    parameter_name = "evidence"
    choices_there = (*Evidence.choices, ("none", "Not told"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        if not self.value():
            return queryset
        return queryset.filter(evidence="" if self.value() == "none" else self.value())


class Use(_Filter):
    title = "use"
    parameter_name = "use"
    choices_there = (("uncited", "Cited by no article or edition"),)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        if self.value() != "uncited":
            return queryset
        return queryset.exclude(key__in=RawSQL(CITED, []))  # noqa: S611  it holds no value


class Completeness(_Filter):
    title = "completeness"
    parameter_name = "lacks"
    choices_there = (("place", "Incomplete: too thin to be submitted"),)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        return queryset.filter(TOO_THIN) if self.value() == "place" else queryset
