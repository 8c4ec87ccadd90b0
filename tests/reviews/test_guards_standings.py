"""What PostgreSQL refuses for withdrawals and standings."""

# ruff: noqa: S608  tables and columns are the test's own words

import uuid
from typing import Any

import pytest

from articles.models import Article, Standing, Withdrawal
from tests import people
from tests.reviews.raw import another, copied, refused

pytestmark = pytest.mark.django_db


ONLY_CURRENT = "Only a current edition is withdrawn, after its article left Approved."


def withdrawal_of(article: Article, **changes: Any) -> tuple[str, str, Any]:
    people.withdrawn(people.drafted(authors=[people.author("elsewhere")]))
    facts = {
        "article_id": article.pk,
        "edition_id": str(article.editions.latest("number").pk),
        "withdrawn_at": "now",
    }
    return another(Withdrawal.objects.first(), **facts | changes)


def test_an_approved_article_is_not_withdrawn_and_approved() -> None:
    assert refused(*withdrawal_of(people.approved())) == ONLY_CURRENT


@pytest.mark.parametrize(
    "changes",
    [
        {"withdrawn_at": "2020-01-01T00:00:00Z"},
        {"article_id": 10**6},
        {"edition_id": str(uuid.uuid4())},
        {"last_submission": 0},
    ],
)
def test_a_withdrawal_is_of_the_current_edition_and_now(changes: Any) -> None:
    assert refused(*withdrawal_of(people.under_revision(), **changes)) == ONLY_CURRENT


def test_an_edition_is_withdrawn_once() -> None:
    assert refused(*withdrawal_of(people.withdrawn())) == ONLY_CURRENT


def test_a_withdrawal_and_its_standing_appear_together() -> None:
    row = withdrawal_of(people.under_revision())
    assert refused(*row) == "A withdrawal and its standing appear together."


def test_a_withdrawn_edition_does_not_come_back() -> None:
    article = people.withdrawn()
    statement = (
        "UPDATE articles_standing SET withdrawal_id = NULL, version = version + 1"
        " WHERE article_id = %s"
    )
    assert refused(statement, article.pk) == "A standing tells whether its edition was withdrawn."


def test_a_standing_tells_of_no_withdrawal_that_was_not() -> None:
    article, other = people.approved(), people.withdrawn()
    statement = (
        "UPDATE articles_standing SET withdrawal_id = %s, version = version + 1"
        " WHERE article_id = %s"
    )
    assert (
        refused(statement, str(other.withdrawals.get().pk), article.pk)
        == "A standing tells whether its edition was withdrawn."
    )


def test_a_superseded_edition_does_not_come_back() -> None:
    article = people.approved(people.under_revision())
    first = article.editions.get(number=1)
    statement = "UPDATE articles_standing SET edition_id = %s, version = version + 1"
    assert refused(statement, str(first.pk)) == "A standing names the last edition of its article."


def test_a_standing_names_no_other_articles_edition() -> None:
    article = people.approved()
    other = people.approved(people.drafted(authors=[people.author("elsewhere")]))
    statement = (
        "UPDATE articles_standing SET edition_id = %s, version = version + 1 WHERE article_id = %s"
    )
    assert (
        refused(statement, str(other.editions.get().pk), article.pk)
        == "A standing names the last edition of its article."
    )


def test_an_article_without_an_edition_has_no_standing() -> None:
    article = people.drafted()
    people.approved()
    row = copied(Standing.objects.get(), article_id=article.pk)
    assert refused(*row) == "A standing names the last edition of its article."


@pytest.mark.parametrize("change", ["version = version", "version = version - 1", "article_id = 0"])
def test_a_standing_keeps_its_article_and_counts_its_changes(change: str) -> None:
    people.approved()
    expected = "A standing keeps its article and counts its changes."
    assert refused(f"UPDATE articles_standing SET {change}") == expected


def test_a_standing_is_not_deleted() -> None:
    people.approved()
    assert (
        refused("DELETE FROM articles_standing") == "Rows of articles_standing are never deleted."
    )
