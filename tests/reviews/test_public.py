"""What the board says of its own work in public: its policy, and the head of its record."""

import re
from collections import Counter
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.db import models
from django.test import Client

from articles.reading_grade import FEWEST_WORDS
from reviews.models import Policy, Record
from reviews.policy_rules import NOT_RULES, sentences
from reviews.verification import Head
from tests import people
from tests.reviews.raw import execute

pytestmark = pytest.mark.django_db


def policy_page(client: Client) -> str:
    """Return the words of the page, without markup and with single blanks."""
    page = client.get("/editorial-policy/")
    assert page.status_code == 200
    return " ".join(re.sub("<[^>]+>", " ", page.content.decode()).split())


def test_a_new_policy_is_on_the_page_as_soon_as_it_is_in_force(client: Client) -> None:
    first = policy_page(client)
    assert "At least 2 different members of the board have to sign that very copy." in first
    assert "Version in force 1 " in first
    people.adopt(quorum=3, review_interval_months=1)
    page = policy_page(client)
    assert "At least 3 different members of the board have to sign that very copy." in page
    assert "due for review again 1 month after" in page
    assert "Version in force 2 " in page
    assert "adopted by Chief Test. The board grew." in page
    assert "Board members who must sign: 2 → 3" in page
    assert "The policy this site started with." in page


def test_every_number_on_the_page_is_the_policys(client: Client) -> None:
    """Each is set to one of its own: what is found is exactly those, and no digit of the text's."""
    numbers = [f for f in Policy._meta.fields if isinstance(f, models.PositiveSmallIntegerField)]
    unusual = {field.name: 11 + 2 * place for place, field in enumerate(numbers)}
    unusual |= {"quorum": 3, "matching_specialties": 4, "outside_signers": 5}
    unusual |= {"free_signers": 7, "free_of_signers": 9}
    people.adopt("Each to its own.", **unusual, excluding_amount="large")
    page = client.get("/editorial-policy/").content.decode()
    body = page[page.index('<div class="answer-body prose">') : page.index('<h2 id="versions"')]
    words = unescape(re.sub("<[^>]+>", " ", body))
    expected = Counter([*map(str, unusual.values()), "10,000", str(FEWEST_WORDS)])
    assert Counter(re.findall(r"[0-9][0-9,]*", words)) == expected


def test_the_template_of_the_policy_has_no_digit() -> None:
    template = (settings.BASE_DIR / "templates/site/editorial_policy.html").read_text()
    words = re.sub(r"<[^>]+>|load i18n", " ", template)
    assert re.findall("[0-9]", words) == []


OTHER = {"excluding_kinds": ["gifts"], "excluding_amount": "middle"}


@pytest.mark.parametrize("field", sorted({f.name for f in Policy._meta.fields} - NOT_RULES))
def test_every_rule_of_the_policy_has_its_sentence(field: str) -> None:
    """Whoever adds a field to the policy says in public what it means."""
    policy = Policy(free_signers=1)
    before, value = sentences(policy), getattr(policy, field)
    setattr(
        policy,
        field,
        OTHER[field] if field in OTHER else 1 - value if isinstance(value, bool) else value + 1,
    )
    assert sentences(policy) != before


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
    execute("SET LOCAL ROLE NONE")
    execute("ALTER TABLE reviews_record DISABLE TRIGGER USER")
    execute("DELETE FROM reviews_record")
    assert client.get("/record/head").content.decode() == f"0:{'0' * 64}\n"
