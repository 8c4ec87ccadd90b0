"""Records that look like one work and are not: told apart by an editor, or compared again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from citations.models import Citation
from reviews import workflow
from reviews.admin.chosen import ReasonOfMerging, chosen, described, require_editor
from reviews.admin.doing import done
from reviews.apart import CHANGED, told_apart
from reviews.merging import seen
from reviews.refusals import Refused


class ApartForm(ReasonOfMerging):
    fingerprint = forms.CharField(widget=forms.HiddenInput)


class ApartAdmin:
    """Adds the pages `different/` and `…/same/` to an admin of citations."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        pages = (
            ("different/", self._different, "citations_citation_different"),
            ("<int:pk>/same/", self._same, "citations_citation_same"),
        )
        own = [
            path(route, self.admin_site.admin_view(view), name=name) for route, view, name in pages
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def _different(self, request: HttpRequest) -> HttpResponse:
        return different_page(request, self)

    def _same(self, request: HttpRequest, pk: int) -> HttpResponse:
        return same_page(request, self, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def different_page(request: HttpRequest, model_admin: Any) -> HttpResponse:
    """Raises PermissionDenied for who is no editor."""
    require_editor(request)
    records = chosen(request)
    if len(records) < 2:
        messages.warning(request, "Choose two records or more that were not merged yet.")
        return HttpResponseRedirect(reverse("admin:citations_citation_duplicates"))
    form = ApartForm(request.POST or None, label_suffix="", initial={"fingerprint": seen(records)})
    if request.method == "POST" and form.is_valid():
        try:
            workflow.tell_apart(
                works=[record.pk for record in records],
                fingerprint=form.cleaned_data["fingerprint"],
                by=request.user,
                reason=form.cleaned_data["reason"],
            )
        except Refused as error:
            records = chosen(request)
            form = _asked_again(form, records, error.sentences)
        else:
            keys = ", ".join(f"[@{record.key}]" for record in records)
            messages.success(request, f"{keys} are kept as different works.")
            return HttpResponseRedirect(reverse("admin:citations_citation_duplicates"))
    context = {"form": form, "records": [described(record) for record in records]}
    return model_admin.page(request, "different", "Different works", context)


@require_http_methods(["GET", "HEAD", "POST"])
def same_page(request: HttpRequest, model_admin: Any, pk: int) -> HttpResponse:
    """Raises PermissionDenied for who is no editor, Http404 where it was told apart from none."""
    require_editor(request)
    record = Citation.objects.filter(pk=pk, merged_into=None).first()
    told = told_apart(record) if record else []
    if record is None or not told:
        raise Http404
    form = ReasonOfMerging(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        told_why = {"work": pk, "by": request.user, "reason": form.cleaned_data["reason"]}
        if done(form, workflow.compare_again, **told_why):
            messages.success(request, f"[@{record.key}] is compared with all others again.")
            return HttpResponseRedirect(reverse("admin:citations_citation_duplicates"))
    records = [described(other) for other, _ in told]
    context = {"form": form, "record": record, "object": record, "records": records}
    return model_admin.page(request, "same", "Compare a record again", context)


def _asked_again(form: ApartForm, records: list[Citation], sentences: list[str]) -> ApartForm:
    """Return the form for what is there now, with what was typed, and why nothing was kept."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    if CHANGED in sentences:
        data["fingerprint"] = seen(records)
    again = ApartForm(data, label_suffix="")
    for sentence in sentences:
        again.add_error(None, sentence)
    return again
