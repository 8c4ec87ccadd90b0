"""What PostgreSQL refuses for submissions, their text and their reviews."""

# ruff: noqa: S608  tables and columns are the test's own words

import uuid
from typing import Any

import pytest

from articles.contributing import contribute
from articles.models import Article, RenderedWording
from reviews import workflow
from reviews.models import Assignment, Review
from reviews.refusals import Refused
from tests import people
from tests.reviews.raw import another, execute, refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [people.submitted, people.under_review, people.approved])
def test_a_locked_article_takes_no_submission(make: Any) -> None:
    article = make()
    row = another(people.latest(article), number=2, submitted_at="now")
    assert refused(*row) == f"An article that is {article.state} takes no submission."


@pytest.mark.parametrize(
    "changes", [{"number": 3}, {"number": 1}, {"submitted_at": "2020-01-01T00:00:00Z"}]
)
def test_a_submission_is_the_next_and_made_now(changes: Any) -> None:
    article = people.changes_requested()
    row = another(people.latest(article), **{"number": 2, "submitted_at": "now", **changes})
    assert refused(*row) == "The next submission has number 2 and the time now."


def test_an_article_that_is_not_there_takes_no_submission() -> None:
    row = another(people.latest(people.submitted()), article_id=10**6, number=1)
    assert refused(*row) == "An article that is <NULL> takes no submission."


def test_a_submission_that_is_not_there_gets_no_text() -> None:
    """In a test all is one transaction, so the later moment is tried where they commit."""
    people.submitted()
    row = another(
        RenderedWording.objects.get(), audience="patient", submission_id=str(uuid.uuid4())
    )
    assert refused(*row) == "A submission gets its text when it is made, never later."


def test_a_submission_has_one_text_for_an_audience() -> None:
    people.submitted(people.drafted())  # made in this transaction, or the guard says no earlier
    assert "rendered_once" in refused(*another(RenderedWording.objects.get()))


def test_the_digest_is_computed_and_never_given() -> None:
    people.submitted()
    statement = "INSERT INTO articles_submission (digest) VALUES ('abc')"
    assert refused(statement) == 'cannot insert a non-DEFAULT value into column "digest"'


def review_of(article: Article, **changes: Any) -> tuple[str, str, Any]:
    """Return a forged start of a review of the latest submission of `article`, as of now."""
    other = people.under_review(people.drafted(authors=[people.author("elsewhere")]))
    facts = {"submission_id": str(people.latest(article).pk), "started_at": "now"}
    return another(Review.objects.get(submission__article=other), **facts | changes)


def ready() -> Article:
    article = people.submitted()
    members = [people.member("reviewer1"), people.member("reviewer2")]
    workflow.assign(article, by=people.editor(), members=members)
    return article


def test_a_review_as_the_editor_starts_it_passes() -> None:
    assert execute(*review_of(ready())) == 1


@pytest.mark.parametrize("make", [people.under_review, people.changes_requested, people.approved])
def test_only_a_submitted_article_gets_a_review(make: Any) -> None:
    assert (
        refused(*review_of(make()))
        == "A review starts now, on a submitted article's latest submission."
    )


def test_a_submission_that_was_taken_back_gets_no_review() -> None:
    article = people.submitted()
    workflow.take_back(article, by=people.first_author(article))
    assert (
        refused(*review_of(article))
        == "A review starts now, on a submitted article's latest submission."
    )


def test_a_review_starts_now() -> None:
    row = review_of(ready(), started_at="2020-01-01T00:00:00Z")
    assert refused(*row) == "A review starts now, on a submitted article's latest submission."


def test_no_review_starts_on_an_outdated_submission() -> None:
    article = ready()
    outdated = people.latest(article)
    workflow.take_back(article, by=people.first_author(article))
    people.submitted(article)
    row = review_of(article, submission_id=str(outdated.pk))
    assert refused(*row) == "A review starts now, on a submitted article's latest submission."


def test_a_review_starts_under_the_policy_in_force() -> None:
    article = ready()
    row = review_of(article)
    people.adopt(quorum=1)
    assert refused(*row) == "A review starts under the policy in force."


def test_a_contributor_does_not_start_the_review() -> None:
    article = ready()
    row = review_of(article, started_by_id=people.first_author(article).pk)
    assert refused(*row) == "A contributor does not start the review."


def test_a_review_needs_as_many_reviewers_as_signatures() -> None:
    article = people.submitted()
    workflow.assign(article, by=people.editor(), members=[people.member("reviewer1")])
    assert refused(*review_of(article)) == "The review needs 2 reviewers and has 1."


def test_a_reviewer_who_contributed_is_no_reviewer() -> None:
    article = ready()
    contribute(article, [people.user("reviewer1")])
    assert refused(*review_of(article)) == "The review needs 2 reviewers and has 1."


def test_a_reviewer_who_left_the_board_is_no_reviewer() -> None:
    article = ready()
    row = review_of(article)
    execute("UPDATE reviews_boardmember SET is_active = false WHERE name = 'Dr. Reviewer1'")
    assert refused(*row) == "The review needs 2 reviewers and has 1."


def test_an_assignment_that_ended_is_no_reviewer() -> None:
    article = ready()
    workflow.end_assignment(
        Assignment.objects.get(member__name="Dr. Reviewer1"),
        by=people.user("reviewer1"),
        outcome=Assignment.Outcome.RECUSED,
        reason="I know the maker.",
    )
    assert refused(*review_of(article)) == "The review needs 2 reviewers and has 1."


def test_a_recusal_is_not_undone() -> None:
    ready()
    own = Assignment.objects.get(member__name="Dr. Reviewer1")
    workflow.end_assignment(
        own, by=own.member.user, outcome=Assignment.Outcome.RECUSED, reason="I know the maker."
    )
    reopened = "UPDATE reviews_assignment SET outcome = '', closed_at = NULL, closed_by_id = NULL"
    assert refused(f"{reopened} WHERE id = %s", own.pk) == "An assignment ends once, for good."


@pytest.mark.parametrize(
    "change",
    ["member_id = member_id + 1000000", "id = id + 1000000", "submission_id = gen_random_uuid()"],
)
def test_an_assignment_is_not_given_to_another(change: str) -> None:
    ready()
    own = Assignment.objects.get(member__name="Dr. Reviewer1")
    statement = f"UPDATE reviews_assignment SET {change} WHERE id = %s"
    assert refused(statement, own.pk) == "An assignment keeps its member and its submission."


def test_an_assignment_is_not_deleted() -> None:
    ready()
    assert (
        refused("DELETE FROM reviews_assignment") == "Rows of reviews_assignment are never deleted."
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("licence_until = '2020-01-01'", "The review needs 2 reviewers and has 1."),
        ("licence_until = NULL", "The review needs 2 reviewers and has 1."),
        (
            "verified_at = NULL, verified_by_id = NULL, verified_how = ''",
            "The review needs 2 reviewers and has 1.",
        ),
        ("specialties = '{}'", ""),
    ],
)
def test_a_reviewer_who_could_not_sign_starts_no_review(change: str, sentence: str) -> None:
    article = ready()
    row = review_of(article)
    statement = f"UPDATE reviews_boardmember SET {change} WHERE name = 'Dr. Reviewer1'"
    execute(statement)
    if sentence:
        assert refused(*row) == sentence
        return
    execute(statement.replace("Reviewer1", "Reviewer2"))
    assert refused(*row) == "The review needs 1 reviewers with a matching specialty and has 0."


def test_reviewers_with_an_old_declaration_or_a_closed_account_start_no_review() -> None:
    article = ready()
    row = review_of(article)
    closed = "UPDATE auth_user SET is_active = %s WHERE username = 'reviewer1'"
    execute(closed, False)
    assert refused(*row) == "The review needs 2 reviewers and has 1."
    with pytest.raises(Refused, match="needs 2 reviewers and has 1"):
        workflow.start_review(article, by=people.editor())
    execute(closed, True)
    execute("SET LOCAL ROLE NONE")
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("ALTER TABLE articles_declaration DISABLE TRIGGER USER")
    execute("UPDATE articles_declaration SET declared_at = now() - interval '13 months'")
    assert refused(*row) == "The review needs 2 reviewers and has 0."
