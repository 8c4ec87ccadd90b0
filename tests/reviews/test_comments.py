"""The talk about a submission: who says what, what it keeps open, and what PostgreSQL refuses."""

from typing import Any

import pytest

from articles.models import Edition, State
from articles.quoting import find_passage, text_of
from reviews import workflow
from reviews.models import Comment, Record, SourceCheck, Verdict
from reviews.refusals import Forbidden, Refused
from reviews.verification import verify
from tests import people
from tests.reviews.raw import another, refused

pytestmark = pytest.mark.django_db


def commented(article: Any, name: str = "reviewer1", **facts: Any) -> Comment:
    text = facts.pop("text", "Which dose?")
    return workflow.comment(people.latest(article), by=people.user(name), text=text, **facts)


def test_reviewer_and_editor_comment_and_author_answers() -> None:
    article = people.under_review()
    text = text_of(bytes(people.latest(article).rendered.get().html).decode())
    passage = find_passage(text, "says yes")
    assert passage is not None
    made = commented(article, audience="clinician", quote=passage)
    assert (made.exact, made.number, made.printed_name) == ("says yes", 1, "Dr. Reviewer1")
    assert commented(article, "editor").number == 2
    answer = workflow.answer(made, by=people.first_author(article), text="5 mg.")
    assert (answer.number, answer.printed_name) == (1, "Author Test")
    lines = Record.objects.filter(article=article, verb__in=["comment", "answer"])
    assert [(line.verb, line.reason) for line in lines] == [
        ("comment", ""),
        ("comment", ""),
        ("answer", ""),
    ]


def test_others_neither_comment_nor_answer() -> None:
    article = people.under_review()
    people.member("stranger")
    for name in ("author", "stranger"):
        with pytest.raises(Forbidden):
            commented(article, name)
    made = commented(article)
    with pytest.raises(Forbidden):
        workflow.answer(made, by=people.user("stranger"), text="Me too.")
    for name in ("author", "reviewer2"):
        with pytest.raises(Forbidden):
            workflow.answer(made, by=people.user(name), effect="resolved")
    for text, effect in (("", ""), (" ", ""), ("Well", "reopened"), ("Well", "burnt")):
        with pytest.raises(Refused):
            workflow.answer(made, by=people.user("reviewer1"), text=text, effect=effect)
    with pytest.raises(Refused):
        commented(article, text=" ")
    workflow.answer(made, by=people.user("reviewer1"), effect="resolved")
    with pytest.raises(Refused):
        workflow.answer(made, by=people.user("reviewer1"), effect="resolved")


def test_contributor_resolves_nothing_also_by_raw_sql() -> None:
    article = people.under_review()
    made = commented(article, is_blocking=True)
    answer = workflow.answer(made, by=people.first_author(article), text="5 mg.")
    by_author = another(answer, number=2, effect="resolved", answered_at="now")
    assert "resolves none" in refused(*by_author)
    author = people.first_author(article).pk
    assert "makes none" in refused(
        *another(made, number=2, commented_at="now", commented_by_id=author)
    )
    assert "made now" in refused(*another(made, number=3, commented_at="now"))


def test_open_blocking_comment_keeps_approval_open_and_resolving_it_approves() -> None:
    article = people.under_review()
    made = commented(article, is_blocking=True)
    commented(article, "reviewer2", text="Nicely put.")
    people.sign(article, "reviewer1")
    signed = people.sign(article, "reviewer2")
    assert signed.edition is None
    assert signed.still_open == ["A comment must be resolved first: Dr. Reviewer1 asked for that."]
    assert not Edition.objects.exists()
    workflow.answer(made, by=people.user("reviewer1"), text="Agreed.", effect="resolved")
    article = type(article).objects.get(pk=article.pk)
    assert article.state == State.APPROVED
    assert article.editions.get().signers[1]["name"] == "Dr. Reviewer2"
    verify(lambda _: None)


def test_comment_that_was_opened_again_blocks_in_the_next_round_too() -> None:
    article = people.under_review()
    made = commented(article, is_blocking=True)
    reviewer = people.user("reviewer1")
    workflow.answer(made, by=reviewer, effect="resolved")
    workflow.answer(made, by=reviewer, text="Not so.", effect="reopened")
    people.sign(article, "reviewer2", Verdict.REQUEST_CHANGES, "See the comment.")
    people.under_review(article)
    people.sign(article, "reviewer1")
    assert people.sign(article, "reviewer2").edition is None
    with pytest.raises(Refused):
        workflow.comment(made.submission, by=reviewer, text="On what was read last time.")
    workflow.answer(made, by=people.editor(), text="It is said below.", effect="resolved")
    assert article.editions.exists()
    verify(lambda _: None)


def test_edition_past_an_open_comment_is_refused_by_postgresql() -> None:
    article = people.approved()
    edition = article.editions.get()
    people.under_review(people.drafted())
    again = people.under_review()
    commented(again, is_blocking=True)
    for name in ("reviewer1", "reviewer2"):
        people.sign(again, name)
    forged = another(
        edition,
        article_id=again.pk,
        submission_id=str(people.latest(again).pk),
        published_at="now",
    )
    assert "must be resolved before approval" in refused(*forged)


# Sources


def demanding_policy() -> None:
    people.adopt("Every source is read.", source_checks_required=True)


def test_policy_may_ask_that_every_reference_is_checked_before_approval() -> None:
    demanding_policy()
    article = people.under_review()
    submission, reviewer = people.latest(article), people.user("reviewer1")
    with pytest.raises(Refused, match="Still to check: smith2020"):
        people.sign(article, "reviewer1")
    found = {"smith2020": "supports", "unknown": "supports"}
    assert workflow.check_sources(submission, by=reviewer, verdicts=found) == 1
    assert workflow.check_sources(submission, by=reviewer, verdicts=found) == 0
    people.sign(article, "reviewer1")
    line = Record.objects.filter(article=article, verb="sign").get()
    assert [table for table, _, _ in line.rows] == ["reviews_reviewdecision", "reviews_sourcecheck"]
    decision = submission.decisions.get()
    other = people.member("reviewer2")
    declared = other.user.declarations.get()
    forged = another(decision, number=2, member_id=other.pk, signed_by_id=other.user_id,
                     declaration_id=str(declared.pk), signed_at="now")  # fmt: skip
    assert "every reference is checked" in refused(*forged)
    people.sign(article, "reviewer2", Verdict.REQUEST_CHANGES, "I need no source for that.")


def test_finding_is_carried_over_while_sentence_and_record_are_the_same() -> None:
    demanding_policy()
    article = people.under_review()
    reviewer = people.user("reviewer1")
    for name in ("reviewer1", "reviewer2"):
        workflow.check_sources(
            people.latest(article), by=people.user(name), verdicts={"smith2020": "partly"}
        )
    people.sign(article, "reviewer2", Verdict.REQUEST_CHANGES, "Say more.")
    people.under_review(article)
    people.sign(article, "reviewer1")
    carried = SourceCheck.objects.get(submission=people.latest(article), member__user=reviewer)
    assert (carried.verdict, carried.is_carried_over) == ("partly", True)
    people.sign(article, "reviewer2", Verdict.REQUEST_CHANGES, "And more.")
    wording = article.wordings.get()
    wording.from_guidelines = wording.from_guidelines.replace("yes", "no")
    wording.save()
    people.under_review(article)
    with pytest.raises(Refused, match="Still to check"):
        people.sign(article, "reviewer1")
    verify(lambda _: None)


def test_only_an_assigned_member_checks_sources() -> None:
    article = people.under_review()
    with pytest.raises(Forbidden):
        workflow.check_sources(people.latest(article), by=people.editor(), verdicts={})
