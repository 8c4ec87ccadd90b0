"""What the board says of its own work: its policy, and the head of its record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.reading.caching import for_everyone
from reviews.models import Policy, Record
from reviews.models.record import GENESIS
from reviews.verification import Head


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
            "review_days": policy.review_days,
            "review_interval_months": policy.review_interval_months,
            "review_interval_months_safety": policy.review_interval_months_safety,
            "grace_days": policy.grace_days,
        }
    }
    return render(request, "site/editorial_policy.html", context)


@for_everyone
def record_head(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Number and hash of the record's last line, as `verify_record --against` reads them.

    Whoever keeps a copy notices when the record was cut or rebuilt.
    """
    return HttpResponse(f"{head()}\n", content_type="text/plain")


def head() -> Head:
    number, last = Record.objects.values_list("number", "hash").last() or (0, GENESIS)
    return Head(number, bytes(last))
