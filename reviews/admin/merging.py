"""Records of one work: which there are, compared field by field, merged, and split again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_safe

from citations.comparing import in_words
from citations.duplicates import duplicates
from citations.formats.labels import label
from citations.merging import differing
from citations.models import MERGED, Citation, Kind
from integrity.numbers import LEAST, number_in
from reviews import workflow
from reviews.admin.chosen import ReasonOfMerging, chosen, described, require_editor
from reviews.admin.doing import done
from reviews.merging import CHANGED, seen
from reviews.refusals import Refused
from reviews.who import is_editor

LONGEST = 700  # characters of a value that are shown
NOTHING = "nothing"


class MergeForm(ReasonOfMerging):
    """Which of two records stays, and for each field in which they differ, whose value it has."""

    fingerprint = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, records: list[Citation], initial: Any = None) -> None:
        items = {record.pk: record.full_csl() for record in records}
        first, second = items.values()
        self.names = differing(first, second)
        given = {"fingerprint": seen(records), "stays": records[0].pk}
        super().__init__(data, label_suffix="", initial=given | (initial or {}))
        keys = [(record.pk, f"[@{record.key}]") for record in records]
        self.fields["stays"] = _choice("Which record stays? The other key goes on working.", keys)
        for name in self.names:
            values = [(pk, _shown(name, item.get(name))) for pk, item in items.items()]
            self.fields[f"field-{name}"] = _choice(label(name), values)
            has_it = (pk for pk, item in items.items() if item.get(name))
            self.initial.setdefault(f"field-{name}", next(has_it))

    def pairs(self) -> list[forms.BoundField]:
        return [self[f"field-{name}"] for name in self.names]

    def merge(self, records: list[Citation], by: Any) -> Citation:
        """Raises Refused."""
        told = self.cleaned_data
        stays = int(told["stays"])
        goes = next(record.pk for record in records if record.pk != stays)
        return workflow.merge(
            stays=stays,
            goes=goes,
            take=[name for name in self.names if int(told[f"field-{name}"]) == goes],
            fingerprint=told["fingerprint"],
            by=by,
            reason=told["reason"],
        )


class MergingAdmin:
    """Adds the pages `duplicates/`, `merge/` and `…/split/` to an admin of citations."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        pages = (
            ("duplicates/", require_safe(self._duplicates), "citations_citation_duplicates"),
            ("merge/", self._merge, "citations_citation_merge"),
            ("<int:pk>/split/", self._split, "citations_citation_split"),
        )
        own = [
            path(route, self.admin_site.admin_view(view), name=name) for route, view, name in pages
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)  # type: ignore[misc]
        words = "Compare and merge two records"
        own = {"compare": (_compare, "compare", words)} if is_editor(request.user) else {}
        return {**own, **actions}

    def _duplicates(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        found = duplicates(number_in(request.GET.get("after", ""), least=LEAST))
        groups = [[described(one) for one in group] for group in found.groups]
        context = {"groups": groups, "next": found.next, "may_merge": is_editor(request.user)}
        return self.page(request, "duplicates", "Duplicates", context)

    def _merge(self, request: HttpRequest) -> HttpResponse:
        return merge_page(request, self)

    def _split(self, request: HttpRequest, pk: int) -> HttpResponse:
        return split_page(request, self, pk)

    def page(
        self, request: HttpRequest, template: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,  # type: ignore[attr-defined]
            **context,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/citations/citation/{template}.html", context)


def merged_with_key(words: str) -> list[int]:
    """Return the merged record whose key `words` are, with the one that it was merged into."""
    key = words.strip().strip("[]").removeprefix("@").lower()
    record = Citation.objects.filter(MERGED, key=key).first()
    return [pk for pk in (record.pk, record.merged_into_id) if pk] if record else []


def refuse_merged(record: Citation) -> None:
    """Raises PermissionDenied where a record that is to be saved was merged meanwhile."""
    if record.merged_into:
        raise PermissionDenied(
            f"[@{record.key}] was merged into [@{record.merged_into.key}]: change that one. What "
            "you typed was not saved; your browser's back button leads to it."
        )


def merging_of(record: Citation, request: HttpRequest) -> dict[str, Any]:
    """Return what the page of `record` tells of records that were merged."""
    last = record.history.select_related("history_user").latest() if record.merged_into else None
    return {
        "merged_into": record.merged_into,
        "merged_at": last,
        "merged_here": list(record.merged.order_by("key")),
        "may_split": is_editor(request.user),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def merge_page(request: HttpRequest, model_admin: Any) -> HttpResponse:
    """Raises PermissionDenied for who is no editor."""
    require_editor(request)
    records = chosen(request)
    if len(records) != 2:
        messages.warning(request, "Choose two records that were not merged yet.")
        return HttpResponseRedirect(reverse("admin:citations_citation_duplicates"))
    form = MergeForm(request.POST if request.method == "POST" else None, records=records)
    refused: list[str] = []
    if request.method == "POST" and request.POST.get("fingerprint") != seen(records):
        refused = [CHANGED]  # what is asked now is not what was answered
        form = MergeForm(records=records, initial={"reason": request.POST.get("reason", "")})
    elif request.method == "POST" and form.is_valid():
        try:
            kept = form.merge(records, request.user)
        except Refused as error:
            refused, records = error.sentences, chosen(request)
            if len(records) != 2:
                messages.error(request, " ".join(refused))
                return HttpResponseRedirect(reverse("admin:citations_citation_duplicates"))
            reason = {"reason": form.cleaned_data["reason"]}
            form = MergeForm(records=records, initial=reason)
        else:
            other = next(record for record in records if record.pk != kept.pk)
            messages.success(request, f"[@{other.key}] was merged into [@{kept.key}].")
            return HttpResponseRedirect(reverse("admin:citations_citation_duplicates"))
    context = {
        "records": [described(one) for one in records],
        "form": form,
        "refused": refused,
        "are_alike": len({record.match_key for record in records}) == 1,
    }
    return model_admin.page(request, "merge", "Merge two records", context)


@require_http_methods(["GET", "HEAD", "POST"])
def split_page(request: HttpRequest, model_admin: Any, pk: int) -> HttpResponse:
    """Raises PermissionDenied for who is no editor, Http404 where the record is not merged."""
    require_editor(request)
    record = Citation.objects.filter(pk=pk).select_related("merged_into").first()
    if record is None or record.merged_into is None:
        raise Http404
    form = ReasonOfMerging(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        told = {"merged": pk, "by": request.user, "reason": form.cleaned_data["reason"]}
        if done(form, workflow.split, **told):
            messages.success(request, f"[@{record.key}] stands for itself again.")
            return HttpResponseRedirect(reverse("admin:citations_citation_change", args=[pk]))
    context = {"form": form, "record": record, "object": record}
    return model_admin.page(request, "split", "Split a merged record again", context)


def _compare(_admin: Any, _request: HttpRequest, works: Any) -> HttpResponse:
    chosen = "&".join(f"works={pk}" for pk in works.values_list("pk", flat=True)[:3])
    return HttpResponseRedirect(f"{reverse('admin:citations_citation_merge')}?{chosen}")


def _choice(words: str, choices: list[tuple[int, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=words,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two."},
    )


def _shown(name: str, value: Any) -> str:
    if not value:
        return NOTHING
    words = str(Kind(value).label) if name == "type" else in_words(value)
    return Truncator(words).chars(LONGEST)
