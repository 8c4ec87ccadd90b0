"""Whose signature PostgreSQL refuses."""

import uuid
from typing import Any

import pytest

from articles.contributing import contribute
from articles.models import Article
from reviews import workflow
from reviews.models import Policy, ReviewDecision
from tests import people
from tests.reviews.raw import another, execute, refused

pytestmark = pytest.mark.django_db


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
        "declaration_id": str(member.user.declarations.latest("number").pk),
    }
    return another(signed, **facts | changes)


def half_signed() -> Article:
    article = people.under_review()
    people.sign(article, "reviewer1")
    return article


NOT_ACCEPTED = "Only a member who accepted the review signs."
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
    assert refused(*signature(half_signed(), "stranger")) == NOT_ACCEPTED


def test_a_member_signs_once_for_an_assignment() -> None:
    assert refused(*signature(half_signed(), "reviewer1")) == NOT_ACCEPTED


def test_a_member_who_has_not_accepted_does_not_sign() -> None:
    article = half_signed()
    workflow.assign(article, by=people.editor(), members=[people.member("reviewer3")])
    assert refused(*signature(article, "reviewer3")) == NOT_ACCEPTED


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
    laxer = people.adopt(quorum=1)
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
