"""The lists that lead to answers. They are made of editions that readers may read now."""

from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from articles.models import Audience, Standing, Topic
from articles.models.edition import StandingQuerySet
from articles.reading.audiences import chosen, offered, path_of
from articles.reading.caching import for_each_audience

ANSWERS_ON_A_PAGE = 20

_TOPICS = """
    SELECT topic.id, topic.name, topic.slug, topic.description, counted.answer_count
    FROM (
        SELECT (listed ->> 'id')::bigint AS id, count(*) AS answer_count
        FROM articles_standing AS standing
        JOIN articles_edition AS edition ON edition.id = standing.edition_id
        CROSS JOIN jsonb_array_elements(edition.topics) AS listed
        WHERE standing.withdrawal_id IS NULL
        GROUP BY 1
    ) AS counted
    JOIN articles_topic AS topic ON topic.id = counted.id
    ORDER BY topic.name
"""


@for_each_audience
def home(request: HttpRequest) -> HttpResponse:
    page, answers = _page_of(Standing.objects.current(), request)
    topics = topics_with_answers()
    context = {"recent_answers": answers, "topics": topics, "page_obj": page}
    return render(request, "site/home.html", context | offered(request))


@for_each_audience
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = Topic.objects.filter(slug=slug).first()
    if found is None:
        return _renamed_topic(slug)
    listed = Standing.objects.current().filter(edition__topics__contains=[{"id": found.pk}])
    page, answers = _page_of(listed, request)
    context = {"topic": found, "answers": answers, "page_obj": page}
    return render(request, "site/topic.html", context | offered(request))


def topics_with_answers() -> list[Topic]:
    """Return the topics of answers that readers may read now, each with their number."""
    return list(Topic.objects.raw(_TOPICS))


def _renamed_topic(slug: str) -> HttpResponse:
    """Follow the address that an edition was published with to the one that its topic has now."""
    listed = Standing.objects.current().filter(edition__topics__contains=[{"slug": slug}])
    topics = listed.values_list("edition__topics", flat=True).first() or []
    found = get_object_or_404(Topic, pk__in=[t["id"] for t in topics if t["slug"] == slug])
    return redirect("site:topic", found.slug, permanent=True)


def _page_of(
    standings: StandingQuerySet, request: HttpRequest
) -> tuple[Page[Standing], list[dict[str, Any]]]:
    """Return the page that was asked for, and its answers as the templates name their facts."""
    newest = standings.select_related("article", "edition").order_by("-last_updated_at", "pk")
    try:
        page = Paginator(newest, ANSWERS_ON_A_PAGE).page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404 from error
    audience = chosen(request) or Audience.CLINICIAN
    return page, [listed(standing, audience) for standing in page]


def listed(standing: Standing, audience: Audience) -> dict[str, Any]:
    """Return an answer as lists show it to `audience`: its wording, or else the clinician's."""
    edition, slug = standing.edition, standing.article.slug
    wording = edition.other_wordings.get(audience)
    return {
        "slug": slug,
        "url": path_of(slug, audience if wording else Audience.CLINICIAN),
        "is_for_others": audience != Audience.CLINICIAN and not wording,
        "question": edition.question,
        "lead": wording["lead"] if wording else edition.lead,
        "last_updated": standing.last_updated_at,
        "topics": [(topic["name"], topic["slug"]) for topic in edition.topics],
    }
