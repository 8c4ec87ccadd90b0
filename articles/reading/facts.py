"""The facts of an edition as the templates name them."""

import json
import re
from html import unescape
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext

from articles.interests import in_words
from articles.models import Audience, Edition, ReviewState
from articles.reading.answers import Answer
from articles.reading.audiences import path_of
from articles.reading.script import attributes
from articles.reading.states import State, state
from citations.formatting import format_reference
from citations.models import Notice


def context(answer: Answer, text: str) -> dict[str, Any]:
    """Return the facts of an edition, with `text` as its body."""
    notices = json.loads(answer.notices)
    word = _state(answer, notices)
    facts = {
        "body": text,
        "body_written": attributes(answer.lead),
        "question_written": attributes(answer.question),
        "digest": answer.digest.hex(),
        "kind_words": Edition.Kind(answer.kind).label,
        "superseded": not answer.is_current,
        "state": word.value,
        "state_words": word.label,
        "is_folded": answer.is_current and answer.review_state == ReviewState.LAPSED,
        "topics": [(topic["name"], topic["slug"]) for topic in json.loads(answer.topics)],
        "byline": [_printed(author) for author in json.loads(answer.authors)],
        "contents": json.loads(answer.contents),
        "signers": [_signer(**signer) for signer in json.loads(answer.signers)],
        "interests": _interests(answer),
        "notices": [_notice(**notice) for notice in notices],
        "corrected": [
            {**fact, "day": parse_date(fact["date"])} for fact in json.loads(answer.corrected)
        ],
        "audience_words": Audience(answer.audience).label,
        "wordings": wordings(answer),
        "permanent_url": permanent_url(answer),
    }
    return answer._asdict() | facts | {"cite_as": cite_as(answer)}


def wordings(answer: Answer) -> list[dict[str, Any]]:
    """Return what the question "Which best describes you?" offers on this answer's page."""
    return [
        {
            "audience": audience.value,
            "words": audience.label,
            "url": url_of(answer.slug, audience),
            "is_here": audience == answer.audience,
            "is_missing": not answer.has_wording(audience),
        }
        for audience in Audience
    ]


def url_of(slug: str, audience: str) -> str:
    return settings.SITE_URL + path_of(slug, Audience(audience))


def permanent_url(answer: Answer) -> str:
    path = reverse("site:edition", args=[answer.slug, answer.edition_number])
    return str(settings.SITE_URL + path)


def cite_as(answer: Answer) -> str:
    """Return this edition as a reference in the site's style, as plain text."""
    day = answer.last_updated
    csl = {
        "type": "webpage",
        "title": answer.question,
        "author": [{"literal": author["name"]} for author in json.loads(answer.authors)],
        "container-title": settings.SITE_NAME,
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "URL": permanent_url(answer),
    }
    return plain(format_reference(csl))


def plain(html: str) -> str:
    """Return the words of a reference that this site wrote itself, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def _state(answer: Answer, notices: list[dict[str, str]]) -> State:
    if not answer.is_current:
        return State.SUPERSEDED
    return state(
        review=answer.review_state,
        is_overdue=answer.is_overdue,
        is_updated=answer.update_under_review,
        notices=notices,
    )


def _interests(answer: Answer) -> list[tuple[str, list[str]]]:
    """Return what each author and signer of the edition had declared, as it was frozen with it."""
    people = [*json.loads(answer.authors), *json.loads(answer.signers)]
    return [
        (person["name"], [in_words(interest) for interest in person["disclosures"]])
        for person in people
        if "disclosures" in person
    ]


def _signer(*, verdict: str, signed_at: str, **printed: Any) -> dict[str, Any]:
    return {**printed, "verdict_words": gettext(verdict), "signed_at": parse_datetime(signed_at)}


def _notice(*, kind: str, date: str, **facts: str) -> dict[str, Any]:
    return {**facts, "kind_words": gettext(Notice.Nature(kind).label), "day": parse_date(date)}


def _printed(author: dict[str, Any]) -> str:
    parts = (author[name] for name in ("name", "credentials", "affiliation"))
    return ", ".join(filter(None, parts))
