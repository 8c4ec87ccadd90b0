"""The library: cited works, and the notices on them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import Truncator

from citations.formatting import format_reference
from citations.models import Citation, Notice
from citations.searching import few_or_all, having
from reviews.admin.apart import ApartAdmin
from reviews.admin.citation_form import CitationForm
from reviews.admin.cited_by import cited_by
from reviews.admin.exporting import ExportAdmin
from reviews.admin.further_form import FIELDSET, in_lines, in_words
from reviews.admin.importing import ImportAdmin
from reviews.admin.library_filters import (
    CAP,
    CappedPaginator,
    Completeness,
    Noticed,
    OfEvidence,
    OfType,
    Use,
)
from reviews.admin.lookup import LookupAdmin
from reviews.admin.merging import MergingAdmin, merged_with_key, merging_of, refuse_merged
from reviews.admin.names import as_text
from reviews.admin.notice_inline import NoticeInline
from reviews.admin.picking import PickingAdmin
from reviews.admin.reasons import ReasonAdmin
from reviews.admin.told_notices import fill_in, save_told
from reviews.apart import told_apart
from reviews.corrections import follow
from reviews.notices import put_up


@admin.register(Citation)
class CitationAdmin(
    ExportAdmin, ApartAdmin, MergingAdmin, PickingAdmin, LookupAdmin, ImportAdmin, ReasonAdmin
):
    form = CitationForm
    inlines = [NoticeInline]
    list_display = ["key", "short_title", "container_title", "issued_year", "type", "notice_count"]
    list_filter = [OfType, OfEvidence, Noticed, Use, Completeness]
    search_fields = ["key"]  # shows the field; `having` looks through more
    search_help_text = "Words of the title, journal and authors, the year, the key, DOI or PMID."
    sortable_by = ["key"]
    list_per_page = 50
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fieldsets = [
        (None, {"fields": ["key", "reference", ("type", "evidence"), "title", "author"]}),
        (
            "Where it appeared",
            {
                "fields": [
                    *("container_title", ("issued_year", "issued_month", "issued_day")),
                    *(("volume", "issue", "page"), "publisher", "language"),
                ]
            },
        ),
        ("How to find it", {"fields": [("doi", "pmid", "pmcid"), ("url", "accessed")]}),
        ("What it says", {"fields": ["abstract"]}),
        FIELDSET,
    ]
    history_parts = (Notice,)
    history_words = {"author": as_text, "further": in_words}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Citation]:
        number = Notice.objects.filter(citation=OuterRef("pk")).order_by().values("citation")
        counted = number.annotate(number=Count("pk")).values("number")
        return super().get_queryset(request).annotate(notice_count=Subquery(counted))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Leave out what was merged, but where its key is asked for."""
        works = queryset.filter(merged_into=None)
        if not search_term.strip() or "autocomplete" in request.path:
            return super().get_search_results(request, works, search_term)
        merged = merged_with_key(search_term)
        if merged:
            return queryset.filter(pk__in=merged), False
        return few_or_all(having(search_term, works), queryset, CAP), False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """A record that is to be saved may have been merged in the same moment."""
        record = super().get_object(request, object_id, from_field)
        if record and request.method == "POST":
            refuse_merged(record)
        return record

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A merged record stays as it was."""
        merged = obj is not None and obj.merged_into_id is not None
        return not merged and super().has_change_permission(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        if record:
            context |= {"cited_by": cited_by(record, request), **merging_of(record, request)}
            context["told_apart"] = told_apart(record)
        return super().render_change_form(request, context, *args, **kwargs)

    def action_checkbox(self, work: Citation) -> str:
        """Return Django's own box; its widget and template take half of the time of a list."""
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" '
            'aria-label="Select this object for an action - {}">',
            *(ACTION_CHECKBOX_NAME, work.pk, work),
        )

    @admin.display(description="title")
    def short_title(self, citation: Citation) -> str:
        if citation.merged_into:
            return f"merged into [@{citation.merged_into.key}]"
        return Truncator(citation.title).chars(100)

    @admin.display(description="notices")
    def notice_count(self, citation: Any) -> str:
        return citation.notice_count or ""

    @admin.display(description="as readers see it")
    def reference(self, citation: Citation) -> str:
        """Return the reference; its formatter escapes every part."""
        return mark_safe(format_reference(citation.csl()))  # noqa: S308

    @admin.display(description="what is known")
    def particulars(self, citation: Citation) -> str:
        return in_lines(citation.further)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:  # noqa: ARG002
        """Texts cite a work by its key, so it stays."""
        return ["key", "reference", "particulars"] if obj else ["reference"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            fieldsets[0][1]["fields"].remove("reference")
        elif not self.has_change_permission(request, obj):
            name, options = fieldsets.pop()
            fieldsets.append((name, {**options, "fields": ["particulars"]}))
        return fieldsets

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            fill_in(request, obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Tell current editions what became of the work, after its notices: in one lock's order."""
        super().save_related(request, form, formsets, change)
        if not change:
            save_told(request, form.instance)
        follow([form.instance], by=request.user)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.new_objects:
            put_up(formset.new_objects)
