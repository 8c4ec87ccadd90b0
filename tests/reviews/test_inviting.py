"""A member is invited, sees what it is about and what the conflict rule finds, and answers."""

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.contributing import contribute
from articles.interests import in_words
from articles.models import Article, Declaration
from integrity.models import save_with_reason
from reviews import workflow
from reviews.models import Assignment, BoardMember, Entity, Record
from reviews.refusals import Forbidden, Refused
from tests import people
from tests.reviews.desk import client_of
from tests.reviews.raw import copied, execute, refused, value

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
TEXT = "says yes"
EXCLUDING = {"entity": "Acme", "kind": "employment", "amount": "large", "since": "2020-01-01"}
DISCLOSED = {"entity": "Acme", "kind": "honoraria", "amount": "small", "since": "2020-01-01"}


def invited(name: str = "reviewer1", **facts: Any) -> Article:
    article = people.submitted(tags=["Acme"], **facts)
    workflow.assign(article, by=people.editor(), members=[people.member(name)])
    return article


def own(article: Article, name: str = "reviewer1") -> Assignment:
    rows = Assignment.objects.filter(submission__article=article, member__user__username=name)
    return rows.latest("pk")


def page(article: Article, name: str = "invitation") -> str:
    return reverse(f"admin:reviews_assignment_{name}", args=[own(article).pk])


def review(article: Article) -> str:
    return reverse("admin:reviews_submission_review", args=[people.latest(article).pk])


def interest(**facts: Any) -> dict[str, Any]:
    since = datetime.date.fromisoformat(facts.pop("since"))
    return {"since": since, "until": facts.pop("until", None), "note": "", **facts}


# What is seen, before and after


def test_a_member_sees_what_it_is_about_and_only_then_the_text() -> None:
    article = invited()
    desk = client_of(people.user("reviewer1"))
    assert desk.get(review(article)).headers["Location"] == page(article)
    first = desk.get("/admin/").text
    assert "You are invited: accept or decline." in first
    shown = desk.get(page(article)).text
    assert TEXT not in first + shown
    assert article.question in shown
    assert "General medicine" in shown
    assert "Author Test, Test House" in shown
    assert (
        "Length</dt><dd>7 words (healthcare professional 7), 1 reference: about a minute" in shown
    )
    assert "You declared that you have nothing to declare." in shown
    opened = desk.post(page(article), follow=True)
    assert opened.redirect_chain == [(review(article), 302)]
    assert TEXT in opened.text
    row = own(article)
    assert (row.accepted_by, row.conflict["outcome"]) == (people.user("reviewer1"), "free")
    assert row.declaration == Declaration.objects.latest_of(people.user("reviewer1").pk)
    again = desk.post(page(article))
    assert again.headers["Location"] == review(article)
    assert Record.objects.filter(verb="accept").count() == 1


def test_the_statement_names_each_interest_with_its_dates_and_what_it_means() -> None:
    old = {**EXCLUDING, "since": "2001-01-01", "until": datetime.date(2002, 1, 1)}
    other = {**EXCLUDING, "entity": "Beta"}
    facts = [interest(**one) for one in (other, old, DISCLOSED)]
    people.member("reviewer1")
    people.declared(people.user("reviewer1"), *facts)
    article = invited()
    shown = client_of(people.user("reviewer1")).get(page(article)).text
    assert f"Compared with what you declared on {TODAY}:" in shown
    first, second = in_words(DISCLOSED), in_words({**old, "until": "2002-01-01"})
    assert f"{first}. <strong>It touches Acme: you can review it, and this is" in shown
    assert f"{second}. <strong>It touches Acme, and ended too long ago" in shown
    assert "Beta: employment" in shown
    assert shown.index("you can review it") < shown.index("It does not touch this answer.")
    people.accept(article, "reviewer1")
    assert own(article).conflict["outcome"] == "disclosed"


def test_a_member_who_turned_out_to_be_excluded_cannot_accept() -> None:
    article = invited()
    people.declared(people.user("reviewer1"), interest(**EXCLUDING))
    desk = client_of(people.user("reviewer1"))
    shown = desk.get(page(article)).text
    assert "It touches Acme: you cannot review this answer." in shown
    assert "Confirm and accept" not in shown
    forged = desk.post(page(article))
    assert forged.status_code == 409
    assert "has a conflict of interest and cannot sign" in forged.text
    assert own(article).accepted_at is None
    assert "I have a conflict of interest." in desk.get(page(article, "decline")).text


def test_a_member_without_a_declaration_declares_first_and_comes_back() -> None:
    fresh = people.user("fresh", "Board member")
    seat = BoardMember.objects.create(user=fresh, name="Dr. Fresh", credentials="MD")
    article = people.submitted()
    workflow.assign(article, by=people.editor(), members=[seat])
    url = reverse("admin:reviews_assignment_invitation", args=[own(article, "fresh").pk])
    desk = client_of(fresh)
    shown = desk.get(url).text
    back = f"/admin/articles/declaration/add/?invitation={own(article, 'fresh').pk}"
    assert back in shown
    assert "Confirm and accept" not in shown
    assert "has no current declaration of interests" in desk.post(url).text
    sent = {
        "interest-TOTAL_FORMS": "0",
        "interest-INITIAL_FORMS": "0",
        "complete": "on",
        "username": "fresh",
        "password": people.PASSWORD,
    }
    assert desk.post(back, sent).headers["Location"] == url
    shown = desk.get(url).text
    assert "Confirm and accept" in shown
    assert "You can accept now, but not sign yet: The credentials of Dr. Fresh" in shown
    astray = "/admin/articles/declaration/add/?invitation=//evil.example"
    assert desk.post(astray, sent).headers["Location"] == "/admin/"


# Who may not


def test_nobody_else_sees_or_answers_an_invitation() -> None:
    article = invited()
    for name in ("author", "editor", "reviewer2"):
        desk = client_of(people.user(name))
        for url in (page(article), page(article, "decline")):
            assert (desk.get(url).status_code, desk.post(url).status_code) == (403, 403)
    with pytest.raises(Forbidden):
        workflow.accept(article, by=people.user("reviewer2"), submission=people.latest(article))
    assert own(article).is_invitation


def test_who_has_not_accepted_neither_comments_nor_checks_nor_signs() -> None:
    article = invited()
    people.member("reviewer2")
    workflow.assign(article, by=people.editor(), members=[people.member("reviewer2")])
    workflow.start_review(article, by=people.editor())
    submission, by = people.latest(article), people.user("reviewer1")
    tries = [
        lambda: workflow.comment(submission, by=by, text="I see."),
        lambda: workflow.check_sources(submission, by=by, verdicts={"smith2020": "supports"}),
        lambda: workflow.sign(article, by=by, submission=submission, verdict="approve"),
    ]
    for attempt in tries:
        with pytest.raises(Forbidden):
            attempt()
    desk = client_of(by)
    assert desk.post(review(article), {"verdict": "approve"}).headers["Location"] == page(article)
    assert desk.get(f"{review(article)[:-7]}comment/").status_code == 403


def test_an_invitation_is_for_one_submission() -> None:
    article = invited()
    before = people.latest(article)
    workflow.take_back(article, by=people.first_author(article))
    people.submitted(article)
    with pytest.raises(Forbidden):
        workflow.accept(article, by=people.user("reviewer1"), submission=before)
    workflow.assign(article, by=people.editor(), members=[people.member("reviewer1")])
    with pytest.raises(Refused, match="There is a newer submission"):
        workflow.accept(article, by=people.user("reviewer1"), submission=before)
    ended = Assignment.objects.order_by("pk")[0]
    url = reverse("admin:reviews_assignment_invitation", args=[ended.pk])
    shown = client_of(people.user("reviewer1")).get(url).text
    assert "This invitation has ended:" in shown
    assert TEXT not in shown


# Declining


def test_a_member_declines_with_a_reason_and_the_article_needs_reviewers() -> None:
    article = people.under_review()
    needing = "/admin/articles/article/?for_me=reviewers"
    editor = client_of(people.editor())
    assert article.question not in editor.get(needing).text
    desk = client_of(people.user("reviewer1"))
    url = page(article, "decline")
    assert "Say why, in a sentence." in desk.post(url, {"reason": " "}).text
    third, writer = people.member("reviewer3"), people.member("writer")
    contribute(article, [writer.user])
    facts = {"reason": "I have no time.", "colleague": writer.pk}
    assert "Choose one of the list, or nobody." in desk.post(url, facts).text
    assert desk.post(url, facts | {"colleague": third.pk}).headers["Location"] == "/admin/"
    row = own(article)
    assert (row.outcome, row.outcome_reason, row.colleague) == (
        ("declined", "I have no time.", third)
    )
    assert article.question in editor.get(needing).text
    assert "This has ended already: Declined." in desk.post(url, facts).text
    line = Record.objects.get(verb="decline")
    assert (line.actor_name, line.reason) == (
        "Reviewer1 Test",
        "I have no time. Suggested instead: Dr. Reviewer3.",
    )


def test_the_public_never_reads_who_declined() -> None:
    article = people.submitted()
    names = ("declining", "reviewer1", "reviewer2")
    members = [people.member(name) for name in names]
    workflow.assign(article, by=people.editor(), members=members)
    submission = people.latest(article)
    workflow.decline(article, by=people.user("declining"), submission=submission, reason="Away.")
    workflow.start_review(article, by=people.editor())
    people.sign(article, "reviewer1")
    people.sign(article, "reviewer2")
    desk = client_of(people.editor())
    assert "Review declined" in desk.get(f"/admin/reviews/record/?q={article.question}").text
    for path in ("", "record/"):
        shown = desk.get(f"/answers/{article.slug}/{path}").text
        assert "Dr. Reviewer1" in shown
        assert "Declining" not in shown


# PostgreSQL


def accepting(article: Article, **facts: Any) -> tuple[str, Any]:
    """Return the statement that accepts as the verb does, but for `facts`, in SQL."""
    row = own(article)
    declared = Declaration.objects.latest_of(row.member.user_id)
    conflict = '{"outcome": "free", "interests": []}'
    columns = {
        "accepted_at": "now()",
        "accepted_by_id": row.member.user_id,
        "declaration_id": f"'{declared.pk}'",
        "conflict": f"'{conflict}'",
    } | facts
    changes = ", ".join(f"{name} = {given}" for name, given in columns.items())
    return f"UPDATE reviews_assignment SET {changes} WHERE id = %s", row.pk  # noqa: S608


NOT_NOW = "An invitation is accepted now, by its member."
NOT_OPEN = "Only an open invitation to the board's submission is accepted."
NOT_DECLARED = "An acceptance states what its member declared last."
CONFLICT = "A member with a conflict of interest does not review."


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"accepted_at": "'2020-01-01'"}, NOT_NOW),
        ({"accepted_by_id": "assigned_by_id"}, NOT_NOW),
        ({"declaration_id": "NULL"}, NOT_DECLARED),
        ({"conflict": """'{"outcome": "free", "interests": [1]}'"""}, NOT_DECLARED),
        ({"conflict": """'{"outcome": "free"}'"""}, NOT_DECLARED),
        ({"conflict": """'{"outcome": "excluded", "interests": []}'"""}, CONFLICT),
        ({"conflict": """'{"interests": []}'"""}, CONFLICT),
        ({"closed_at": "now()", "closed_by_id": "accepted_by_id"}, NOT_OPEN),
    ],
)
def test_postgresql_refuses_an_acceptance_that_is_none(
    facts: dict[str, Any], sentence: str
) -> None:
    assert refused(*accepting(invited(), **facts)) == sentence


@pytest.mark.parametrize(
    ("fact", "others", "sentence"),
    [
        (EXCLUDING, [], CONFLICT),
        (EXCLUDING | {"entity": "ACME, Inc."}, [], CONFLICT),
        (EXCLUDING | {"entity": "Apex Bio"}, ["Apex Bio"], CONFLICT),
        (DISCLOSED, [], "An acceptance states the conflict that its member has."),
    ],
)
def test_postgresql_judges_the_conflict_whatever_an_acceptance_states(
    fact: dict[str, Any], others: list[str], sentence: str
) -> None:
    article = invited()
    people.declared(people.user("reviewer1"), interest(**fact))
    if others:
        save_with_reason(Entity(name="Acme", other_names=others), people.editor(), "Taken over.")
    stated = """'{"outcome": "%s", "interests": [1]}'"""
    assert refused(*accepting(article, conflict=stated % "free")) == sentence
    if sentence == CONFLICT:
        assert refused(*accepting(article, conflict=stated % "disclosed")) == sentence
    else:
        assert execute(*accepting(article, conflict=stated % "disclosed")) == 1


def test_postgresql_lets_pass_what_touches_nothing_or_ended_before_the_window() -> None:
    article = invited()
    old = EXCLUDING | {"since": "2001-01-01", "until": datetime.date(2002, 1, 1)}
    people.declared(
        people.user("reviewer1"), interest(**old), interest(**EXCLUDING | {"entity": "Beta"})
    )
    stated = """'{"outcome": "free", "interests": [1, 2]}'"""
    assert execute(*accepting(article, conflict=stated)) == 1


def test_an_acceptance_is_judged_by_the_policy_of_its_review() -> None:
    article = people.submitted(tags=["Acme"])
    workflow.assign(
        article, by=people.editor(), members=[people.member(f"reviewer{n}") for n in (1, 2)]
    )
    workflow.start_review(article, by=people.editor())
    people.adopt("Interests are told elsewhere.", conflict_window_months=0)
    people.declared(people.user("reviewer1"), interest(**EXCLUDING))
    stated = """'{"outcome": "free", "interests": [1]}'"""
    assert refused(*accepting(article, conflict=stated)) == CONFLICT


def test_postgresql_refuses_an_acceptance_by_a_contributor_or_of_what_is_gone() -> None:
    article = invited()
    statement = accepting(article)
    assert refused(*copied(own(article), id=10**6, accepted_at="now")) == (
        "An assignment begins as an invitation."
    )
    contribute(article, [people.user("reviewer1")])
    assert refused(*statement) == "No one reviews what they wrote or changed."
    other = invited("reviewer2")
    people.accept(other, "reviewer2")
    key = own(other, "reviewer2").pk
    for change in ("accepted_at = NULL, accepted_by_id = NULL", "conflict = '{}'"):
        statement_of_change = f"UPDATE reviews_assignment SET {change} WHERE id = %s"  # noqa: S608
        assert refused(statement_of_change, key) == "An invitation is accepted once, for good."
    assert value("SELECT count(*) FROM reviews_assignment WHERE accepted_at IS NULL") == 1
