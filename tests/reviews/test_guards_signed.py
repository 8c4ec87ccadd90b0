"""What PostgreSQL refuses for what is signed and read, by raw SQL, as the site and as the owner."""
# ruff: noqa: S608  tables and columns are the test's own words

import uuid
from typing import Any

import pytest

from articles.contributing import contribute
from articles.models import Article, Edition, RenderedWording, Standing, Submission, Withdrawal
from reviews import workflow
from reviews.models import Assignment, Policy, Review, ReviewDecision, Verdict
from tests import people
from tests.reviews.raw import copied, execute, refused

pytestmark = pytest.mark.django_db


def another(row: Any, **changes: Any) -> tuple[str, str, Any]:
    """Return the arguments of `execute` for a copy of `row` under a key of its own."""
    return copied(row, id=str(uuid.uuid4()), **changes)


# Submissions and their text


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
    people.submitted()
    assert "rendered_once" in refused(*another(RenderedWording.objects.get()))


def test_the_digest_is_computed_and_never_given() -> None:
    people.submitted()
    statement = "INSERT INTO articles_submission (digest) VALUES ('abc')"
    assert refused(statement) == 'cannot insert a non-DEFAULT value into column "digest"'


# Reviews and assignments


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
    Policy.objects.create(version=2, quorum=1, reason="Fewer", adopted_at="2026-01-01T00:00Z")
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


# Decisions


def signature(article: Article, name: str, **changes: Any) -> tuple[str, str, Any]:
    """Return a forged approval by `name` on the latest submission, right in all but `changes`.

    The first reviewer has signed, so that there is a row to copy.
    """
    signed = ReviewDecision.objects.filter(submission__article=article).latest("signed_at")
    member, submission = people.member(name), people.latest(article)
    facts = {
        "submission_id": str(submission.pk),
        "number": submission.decisions.count() + 1,
        "member_id": member.pk,
        "signed_by_id": member.user_id,
        "verdict": "approve",
        "signed_digest": f"\\x{submission.digest_hex}",
        "policy_id": str(Policy.in_force().pk),
        "signed_at": "now",
    }
    return another(signed, **facts | changes)


def half_signed() -> Article:
    article = people.under_review()
    people.sign(article, "reviewer1")
    return article


NOT_HERS = "A decision is signed now, by its member, on its submission."


def test_a_signature_as_a_member_gives_it_passes() -> None:
    assert execute(*signature(half_signed(), "reviewer2")) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"signed_digest": "\\x" + "00" * 32},
        {"signed_at": "2020-01-01T00:00:00Z"},
        {"number": 3},
        {"number": 1},
        {"submission_id": str(uuid.uuid4())},
        {"member_id": 10**6},
    ],
)
def test_a_decision_fits_its_submission(changes: Any) -> None:
    assert refused(*signature(half_signed(), "reviewer2", **changes)) == NOT_HERS


def test_nobody_signs_for_another_member() -> None:
    article = half_signed()
    row = signature(article, "reviewer2", signed_by_id=people.user("reviewer1").pk)
    assert refused(*row) == NOT_HERS


def test_a_member_who_left_the_board_does_not_sign() -> None:
    row = signature(half_signed(), "reviewer2")
    execute("UPDATE reviews_boardmember SET is_active = false WHERE name = 'Dr. Reviewer2'")
    assert refused(*row) == NOT_HERS


def test_a_closed_account_does_not_sign() -> None:
    row = signature(half_signed(), "reviewer2")
    execute("UPDATE auth_user SET is_active = false WHERE username = 'reviewer2'")
    assert refused(*row) == NOT_HERS


def test_a_contributor_does_not_sign() -> None:
    article = half_signed()
    contribute(article, [people.user("reviewer2")])
    assert (
        refused(*signature(article, "reviewer2")) == "No one decides on what they wrote or changed."
    )


def test_a_member_who_is_not_assigned_does_not_sign() -> None:
    assert refused(*signature(half_signed(), "stranger")) == "Only an assigned member signs."


def test_a_member_signs_once_for_an_assignment() -> None:
    assert refused(*signature(half_signed(), "reviewer1")) == "Only an assigned member signs."


def test_nobody_signs_an_outdated_submission() -> None:
    article = half_signed()
    outdated = people.latest(article)
    workflow.return_to_authors(article, by=people.editor(), category="Dose", sentence="Missing.")
    people.under_review(article)
    facts = {"submission_id": str(outdated.pk), "number": 2}
    row = signature(article, "reviewer2", **facts)
    assert refused(*row) == "Only the latest submission, under review, is signed."


@pytest.mark.parametrize("verdict", ["approve", "approve_with_dissent", "request_changes"])
def test_nobody_signs_after_the_boards_answer(verdict: str) -> None:
    row = signature(people.approved(), "reviewer2", verdict=verdict, reason="Late.")
    assert refused(*row) == "Only the latest submission, under review, is signed."


def test_nobody_signs_before_the_review_starts() -> None:
    article = half_signed()
    workflow.return_to_authors(article, by=people.editor(), category="Dose", sentence="Missing.")
    people.submitted(article)
    workflow.assign(article, by=people.editor(), members=[people.member("reviewer2")])
    row = signature(article, "reviewer2")
    assert refused(*row) == "Only the latest submission, under review, is signed."


def test_a_decision_names_the_policy_of_its_review() -> None:
    article = half_signed()
    laxer = Policy.objects.create(
        version=2, quorum=1, reason="Fewer", adopted_at="2026-01-01T00:00Z"
    )
    row = signature(article, "reviewer2", policy_id=str(laxer.pk))
    assert refused(*row) == "A decision names the policy of its review."


@pytest.mark.parametrize("make", [half_signed, people.changes_requested, people.withdrawn])
def test_only_a_current_edition_is_reaffirmed(make: Any) -> None:
    row = signature(make(), "stranger", verdict="reaffirm")
    assert refused(*row) == "Only a current edition can be re-affirmed."


def test_a_contributor_does_not_reaffirm() -> None:
    article = people.approved()
    contribute(article, [people.user("stranger")])
    row = signature(article, "stranger", verdict="reaffirm")
    assert refused(*row) == "No one decides on what they wrote or changed."


@pytest.mark.parametrize("verdict", ["approve_with_dissent", "request_changes"])
def test_a_verdict_that_needs_a_reason_has_one(verdict: str) -> None:
    row = signature(half_signed(), "reviewer2", verdict=verdict, reason="")
    assert "decision_has_reason" in refused(*row)


def test_there_is_no_other_verdict() -> None:
    row = signature(half_signed(), "reviewer2", verdict="wave_through")
    assert "decision_verdict_is_known" in refused(*row)


# Editions


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
    Policy.objects.create(version=2, quorum=1, reason="Fewer", adopted_at="2026-01-01T00:00Z")
    assert refused(*row) == needs(1)


def test_an_edition_appears_with_its_standing() -> None:
    article = half_signed()
    execute(*signature(article, "reviewer2"))
    assert refused(*edition_of(article)) == "An edition and its standing appear together."


# Withdrawals and standings

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


def test_an_edition_and_a_submission_belong_to_each_other_once() -> None:
    people.approved()
    assert Edition.objects.count() == Submission.objects.count() == 1
