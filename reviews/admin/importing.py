"""Importing a file of citations: choose it, look at what it would do, then do it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from citations.formats.errors import BadFile
from citations.formats.labels import label
from citations.formats.reading import UPLOAD_LIMIT, read, read_all
from citations.formats.record import IDENTIFYING
from citations.importing import Choice, Outcome, Preview, apply, preview_reading
from citations.matching import Match, Status
from integrity.numbers import number_in
from integrity.text import legible
from reviews.corrections import follow_keys
from reviews.models.upload import Upload

SHOWN = 50  # entries of each kind on a page; a file may have ten thousand
DECIDED = 100  # conflicts that one form asks about
_LARGEST_REQUEST = UPLOAD_LIMIT + 100_000  # bytes: a file, and the form around it
_LARGE = (
    f"This file is larger than {UPLOAD_LIMIT // 1_000_000} MB, the limit: export fewer citations "
    "at a time, or leave out abstracts and reference lists."
)
_GONE = (
    "This file was imported already, or it was uploaded more than a day ago. Nothing was done now; "
    "choose the file again to see what the library has."
)


_LISTS = {"new": Status.NEW, "known": Status.KNOWN, "repeated": Status.REPEATED}


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        error_messages={"required": "Choose a file first."},
        help_text="RIS, PubMed (.nbib or XML), BibTeX, CSL-JSON, Crossref JSON or Web of Science, "
        f"up to {UPLOAD_LIMIT // 1_000_000} MB.",
    )

    def clean_file(self) -> Any:
        try:
            self.reading = read(read_all(self.cleaned_data["file"]))
        except BadFile as error:
            raise forms.ValidationError(str(error)) from None
        return self.cleaned_data["file"]


class ImportAdmin:
    """Adds the pages `import/` and `import/…/` to an admin of citations."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        pages = [
            path("import/", self._wrapped(_upload), name="citations_citation_import"),
            path("import/<int:pk>/", self._wrapped(_look), name="citations_citation_preview"),
        ]
        return [*pages, *super().get_urls()]  # type: ignore[misc]

    def _wrapped(self, page: Any) -> Any:
        # The token is looked for by the page, after the size: looking for it reads the whole file.
        @csrf_exempt
        @require_http_methods(["GET", "HEAD", "POST"])
        def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not self.has_add_permission(request):  # type: ignore[attr-defined]
                raise PermissionDenied("Only authors and editors can add works to the library.")
            if (number_in(request.META.get("CONTENT_LENGTH", "")) or 0) > _LARGEST_REQUEST:
                return _too_large(request, self)
            answer: HttpResponse = csrf_protect(page)(request, self, **kwargs)
            return answer

        return self.admin_site.admin_view(view)


def _too_large(request: HttpRequest, model_admin: Any) -> HttpResponse:
    form = UploadForm(label_suffix="")
    response = _page(request, model_admin, "import", {"form": form, "refused": _LARGE})
    response.status_code = 413
    return response


def _upload(request: HttpRequest, model_admin: Any) -> HttpResponse:
    if request.method != "POST":
        return _page(request, model_admin, "import", {"form": UploadForm(label_suffix="")})
    form = UploadForm(request.POST, request.FILES, label_suffix="")
    if not form.is_valid():
        return _page(request, model_admin, "import", {"form": form})
    name = legible(form.cleaned_data["file"].name)[:255]
    kept = Upload.keep(form.reading, filename=name, by=request.user)  # type: ignore[arg-type]
    return HttpResponseRedirect(reverse("admin:citations_citation_preview", args=[kept.pk]))


def _look(request: HttpRequest, model_admin: Any, pk: int) -> HttpResponse:
    uploads = Upload.objects.filter(pk=pk, user=request.user.pk)
    if request.method == "POST":
        return _import(request, uploads)
    upload = uploads.first()
    if upload is None:
        return _gone(request)
    preview = preview_reading(upload.reading(), upload.filename)
    return _page(request, model_admin, "import_preview", _context(request, upload, preview))


def _gone(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _GONE)
    return HttpResponseRedirect(reverse("admin:citations_citation_import"))


def _context(request: HttpRequest, upload: Upload, preview: Preview) -> dict[str, Any]:
    may_change = request.user.has_perm("citations.change_citation")
    conflicts = preview.of(Status.CONFLICTING)
    return {
        "title": f"Import of {upload.filename}",
        "upload": upload,
        "preview": preview,
        "may_change": may_change,
        **{name: _some(preview.of(status), as_row=_row) for name, status in _LISTS.items()},
        "unreadable": _some(preview.reading.unreadable),
        "conflicts": _some(conflicts, DECIDED),
        "asked": [_asked(match, may_change=may_change) for match in conflicts[:DECIDED]],
    }


def _row(match: Match) -> dict[str, Any]:
    item = match.entry.item
    author = item.get("author", [{}])[0]
    return {
        "match": match,
        "name": next(item[name] for name in IDENTIFYING if name in item),
        "author": author.get("family") or author.get("literal", ""),
    }


def _some(entries: list[Any], most: int = SHOWN, as_row: Any = lambda one: one) -> dict[str, Any]:
    count = len(entries)
    rest = f"{count - most:,}" if count > most else ""
    return {"count": f"{count:,}", "shown": [as_row(one) for one in entries[:most]], "rest": rest}


def _asked(match: Match, *, may_change: bool) -> dict[str, Any]:
    """Return a conflict with what can be done about it; a person need choose nothing."""
    possible = [Choice.KEEP]
    if may_change and not match.reason:
        possible += [Choice.FILL] if match.gaps else []
        possible += [Choice.TAKE]
    if not match.shared:
        possible.append(Choice.ADD)
    return {
        "match": match,
        "title": _row(match)["name"],
        "name": f"choice-{match.entry.number}",
        "differences": [(label(field), ours, theirs) for field, ours, theirs in match.differences],
        "gaps": ", ".join(label(name) for name in match.gaps),
        "choices": [(choice.name, capfirst(choice.value)) for choice in possible],
    }


def _import(request: HttpRequest, uploads: Any) -> HttpResponse:
    may_change = request.user.has_perm("citations.change_citation")
    choices = _chosen(request, may_change=may_change)
    fill = may_change and "fill" in request.POST
    try:
        with transaction.atomic():
            upload = uploads.select_for_update().first()
            if upload is None:
                return _gone(request)
            outcome = apply(
                preview_reading(upload.reading()),
                by=request.user,
                reason=f"Imported from {upload.filename}",
                choices=choices,
                otherwise=Choice.FILL if fill else Choice.KEEP,
                seen=_seen(request),
            )
            follow_keys(outcome.changed, by=request.user)
            upload.delete()
    except IntegrityError:
        messages.error(
            request,
            "Somebody changed the same works at the same moment, so nothing was imported. Look "
            "again and import once more.",
        )
        return HttpResponseRedirect(request.path)
    _tell(request, outcome)
    return HttpResponseRedirect(reverse("admin:citations_citation_changelist"))


def _chosen(request: HttpRequest, *, may_change: bool) -> dict[int, Choice]:
    allowed = {choice.name for choice in Choice} - ({"FILL", "TAKE"} if not may_change else set())
    return {
        number: Choice[value]
        for name, value in request.POST.items()
        if (number := _number_of(name, "choice-")) is not None and value in allowed
    }


def _seen(request: HttpRequest) -> dict[int, str]:
    return {
        number: str(value)
        for name, value in request.POST.items()
        if (number := _number_of(name, "seen-")) is not None
    }


def _number_of(name: str, prefix: str) -> int | None:
    return number_in(name.removeprefix(prefix)) if name.startswith(prefix) else None


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    added, changed = len(outcome.added), len(outcome.changed)
    messages.success(
        request,
        f"{added:,} {'work' if added == 1 else 'works'} added to the library, {changed:,} changed.",
    )
    for sentence in outcome.refused[:SHOWN]:
        messages.warning(request, sentence)


def _page(
    request: HttpRequest, model_admin: Any, name: str, context: dict[str, Any]
) -> TemplateResponse:
    site = model_admin.admin_site
    request.current_app = site.name
    context = {
        **site.each_context(request),
        "title": "Import citations",
        "opts": model_admin.opts,
        **context,
    }
    return TemplateResponse(request, f"admin/citations/citation/{name}.html", context)
