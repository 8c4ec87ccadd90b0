"""What the board says of its own work: its policy, and the head of its record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.reading.caching import for_everyone
from reviews.models import Policy
from reviews.policy_rules import RULES, changes, label, sentences, value
from reviews.verification import head


@for_everyone
def editorial_policy(request: HttpRequest) -> HttpResponse:
    """The policy in force, in words made of the rules that the code enforces, and all before it."""
    versions = list(Policy.objects.order_by("version"))
    policy = versions[-1]
    history = [
        {"policy": after, "changes": list(changes(before, after)) if before else []}
        for before, after in zip([None, *versions], versions, strict=False)
    ]
    context = {
        "policy": policy,
        "said": sentences(policy),
        "in_short": [(label(policy, rule), value(policy, rule)) for rule in RULES],
        "history": history[::-1],
    }
    return render(request, "site/editorial_policy.html", context)


@for_everyone
def record_head(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Number and hash of the record's last line, as `verify_record --against` reads them.

    Whoever keeps a copy notices when the record was cut or rebuilt.
    """
    return HttpResponse(f"{head()}\n", content_type="text/plain")
