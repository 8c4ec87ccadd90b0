"""Picking a work while writing: what the script static/desk/citing.js asks for, as JSON."""

from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from citations.csl import citation_from_csl
from citations.formatting import format_reference_text
from citations.keys import Keys, key_stem
from citations.lookup.answers import Answer
from citations.lookup.failing import LookupFailed
from citations.lookup.identifying import identify
from citations.lookup.looking import known, known_as, look_up
from citations.models import Citation, Notice
from citations.noticing import add_notices
from citations.searching import best
from integrity.models import save_with_reason

MOST, LONGEST = 12, 300
MAY_NOT_SEE = "Your account may not see the library, or may no longer: sign in again."
MAY_NOT_ADD = "Only authors and editors can add works to the library."


class PickingAdmin:
    """Adds the addresses `pick/`, `pick/look-up/` and `pick/add/` to an admin of citations."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        pages = (
            ("pick/", require_GET(self._pick), "citations_citation_pick"),
            ("pick/look-up/", require_POST(self._found), "citations_citation_pick_lookup"),
            ("pick/add/", require_POST(self._added), "citations_citation_pick_add"),
        )
        own = [
            path(route, self.admin_site.admin_view(never_cache(view)), name=name)
            for route, view, name in pages
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def _pick(self, request: HttpRequest) -> JsonResponse:
        """Answer with the works that fit best, and the identifier that could be looked up."""
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            return _refused(MAY_NOT_SEE, 403)
        query = request.GET.get("q", "")[:LONGEST].replace("\0", " ")
        works = best(query, MOST)
        notices: dict[int, list[str]] = {}
        for notice in Notice.objects.filter(citation__in=works):
            notices.setdefault(notice.citation_id, []).append(str(notice))
        return JsonResponse(
            {
                "works": [_facts(work, notices.get(work.pk, [])) for work in works],
                "identifier": _identifier(query),
            }
        )

    def _found(self, request: HttpRequest) -> JsonResponse:
        """Answer with the work whose identifier was pasted; nothing is saved."""
        return self._looked_up(request, add=False)

    def _added(self, request: HttpRequest) -> JsonResponse:
        """Add the work whose identifier was pasted, and answer with its key."""
        return self._looked_up(request, add=True)

    def _looked_up(self, request: HttpRequest, *, add: bool) -> JsonResponse:
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            return _refused(MAY_NOT_ADD, 403)
        pasted = request.POST.get("identifier", "")[: LONGEST * 10]
        try:
            same = known(pasted)
            answer = None if same else look_up(pasted)
        except LookupFailed as failure:
            return _refused(str(failure), 422)
        if answer is not None:
            same = known_as(answer)
        if same is not None or answer is None:
            return JsonResponse({"key": same.key if same else "", "is_known": True})
        if not add:
            return JsonResponse(_shown(answer))
        return JsonResponse({"key": _add(answer, request.user).key, "is_known": False})


def _facts(work: Citation, notices: list[str]) -> dict[str, Any]:
    names = [str(name.get("family") or name.get("literal") or "") for name in work.author[:2]]
    others = " et al." if len(work.author) > 2 else ""
    year = str(work.issued_year or "")
    about = [" and ".join(filter(None, names)) + others, work.container_title, year]
    return {
        "key": work.key,
        "title": work.title or work.doi or work.pmid or work.pmcid or work.url,
        "about": ", ".join(filter(None, about)),
        "notices": notices,
    }


def _identifier(query: str) -> str:
    """Return the identifier in `query`, unless it is a short number: that is more likely a year."""
    try:
        identifier = identify(query)
    except LookupFailed:
        return ""
    return "" if identifier.kind == "PMID" and len(query.strip()) < 5 else str(identifier)


def _shown(answer: Answer) -> dict[str, Any]:
    return {
        "reference": format_reference_text(answer.item),
        "source": answer.source,
        "remarks": list(answer.remarks),
        "notices": [f"{Notice.Nature(n.nature).label}, {n.noticed_on}" for n in answer.notices],
    }


def _add(answer: Answer, by: Any) -> Citation:
    """Add the work with its notices, or return the one that somebody added in the same moment."""
    stem = key_stem(answer.item)
    try:
        with transaction.atomic():
            taken = Citation.objects.filter(key__startswith=stem).values_list("key", flat=True)
            work = citation_from_csl(answer.item)
            work.key = Keys(taken).take(stem)
            reason = f"Looked up at {answer.source} while writing"
            save_with_reason(work, by, reason)
            # What the service says is a fact, whoever asked; nobody can add to it here.
            add_notices(answer.notices, by=by, reason=reason)
    except IntegrityError:
        if same := known_as(answer):
            return same
        raise
    return work


def _refused(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"refused": sentence}, status=status)
