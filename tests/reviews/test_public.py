"""What the board says of its own work in public: its policy, and the head of its record."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from reviews.models import Policy, Record
from reviews.verification import Head
from tests import people

pytestmark = pytest.mark.django_db


def policy_page(client: Client) -> str:
    """Return the words of the page, without markup and with single blanks."""
    page = client.get("/editorial-policy/")
    assert page.status_code == 200
    return " ".join(re.sub("<[^>]+>", " ", page.content.decode()).split())


def adopt(**numbers: int) -> Policy:
    policy = Policy(
        version=Policy.in_force().version + 1,
        reason="The board grew.",
        adopted_at=timezone.now(),
        **numbers,
    )
    policy.save()
    return policy


def test_the_policy_page_says_the_numbers_that_are_enforced(client: Client) -> None:
    page = policy_page(client)
    assert "at least 2 different members have signed that very copy" in page
    assert "due for review again 12 months after" in page
    assert "Version in force 1 " in page
    assert "Time for a review 14 days " in page
    assert "Why this version was made: The policy this site started with." in page


def test_the_policy_page_promises_no_rule_that_is_not_enforced(client: Client) -> None:
    assert "conflict of interest" not in policy_page(client)


def test_a_new_policy_is_on_the_page_as_soon_as_it_is_in_force(client: Client) -> None:
    adopt(quorum=3, review_interval_months=6)
    page = policy_page(client)
    assert "at least 3 different members have signed that very copy" in page
    assert "due for review again 6 months after" in page
    assert "Version in force 2 " in page
    assert "Signatures needed 3 " in page
    assert "The board grew." in page
    assert "12 month" not in page


def test_one_is_said_as_one(client: Client) -> None:
    adopt(quorum=1, review_interval_months=1)
    page = policy_page(client)
    assert "at least 1 member has signed that very copy" in page
    assert "due for review again 1 month after" in page


def test_the_policy_page_costs_one_query(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        client.get("/editorial-policy/")


def test_the_head_is_the_records_last_line_as_the_check_reads_it(client: Client) -> None:
    people.approved()
    last = Record.objects.latest("number")
    head = client.get("/record/head")
    assert head["Content-Type"] == "text/plain"
    assert Head.parse(head.content.decode()) == Head(last.number, bytes(last.hash))


def test_an_empty_record_has_a_head_too(client: Client) -> None:
    assert client.get("/record/head").content.decode() == f"0:{'0' * 64}\n"
