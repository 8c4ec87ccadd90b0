"""A work looked up by its identifier, in the form in which a person checks it and adds it."""

from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from citations.csl import citation_from_csl
from citations.formats.vocabulary import FURTHER_NAMES
from citations.keys import Keys, key_stem
from citations.lookup.answers import Answer
from citations.lookup.failing import LookupFailed
from citations.lookup.looking import known, known_as, look_up
from citations.models import Citation, Notice
from reviews.admin.told_notices import carrying, carrying_more


class LookupForm(forms.Form):
    identifier = forms.CharField(
        label="DOI, PMID, PMCID or address",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Such as 10.3390/biomedicines12010089, PMID 23358883 or PMC3555193. Of an "
        "address, only the identifier in it is used; the page is not opened.",
    )


class LookupAdmin:
    """Adds the page `lookup/` to an admin of citations, and its answers to the form."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self._lookup)
        name = "citations_citation_lookup"
        return [path("lookup/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def _lookup(self, request: HttpRequest) -> HttpResponse:
        return lookup_page(request, self)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        answer = looked_up(request)
        if answer is None:
            return super().get_changeform_initial_data(request)  # type: ignore[misc]
        return _initial(answer)

    def get_formset_kwargs(self, request: HttpRequest, *args: Any) -> dict[str, Any]:
        """Fill in the notices that came along; sent by a person, they count as typed."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, *args)  # type: ignore[misc]
        answer = looked_up(request)
        if answer is not None:
            kwargs["initial"] = [
                {"nature": notice.nature, "noticed_on": notice.noticed_on, "url": notice.url}
                for notice in answer.notices
            ]
        return kwargs


def looked_up(request: HttpRequest) -> Answer | None:
    """Return the answer that the form of this request is filled with."""
    return getattr(request, "looked_up", None)


@require_http_methods(["GET", "HEAD", "POST"])
def lookup_page(request: HttpRequest, model_admin: Any) -> HttpResponse:
    """Raises PermissionDenied for who may not add works."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied("Only authors and editors can add works to the library.")
    if request.method != "POST":
        return _page(request, model_admin, LookupForm(label_suffix=""))
    form = LookupForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, model_admin, form)
    try:
        pasted = form.cleaned_data["identifier"]
        same = known(pasted)
        answer = None if same else look_up(pasted)
    except LookupFailed as failure:
        form.add_error("identifier", str(failure))
        return _page(request, model_admin, form)
    if answer and not same:
        same = known_as(answer)
    if same:
        messages.info(request, f"The library has this work already: cite it as [@{same.key}].")
        return HttpResponseRedirect(reverse("admin:citations_citation_change", args=[same.pk]))
    return _filled_in(request, model_admin, answer)


def _filled_in(request: HttpRequest, model_admin: Any, answer: Any) -> HttpResponse:
    """Answer with the form for a new work, as if it had been opened with these contents.

    They are too long for an address where a work has hundreds of authors.
    """
    messages.success(request, f"{answer.source} knows this work. Check it, then save it.")
    for sentence in (*answer.remarks, *_lost(answer)):
        messages.warning(request, sentence)
    _tell_notices(request, answer)
    opened: Any = copy(request)
    opened.method, opened.looked_up = "GET", answer
    add_url = reverse("admin:citations_citation_add")
    if not _may_notice(request):
        add_url = carrying(add_url, answer)
    add_url = carrying_more(add_url, answer)
    response: HttpResponse = model_admin.add_view(opened, form_url=add_url)
    return response


def _tell_notices(request: HttpRequest, answer: Answer) -> None:
    if not answer.notices:
        return
    for notice in answer.notices:
        label = Notice.Nature(notice.nature).label
        where = f", {notice.url}" if notice.url else ""
        messages.warning(request, f"{answer.source} tells: {label}, {notice.noticed_on}{where}.")
    if _may_notice(request):
        messages.warning(request, "It is filled in at the end of the form, to be saved with it.")
    else:
        messages.warning(request, "It is saved with the work: cite it only with a reason.")


def _may_notice(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("citations.add_notice"))


def _lost(answer: Answer) -> list[str]:
    """Return what the form has no place for: the suffix of a name."""
    suffixes = (
        f"{name.get('family', '')} {name['suffix']}"
        for names in ("author", *FURTHER_NAMES)
        for name in answer.item.get(names, [])
        if name.get("suffix")
    )
    return [f"The form has no place for the suffix of {name}: left out." for name in suffixes]


def _initial(answer: Answer) -> dict[str, Any]:
    stem = key_stem(answer.item)
    taken = Citation.objects.filter(key__startswith=stem).values_list("key", flat=True)
    return model_to_dict(citation_from_csl(answer.item)) | {"key": Keys(taken).take(stem)}


def _page(request: HttpRequest, model_admin: Any, form: LookupForm) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Look up a work",
        "opts": model_admin.opts,
        "form": form,
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "admin/citations/citation/lookup.html", context)
