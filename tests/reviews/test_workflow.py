"""What each verb does when it may be done."""

import pytest

from articles.models import Article, Standing, State
from reviews import workflow
from reviews.models import Record, Verdict
from tests import people

pytestmark = pytest.mark.django_db


def test_the_way_of_an_article_from_draft_to_edition() -> None:
    article = people.drafted()
    submission = workflow.submit(article, by=people.first_author(article), note="Ready")
    assert article.state == State.SUBMITTED
    members = [people.member("reviewer1"), people.member("reviewer2")]
    workflow.assign(article, by=people.editor(), members=members)
    workflow.start_review(article, by=people.editor())
    assert article.state == State.UNDER_REVIEW
    first = people.sign(article, "reviewer1")
    assert first.edition is None
    assert first.still_open == ["One more signature is needed; signed by Dr. Reviewer1."]
    second = people.sign(article, "reviewer2", Verdict.APPROVE_WITH_DISSENT, "Small trials only.")
    assert article.state == State.APPROVED
    assert second.edition.submission == submission
    assert [signer["name"] for signer in second.edition.signers] == [
        "Dr. Reviewer1",
        "Dr. Reviewer2",
    ]
    assert Standing.objects.current().get().edition == second.edition
    lines = Record.objects.filter(article=article)
    assert list(lines.values_list("verb", "from_state", "to_state")) == [
        ("submit", "draft", "submitted"),
        ("assign", "submitted", "submitted"),
        ("start_review", "submitted", "under_review"),
        ("accept", "under_review", "under_review"),
        ("sign", "under_review", "under_review"),
        ("accept", "under_review", "under_review"),
        ("sign", "under_review", "under_review"),
        ("approve", "under_review", "approved"),
    ]


def test_discarding_a_revision_makes_the_working_copy_the_editions_again() -> None:
    article = people.under_revision()
    wording = article.wordings.get()
    wording.from_guidelines = "Something else [@smith2020]."
    wording.save()
    article.refresh_from_db()
    workflow.submit(article, by=people.first_author(article))
    workflow.take_back(article, by=people.first_author(article))
    workflow.discard_revision(article, by=people.first_author(article))
    assert article.state == State.APPROVED
    first, second, third = article.submissions.order_by("number")
    assert bytes(first.digest) == bytes(third.digest) != bytes(second.digest)
    assert people.compose_bytes(article) == bytes(first.manuscript)


def test_withdrawing_takes_a_pending_revision_back_to_its_authors() -> None:
    article = people.under_revision()
    wording = article.wordings.get()
    wording.from_guidelines = "Something else [@smith2020]."
    wording.save()
    people.under_review(Article.objects.get(pk=article.pk))
    workflow.withdraw(article, by=people.editor(), category="unsafe", sentence="It harms.")
    assert article.state == State.CHANGES_REQUESTED
    assert not Standing.objects.current().exists()


def test_what_was_signed_before_a_withdrawal_counts_for_no_edition_after_it() -> None:
    article = people.under_review(people.withdrawn())
    signed = people.sign(article, "reviewer1")
    assert signed.still_open == ["One more signature is needed; signed by Dr. Reviewer1."]
    assert people.sign(article, "reviewer2").edition is not None


@pytest.mark.parametrize(
    "way",
    [
        "drafted",
        "submitted",
        "under_review",
        "approved",
        "changes_requested",
        "withdrawn",
        "under_revision",
    ],
)
def test_every_state_is_reached(way: str) -> None:
    getattr(people, way)()
