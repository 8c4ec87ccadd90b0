"""Conflicts of interest: computed, asked at each step, frozen into the signature, and printed."""

import datetime
import json
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from reviews import workflow
from reviews.conflicts import assess
from reviews.models import Policy, ReviewDecision
from reviews.names import entity, is_outside
from reviews.refusals import Refused
from tests import people
from tests.reviews.intruder import found
from tests.reviews.raw import another, execute, refused
from tests.reviews.test_guards_decisions import signature

TODAY = datetime.date(2026, 3, 31)
FIRST_DAY = "2023-03-31"  # 36 months before
RULES = Policy(excluding_kinds=["employment"], excluding_amount="large")


def interest(**facts: str) -> dict[str, str]:
    fees = {"entity": "Acme", "kind": "consulting", "amount": "small", "since": "2020-01-01"}
    return fees | facts


def outcome(*interests: dict[str, str], policy: Policy = RULES, tags: Any = ("ACME Inc.",)) -> str:
    return str(assess(interests, tags, policy, TODAY)["outcome"])


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "disclosed"),
        ({"until": "2026-03-30"}, "disclosed"),
        ({"until": FIRST_DAY}, "disclosed"),  # one day inside the window
        ({"until": "2023-03-30"}, "free"),  # one day outside
        ({"kind": "employment", "until": FIRST_DAY}, "excluded"),
        ({"kind": "employment", "until": "2023-03-30"}, "free"),
        ({"since": "2026-06-01"}, "disclosed"),
        ({"amount": "middle"}, "disclosed"),
        ({"amount": "large"}, "excluded"),
        ({"amount": "none", "kind": "employment"}, "excluded"),
        ({"entity": "Another maker"}, "free"),
        ({"entity": "Another maker", "kind": "employment"}, "free"),
    ],
)
def test_kind_amount_and_window_decide(facts: dict[str, str], expected: str) -> None:
    assert outcome(interest(**facts)) == expected


def test_the_worst_interest_decides() -> None:
    assert outcome(interest(), interest(kind="employment")) == "excluded"
    assert outcome(interest(kind="employment"), tags=[]) == "free"
    assert outcome(interest(kind="employment"), policy=Policy(conflict_window_months=0)) == "free"


def test_the_window_starts_on_the_last_day_of_a_shorter_month() -> None:
    policy = Policy(conflict_window_months=1)
    inside, outside = interest(until="2026-02-28"), interest(until="2026-02-27")
    assert (outcome(inside, policy=policy), outcome(outside, policy=policy)) == (
        "disclosed",
        "free",
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller-Werke GmbH & Co. KG", "muller werke"),
        ("The Sample Company, Inc.", "SAMPLE"),
        ("L.A.B. Ltd.", "lab"),
        ("Søren A/S", "soren a s"),
        ("  acme   corp ", "Acme"),
    ],
)
def test_names_of_one_company_are_one(one: str, other: str) -> None:
    assert entity(one) == entity(other)


def test_names_of_two_companies_are_two() -> None:
    names = ["Acme", "Acme Pharma", "Inc", "GmbH", "Acmé-Bio", "", "日本製薬"]
    assert len({entity(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("institution", "affiliations", "expected"),
    [
        ("Test House", ["Dept. of Tests, Test House, Testville"], False),
        ("TEST  HOUSE", ["test house"], False),
        ("Hôpital Modèle, Ward 3", ["Hopital Modele"], False),
        ("Test House", ["Test Household"], True),
        ("Review House", ["Test House", ""], True),
        ("", ["Test House"], False),
    ],
)
def test_who_is_from_outside(institution: str, affiliations: list[str], expected: bool) -> None:
    assert is_outside(institution, affiliations) == expected


# At each step


def employed(name: str, **facts: Any) -> dict[str, Any]:
    post = {"entity": "Acme Ltd", "kind": "employment", "amount": "large", "since": "2020-01-01"}
    row = post | facts
    for day in ("since", "until"):
        if day in row:
            row[day] = datetime.date.fromisoformat(row[day])
    people.declared(people.member(name).user, row)
    return row


def paid(name: str) -> None:
    employed(name, kind="honoraria", amount="small")


def tagged(**facts: Any) -> Article:
    return people.drafted(tags=["ACME"], **facts)


@pytest.mark.django_db
def test_an_excluded_member_is_not_assigned() -> None:
    employed("reviewer1")
    article = people.submitted(tagged())
    with pytest.raises(Refused, match="has a conflict of interest and cannot sign: Acme Ltd: emp"):
        workflow.assign(article, by=people.editor(), members=[people.member("reviewer1")])


@pytest.mark.django_db
def test_a_member_who_declares_a_conflict_later_counts_at_no_step() -> None:
    article = people.submitted(tagged())
    members = [people.member("reviewer1"), people.member("reviewer2")]
    workflow.assign(article, by=people.editor(), members=members)
    employed("reviewer1")
    with pytest.raises(Refused, match="needs 2 reviewers and has 1.*Reviewer1 has a conflict"):
        workflow.start_review(article, by=people.editor())
    people.declared(people.user("reviewer1"), *_mild())
    workflow.assign(article, by=people.editor(), members=[people.member("reviewer3")])
    workflow.start_review(article, by=people.editor())
    employed("reviewer1")
    with pytest.raises(Refused, match="Dr. Reviewer1 has a conflict of interest"):
        people.sign(article, "reviewer1")
    assert not ReviewDecision.objects.exists()


def _mild() -> list[dict[str, Any]]:
    day = datetime.date(2020, 1, 1)
    return [{"entity": "Acme", "kind": "travel", "amount": "small", "since": day}]


@pytest.mark.django_db
def test_without_a_current_declaration_nobody_signs() -> None:
    article = people.under_review()
    execute("SET LOCAL ROLE NONE")
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("ALTER TABLE articles_declaration DISABLE TRIGGER USER")
    execute("UPDATE articles_declaration SET declared_at = now() - interval '13 months'")
    with pytest.raises(Refused, match="Dr. Reviewer1 has no current declaration of interests"):
        people.sign(article, "reviewer1")
    with pytest.raises(Refused, match="Author Test has no current declaration of interests"):
        people.submitted()


@pytest.mark.django_db
def test_two_thirds_of_the_signers_are_free(client: Client) -> None:
    paid("reviewer1")
    article = people.submitted(tagged())
    members = [people.member(f"reviewer{number}") for number in (1, 2, 3)]
    workflow.assign(article, by=people.editor(), members=members[:2])
    with pytest.raises(Refused, match="needs 2 reviewers and has 2|has 2: assign more"):
        workflow.start_review(article, by=people.editor())
    workflow.assign(article, by=people.editor(), members=members[2:])
    workflow.start_review(article, by=people.editor())
    people.sign(article, "reviewer1")
    assert people.sign(article, "reviewer2").still_open == [
        "One more signature is needed by a member without a conflict of interest."
    ]
    assert people.sign(article, "reviewer3", "approve_with_dissent", "Too small.").edition
    page = client.get(f"/answers/{article.slug}/").content.decode()
    assert (
        "Acme Ltd: payment for lectures or writing, less than $1,000 a year, since 1 January 2020"
        in page
    )
    assert page.count("nothing to declare") == 3  # the author and two signers
    assert '<q dir="auto">Too small.</q>' in page
    assert found() == ""


@pytest.mark.django_db
def test_what_was_declared_is_frozen_into_signature_and_page(client: Client) -> None:
    rows = [{"entity": "Old Ltd", "kind": "gifts", "amount": "none", "since": TODAY}]
    people.declared(people.author().user, *rows)
    article = people.approved()
    people.declared(people.author().user, *_mild())
    employed("reviewer1")
    frozen = ReviewDecision.objects.get(member=people.member("reviewer1")).conflict
    assert (frozen["outcome"], frozen["tags"], frozen["interests"]) == ("free", [], [])
    page = client.get(f"/answers/{article.slug}/").content.decode()
    assert "Old Ltd: equipment, drugs or gifts, no money, since 31 March 2026" in page
    assert "Acme" not in page
    assert found() == ""


# PostgreSQL


@pytest.mark.django_db
def test_postgresql_refuses_a_conflict_and_what_was_not_declared() -> None:
    article = people.under_review(tagged())
    people.sign(article, "reviewer1")
    conflict = ReviewDecision.objects.get().conflict
    of = "A member with a conflict of interest does not sign."
    assert (
        refused(*signature(article, "reviewer2", conflict=conflict | {"outcome": "excluded"})) == of
    )
    assert refused(*signature(article, "reviewer2", conflict={})) == of
    states = "A decision states the conflict that it was signed with."
    assert refused(*signature(article, "reviewer2", is_free=False)) == states
    more = conflict | {"interests": [interest()]}
    assert refused(*signature(article, "reviewer2", conflict=more)) == states
    names = "A decision names what its member declared last."
    first = str(people.user("reviewer1").declarations.get().pk)
    assert refused(*signature(article, "reviewer2", declaration_id=first)) == names


@pytest.mark.django_db
def test_postgresql_refuses_an_edition_of_too_few_free_signers() -> None:
    other = people.approved(people.drafted(authors=[people.author("elsewhere")])).editions.get()
    paid("reviewer1")
    article = people.submitted(tagged())
    members = [people.member(f"reviewer{number}") for number in (1, 2, 3)]
    workflow.assign(article, by=people.editor(), members=members)
    workflow.start_review(article, by=people.editor())
    for name in ("reviewer1", "reviewer2"):
        people.sign(article, name)
    facts = {"article_id": article.pk, "submission_id": str(people.latest(article).pk)}
    row = another(other, **facts, number=1, published_at="now")
    assert refused(*row) == "Too few signers of the edition are free of conflict."


@pytest.mark.django_db
def test_a_declaration_is_its_persons_next_and_never_changed() -> None:
    employed("reviewer1")
    last = people.user("reviewer1").declarations.latest("number")
    row = last.interests.get()
    follows = "A declaration is the next of its person, made now."
    assert refused(*another(last, declared_at="now")) == follows
    assert refused(*another(last, number=3, declared_at="2020-01-01T00:00:00Z")) == follows
    execute("SET LOCAL ROLE NONE")
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("ALTER TABLE articles_declaration DISABLE TRIGGER USER")
    execute("UPDATE articles_declaration SET declared_at = declared_at - interval '1 day'")
    execute("SET LOCAL ROLE imprimatur_site")
    late = "A declaration gets its interests when it is made, never later."
    assert refused(*another(row, place=2)) == late


@pytest.mark.django_db
def test_a_forged_outcome_is_named_by_the_check() -> None:
    paid("reviewer1")
    article = people.submitted(tagged())
    members = [people.member(f"reviewer{number}") for number in (1, 2, 3)]
    workflow.assign(article, by=people.editor(), members=members)
    workflow.start_review(article, by=people.editor())
    people.sign(article, "reviewer1")
    decision = ReviewDecision.objects.get()
    assert (decision.is_free, decision.conflict["outcome"]) == (False, "disclosed")
    execute("SET LOCAL ROLE NONE")
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("ALTER TABLE reviews_reviewdecision DISABLE TRIGGER USER")
    forged = decision.conflict | {"outcome": "free"}
    execute("UPDATE reviews_reviewdecision SET is_free = true, conflict = %s", json.dumps(forged))
    assert found().startswith("reviews_reviewdecision, ")
