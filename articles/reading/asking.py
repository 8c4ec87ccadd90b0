"""Ask: a reader's question, answered at once in words that the board has signed, or not at all.

The POST changes nothing, so it needs no token against forged forms, and no session: the form
stands on pages that are the same for every visitor. What was asked is in no address, no log and
no table.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from articles.models import Audience, ReviewState
from articles.reading.audiences import chosen, path_of
from articles.reading.questions import BoardForm
from articles.reading.throttling import throttled
from articles.search.answering import KNOWN, Answered, answer
from articles.search.refusing import problem
from integrity.text import unix_newlines

NEAR = 0.3  # confidence, below which an answer is not even near


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("ask", most=30, seconds=60)
@sensitive_post_parameters("question")
@sensitive_variables()
def ask(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "site/ask.html", {})
    text = unix_newlines(request.POST.get("question", "")).strip()
    at_hand = request.POST.get("answer", "")
    context: dict[str, Any] = {"asked": text, "at_hand": at_hand, "problem": problem(text)}
    if context["problem"]:
        return render(request, "site/ask.html", context)
    audience = chosen(request) or Audience.CLINICIAN
    reply = answer(text, audience=audience, address=path_of, at_hand=at_hand)
    least = KNOWN if reply.is_known else NEAR
    context |= {
        "is_known": reply.is_known,
        "passages": [_shown(one) for one in reply.passages if one.confidence >= least],
        "form": BoardForm(initial={"question": text, "answer": at_hand}),
        "repairs": sorted(reply.question.repairs.items()),
    }
    return render(request, "site/ask.html", context)


def _shown(one: Answered) -> dict[str, Any]:
    audience = Audience(one.audience)
    overdue = one.review_state in {ReviewState.OVERDUE, ReviewState.LAPSED}
    return {
        **one._asdict(),
        "url": path_of(one.slug, audience),
        "heading": one.passage.heading,
        "html": one.passage.html,
        "anchor": one.passage.anchor,
        "reference_list": sorted(one.references.items()),
        "is_overdue": overdue,
        "wording": "" if audience == Audience.CLINICIAN else audience.label,
    }
