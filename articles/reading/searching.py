"""The search page: the same for all who ask the same and chose the same audience."""

import json
from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Audience, Topic
from articles.reading.audiences import chosen, offered, path_of
from articles.reading.caching import for_each_audience, for_everyone
from articles.reading.states import State, state
from articles.search.finding import Match, find, is_empty
from articles.search.ranking import rank
from articles.search.showing import Shown, any_of, show
from articles.search.suggesting import suggest
from articles.search.understanding import Question
from integrity.numbers import number_in

ON_A_PAGE = 10
LONGEST = 300  # characters of a query; longer ones are for the form that takes a question
TOPICS_SHOWN = 12


@for_each_audience
def search(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in ("q", "topic", "state", "audience")}
    query = " ".join(asked["q"].replace("\0", " ").split())
    context = {"query": query, "problem": _problem(query), **offered(request)}
    if query and not context["problem"]:
        context |= _results(query, asked, request)
    return render(request, "site/search.html", context)


@for_everyone
def suggestions(request: HttpRequest) -> JsonResponse:
    typed = request.GET.get("q", "").replace("\0", " ")[:LONGEST]
    found = [
        {"question": question, "url": reverse("site:answer", args=[slug])}
        for question, slug in suggest(typed)
    ]
    return JsonResponse({"suggestions": found})


def _problem(query: str) -> str:
    """Return why there is nothing to search for, or an empty text."""
    if len(query) > LONGEST:
        return _(
            "This is too long for a search, which looks for all the words you type. Ask it as a "
            "question instead, or type the two or three words that matter most."
        )
    if query and is_empty(query):
        return _(
            "There is no word in this that could be searched for. Type a condition, a drug or a "
            "test, such as “aspirin”."
        )
    return ""


def _results(query: str, asked: dict[str, str], request: HttpRequest) -> dict[str, Any]:
    audience = chosen(request) or Audience.CLINICIAN
    topic = Topic.objects.filter(slug=asked["topic"]).first() if asked["topic"] else None
    slug, key = (topic.slug, topic.pk) if topic else ("", None)
    wording = asked["audience"] if asked["audience"] in Audience.values else ""
    found = find(query, audience=audience, topic=key, wording=wording)
    states = {match.entry: _state(match) for match in found.matches}
    matches = [m for m in found.matches if asked["state"] in {"", states[m.entry]}]
    number = number_in(request.GET.get("page", "")) or 1
    pages = max(1, -(-len(matches) // ON_A_PAGE))
    number = min(number, pages)
    here = matches[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    kept: dict[str, str | None] = {
        "q": query,
        "topic": slug,
        "audience": wording,
        "state": asked["state"],
    }
    shown = show([match.entry for match in here], found.query)
    near = _nearest(found.question, audience) if found.is_plain and not found.matches else []
    return {
        "results": [_listed(one, states[one.entry]) for one in shown],
        "near": [_listed(one, None) for one in near],
        "count": len(matches),
        "more": found.more,
        "facets": _facets(matches, states, kept),
        "meant": _meant(query, found.question),
        "page": {"number": number, "of": pages, "address": _address(kept)},
    }


def _nearest(question: Question, audience: str) -> list[Shown]:
    """Return answers that have some of the words, where none has them all."""
    hits = rank(question, audience=audience, limit=ON_A_PAGE)
    return show([hit.entry for hit in hits], any_of(list(question.weights)))


def _state(match: Match) -> State:
    return state(
        review=match.review_state,
        is_overdue=match.review_due < timezone.now().date(),
        is_updated=match.update_under_review,
        notices=json.loads(match.notices),
    )


def _listed(shown: Shown, at: State | None) -> dict[str, Any]:
    audience = Audience(shown.audience)
    return {
        "url": path_of(shown.slug, audience),
        "title": shown.title,
        "snippet": shown.snippet,
        "topics": [(topic["name"], topic["slug"]) for topic in shown.topics],
        "last_updated": shown.last_updated,
        "state": at.label if at and at != State.CURRENT else "",
        "wording": "" if audience == Audience.CLINICIAN else audience.label,
    }


def _facets(
    matches: list[Match], states: dict[int, State], kept: dict[str, str | None]
) -> list[dict[str, Any]]:
    topics = Counter(topic for match in matches for topic in match.topics)
    common = dict(topics.most_common(TOPICS_SHOWN))
    named = Topic.objects.filter(pk__in=common).order_by("name")
    wordings = Counter(audience for match in matches for audience in match.audiences)
    at = Counter(states[match.entry] for match in matches)
    return [
        _facet(_("Topic"), "topic", [(t.slug, t.name, common[t.pk]) for t in named], kept),
        _facet(_("State"), "state", [(s.value, s.label, at[s]) for s in State if at[s]], kept),
        _facet(
            _("Written for"),
            "audience",
            [(a.value, a.label, wordings[a]) for a in Audience if wordings[a]],
            kept,
        ),
    ]


def _facet(
    title: str, name: str, values: list[tuple[str, Any, int]], kept: dict[str, str | None]
) -> dict[str, Any]:
    """Return a facet with the address that each value leads to, or leads back from."""
    return {
        "title": title,
        "choices": [
            {
                "words": words,
                "count": count,
                "is_here": kept[name] == value,
                "address": _address(kept | {name: None if kept[name] == value else value}),
            }
            for value, words, count in values
        ],
    }


def _meant(query: str, question: Question) -> dict[str, str] | None:
    """Return the query with its misspelled words mended, and where that leads."""
    if not question.repairs:
        return None
    words = " ".join(question.repairs.get(word.lower(), word) for word in query.split())
    return {"words": words, "address": _address({"q": words})} if words != query else None


def _address(parameters: dict[str, str | None]) -> str:
    given = {name: value for name, value in parameters.items() if value}
    return f"{reverse('site:search')}?{urlencode(given)}"
