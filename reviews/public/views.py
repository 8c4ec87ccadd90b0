"""What the board says of its own work: its policy, and the head of its record."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from articles.reading.caching import for_everyone
from reviews.models import Policy, Record
from reviews.models.record import GENESIS


@for_everyone
def editorial_policy(request: HttpRequest) -> HttpResponse:
    """The policy in force, in words made of the numbers that the code enforces."""
    policy = Policy.in_force()
    context = {
        "policy": {
            "version": policy.version,
            "in_force_from": policy.adopted_at,
            "reason": policy.reason,
            "quorum": policy.quorum,
            "review_interval_months": policy.review_interval_months,
        }
    }
    return render(request, "site/editorial_policy.html", context)


@for_everyone
def record_head(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Number and hash of the record's last line: who keeps it notices a chain that was rebuilt."""
    number, last = Record.objects.values_list("number", "hash").last() or (0, GENESIS)
    return JsonResponse({"number": number, "hash": bytes(last).hex()})
