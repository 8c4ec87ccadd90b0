"""Which editions PostgreSQL refuses: without a quorum of those words there is none."""

import uuid
from typing import Any

import pytest

from articles.contributing import contribute
from articles.models import Article
from reviews import workflow
from reviews.models import Verdict
from tests import people
from tests.reviews.raw import another, execute, refused
from tests.reviews.test_guards_decisions import half_signed, signature

pytestmark = pytest.mark.django_db


def edition_of(article: Article, **changes: Any) -> tuple[str, str, Any]:
    """Return a forged edition of the latest submission, right in all but `changes`."""
    other = people.approved(people.drafted(authors=[people.author("elsewhere")]))
    facts = {
        "article_id": article.pk,
        "submission_id": str(people.latest(article).pk),
        "number": article.editions.count() + 1,
        "published_at": "now",
    }
    return another(other.editions.get(), **facts | changes)


def needs(signatures: int) -> str:
    return f"The edition needs 2 signatures and has {signatures}."


NOT_ITS_TURN = "An edition is the latest submission of an article under review."


@pytest.mark.parametrize("make", [people.submitted, people.changes_requested, people.withdrawn])
def test_an_edition_is_of_an_article_under_review(make: Any) -> None:
    assert refused(*edition_of(make())) == NOT_ITS_TURN


def test_an_approved_article_gets_no_second_edition() -> None:
    article = people.approved()
    assert refused(*edition_of(article)) == NOT_ITS_TURN


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 2},
        {"number": 0},
        {"published_at": "2020-01-01T00:00:00Z"},
        {"article_id": 10**6},
        {"submission_id": str(uuid.uuid4())},
    ],
)
def test_an_edition_is_the_next_of_its_article_and_appears_now(changes: Any) -> None:
    assert refused(*edition_of(half_signed(), **changes)) == NOT_ITS_TURN


def test_an_edition_is_not_of_another_articles_submission() -> None:
    article = half_signed()
    other = people.under_review(people.drafted(authors=[people.author("elsewhere")]))
    row = edition_of(article, submission_id=str(people.latest(other).pk))
    assert refused(*row) == NOT_ITS_TURN


def test_an_edition_is_not_of_an_outdated_submission() -> None:
    article = half_signed()
    outdated = people.latest(article)
    workflow.return_to_authors(article, by=people.editor(), category="Dose", sentence="Missing.")
    people.under_review(article)
    assert refused(*edition_of(article, submission_id=str(outdated.pk))) == NOT_ITS_TURN


def test_no_edition_without_a_signature() -> None:
    assert refused(*edition_of(people.under_review())) == needs(0)


def test_no_edition_without_its_quorum() -> None:
    assert refused(*edition_of(half_signed())) == needs(1)


def test_a_quorum_on_another_submission_is_none() -> None:
    article = people.under_revision()
    wording = article.wordings.get()
    wording.from_guidelines += " The dose is new."
    wording.save()
    people.under_review(Article.objects.get(pk=article.pk))
    assert refused(*edition_of(article)) == needs(0)


def test_a_quorum_on_another_articles_same_words_is_none() -> None:
    approved = people.approved()
    wording = approved.wordings.get()
    parts = {"from_guidelines": wording.from_guidelines, "from_research": ""}
    twin = people.under_review(
        question=approved.question, slug="twin", wordings={"clinician": parts}
    )
    assert people.latest(twin).digest_hex == people.latest(approved).digest_hex
    assert refused(*edition_of(twin)) == needs(0)


def test_a_contributors_signature_does_not_count() -> None:
    article = half_signed()
    execute(*signature(article, "reviewer2"))
    contribute(article, [people.user("reviewer1")])
    assert refused(*edition_of(article)) == needs(1)


def test_one_member_who_signs_twice_is_one() -> None:
    article = half_signed()
    workflow.return_to_authors(article, by=people.editor(), category="Form", sentence="Again.")
    people.under_review(article)
    people.sign(article, "reviewer1", Verdict.APPROVE_WITH_DISSENT, "Small trials only.")
    assert refused(*edition_of(article)) == needs(1)


def test_the_latest_verdict_of_a_member_counts() -> None:
    article = half_signed()
    people.sign(article, "reviewer2", Verdict.REQUEST_CHANGES, "The dose is missing.")
    people.under_review(article)
    assert refused(*edition_of(article)) == needs(1)
    members = [people.member("reviewer3")]
    workflow.assign(article, by=people.editor(), members=members)
    people.sign(article, "reviewer1", Verdict.REQUEST_CHANGES, "I was wrong.")
    people.under_review(article)
    assert refused(*edition_of(article)) == needs(0)


def test_the_quorum_of_the_pinned_policy_counts() -> None:
    row = edition_of(half_signed())
    people.adopt(quorum=1)
    assert refused(*row) == needs(1)


def test_an_edition_appears_with_its_standing() -> None:
    article = half_signed()
    execute(*signature(article, "reviewer2"))
    assert refused(*edition_of(article)) == "An edition and its standing appear together."
