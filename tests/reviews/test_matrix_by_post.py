"""The whole table of who may do what in which state, by forged POSTs from outside.

The table is that of test_matrix.py, written by hand; here nothing is asked before the form is sent.
"""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from articles.models import Article
from reviews.models import Assignment, Record
from tests import people
from tests.reviews.desk import client_of, verb_url
from tests.reviews.test_matrix import (
    FIRST,
    LATER,
    PERSONS,
    closed,
    drafted,
    persons,
    reach,
    revise,
    spare,
)

pytestmark = pytest.mark.django_db
# One of each role: co-authors, closed accounts and those who left are tried by shell.
ROLES = "amuvefsbrn"
DIFFERENT = ("discard_revision", "withdraw", "reaffirm", "revise")  # while an edition is current
ANSWERS = {"accept": "invitation", "decline": "decline"}
SIGNED = {"sign": "approve", "request_changes": "request_changes"}
FORMS: dict[str, dict[str, Any]] = {
    "submit": {"note": ""},
    "take_back": {},
    "assign": {},
    "accept": {},
    "decline": {"reason": "I have no time."},
    "start_review": {},
    "return_to_authors": {"category": "Sources", "sentence": "One is missing."},
    "revise": {"kind": "update", "note": "A newer trial."},
    "discard_revision": {},
    "withdraw": {"category": "wrong", "sentence": "It was misread."},
    "sign": {"verdict": "approve", "reason": ""},
    "request_changes": {"verdict": "request_changes", "reason": "The dose."},
    "reaffirm": {},
}


@pytest.fixture
def everyone() -> dict[str, Any]:
    return persons()


def address(article: Article, verb: str, name: str) -> str:
    if verb in SIGNED:
        submission = article.submissions.order_by("-number").first()
        pk = submission.pk if submission else "00000000-0000-0000-0000-000000000000"
        return reverse("admin:reviews_submission_review", args=[pk])
    if verb in ANSWERS:
        asked = Assignment.objects.filter(submission__article=article).order_by("-pk")
        row = asked.filter(member__user__username=name).first() or asked.first()
        return reverse(f"admin:reviews_assignment_{ANSWERS[verb]}", args=[row.pk if row else 0])
    if verb == "reaffirm":
        edition = article.editions.order_by("-number").first()
        pk = edition.pk if edition else "00000000-0000-0000-0000-000000000000"
        return reverse("admin:reviews_edition_reaffirm", args=[pk])
    return verb_url(article, verb)


def happens(client: Client, name: str, article: Article, verb: str) -> bool:
    """Return whether the POST did something, and undo it. Refused, it must leave no trace."""
    credentials = {"username": name, "password": people.PASSWORD}
    fields = FORMS[verb] | credentials | {"members": [spare().pk]}
    with transaction.atomic():
        before = list(Article.objects.filter(pk=article.pk).values()), Record.objects.count()
        answer = client.post(address(article, verb, name), fields)
        assert answer.status_code in {200, 302, 403, 404, 409}, (verb, name)
        after = list(Article.objects.filter(pk=article.pk).values()), Record.objects.count()
        done = after[1] > before[1]
        assert done or after == before, (verb, name)
        transaction.set_rollback(True)
    return done


def disagreements(
    may: dict[str, str], article: Article, everyone: dict[str, Any], verbs: Any = FORMS
) -> list[str]:
    wrong = []
    for letter in ROLES:
        person = everyone[letter]
        client, name = (client_of(person), person.username) if person.pk else (Client(), "nobody")
        wrong += [
            f"{verb} by {PERSONS[letter]}"
            for verb in verbs
            if happens(client, name, article, verb) != (letter in may[verb])
        ]
    return wrong


@pytest.mark.parametrize("state", FIRST)
def test_no_forged_post_does_more_than_the_table_allows(
    everyone: dict[str, Any], state: str
) -> None:
    article = drafted(everyone)
    reach(state, article)
    closed(everyone, article)
    assert set(FORMS) == set(FIRST[state])
    assert disagreements(FIRST[state], article, everyone) == []


@pytest.mark.parametrize("state", LATER)
def test_no_forged_post_does_more_while_an_edition_is_current(
    everyone: dict[str, Any], state: str
) -> None:
    article = drafted(everyone)
    revise(article)
    reach(state, article)
    closed(everyone, article)
    assert disagreements(LATER[state], article, everyone, DIFFERENT) == []
