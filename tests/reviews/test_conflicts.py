"""Conflicts of interest: computed, asked at each step, frozen into the signature, and printed."""

import datetime
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from integrity.models import save_with_reason
from reviews import workflow
from reviews.conflicts import assess, window_starts
from reviews.models import Entity, Policy, ReviewDecision
from reviews.names import entity, is_outside
from reviews.refusals import Refused
from tests import people
from tests.reviews.desk import client_of
from tests.reviews.intruder import found
from tests.reviews.raw import another, execute, refused
from tests.reviews.test_guards_decisions import signature
from tests.reviews.test_races import at_once, fits

TODAY = datetime.date(2026, 3, 31)
FIRST_DAY = "2023-03-31"  # 36 months before
RULES = Policy(excluding_kinds=["employment"], excluding_amount="large")


def interest(**facts: str) -> dict[str, str]:
    fees = {"entity": "Acme", "kind": "consulting", "amount": "small", "since": "2020-01-01"}
    return fees | facts


def outcome(
    *interests: dict[str, str],
    policy: Policy = RULES,
    tags: Any = ("ACME Inc.",),
    names: Any = (),
) -> str:
    return str(assess(interests, tags, policy, TODAY, names)["outcome"])


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


NAMES = [["Acme", "Apex Bio"], ["Old Works", "Zenith"], ["zenith gmbh", "APEX BIO Ltd"]]


@pytest.mark.parametrize(
    ("entity", "expected"),
    [
        ("apex-bio plc", "excluded"),
        ("Old works", "excluded"),  # by way of Zenith
        ("Apex", "free"),
        ("Bio", "free"),
    ],
)
def test_other_names_of_one_company_are_one(entity: str, expected: str) -> None:
    own = interest(entity=entity, kind="employment")
    assert outcome(own, names=NAMES) == expected
    assert outcome(own, names=[*reversed(NAMES)]) == expected
    assert outcome(own, names=NAMES[:1] if entity == "Old works" else []) == "free"
    frozen = assess([own], ["ACME"], RULES, TODAY, [*NAMES, ["Else", "Other"]])["names"]
    assert frozen == NAMES


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


OUTSIDE = [
    ("Test House", ["Dept. of Tests, Test House, Testville"], False),
    ("TEST  HOUSE", ["test house"], False),
    ("Hôpital Modèle, Ward 3", ["Hopital Modele"], False),
    ("Test House", ["Test Household"], True),
    ("Review House", ["Test House", ""], True),
    ("", ["Test House"], False),
    ("大学病院", ["大学病院 東京"], False),
]


@pytest.mark.parametrize(("institution", "affiliations", "expected"), OUTSIDE)
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


# Other names


def renamed(name: str = "ACME", *others: str) -> Entity:
    known = Entity(name=name, other_names=list(others) or ["Apex Bio"], source="Register")
    save_with_reason(known, people.editor(), "Renamed")
    return known


def waiting(*interests: dict[str, Any], tags: Any = ("Apex-Bio",)) -> Article:
    """Return an article that reviewer1, who declared `interests` since, is asked to sign."""
    article = people.under_review(people.drafted(tags=list(tags)))
    people.declared(people.user("reviewer1"), *interests)
    return article


@pytest.mark.django_db
def test_a_declared_name_touches_a_tag_of_another_name_and_the_desk_says_why() -> None:
    row = {**_mild()[0], "entity": "Acme Ltd", "kind": "employment"}
    article = waiting(row)
    renamed()
    why = "The answer is tagged “Apex-Bio”, which is Acme Ltd under another name."
    with pytest.raises(Refused, match=f"cannot sign: Acme Ltd: employment.*{why}"):
        people.sign(article, "reviewer1")
    review = f"/admin/reviews/assignment/submission/{people.latest(article).pk}/review/"
    assert why in client_of(people.user("reviewer1")).get(review).text
    people.declared(people.user("reviewer1"), {**row, "kind": "travel"})
    assert why in client_of(people.user("reviewer1")).get(review).text
    again = people.submitted(people.drafted(tags=["Apex-Bio"]))
    assign = f"/admin/articles/article/{again.pk}/do/assign/"
    assert why.rstrip(".") in client_of(people.editor()).get(assign).text
    people.sign(article, "reviewer1")
    frozen = ReviewDecision.objects.get().conflict
    assert (frozen["rule"], frozen["outcome"]) == (2, "disclosed")
    assert frozen["names"] == [["ACME", "Apex Bio"]]
    entity = Entity.objects.get()
    entity.other_names = ["Another"]
    save_with_reason(entity, people.editor(), "Sold")
    assert found() == ""
    execute("SET LOCAL ROLE NONE")
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("ALTER TABLE reviews_historicalentity DISABLE TRIGGER USER")
    execute("DELETE FROM reviews_historicalentity WHERE history_type = '+'")
    assert "goes by names that were never on the list" in found()


# By hand: what is declared, what is tagged, and whether PostgreSQL takes them for one.
PAIRS = [
    ("Acme Ltd", "ACME", True),
    ("Acme Ltd", "apex bio inc", True),
    ("The Acme Company & Co. KG", "Apex-Bio GmbH", True),
    ("Société Modèle S.A.", "SOCIETE MODELE", True),
    ("Søren Œuvre", "soren oeuvre", True),
    ("Große Werke", "GROSSE WERKE AG", True),
    ("Acme\u2122", "acmetm", True),
    ("日本製薬", "日本製薬", True),
    ("Acme Pharma", "Acme", False),
    ("Inc", "Ltd", False),
    ("日本製薬", "日本", False),
]


@pytest.mark.django_db
def test_postgresql_compares_names_as_python_does() -> None:
    """Someone signs by SQL, as if free: refused where and only where Python finds a conflict."""
    renamed()
    first = people.under_review()
    people.sign(first, "reviewer2")
    names = [["ACME", "Apex Bio"]]
    for declared, tag, alike in PAIRS:
        row = {**_mild()[0], "entity": declared, "kind": "employment"}
        article = people.under_review(people.drafted(tags=[tag]))
        people.sign(article, "reviewer2")
        people.declared(people.user("reviewer1"), row)
        facts = people.user("reviewer1").declarations.latest("number").facts()
        weighed = assess(facts, [tag], Policy.in_force(), TODAY, names)
        assert (weighed["outcome"] == "excluded") == alike, (declared, tag)
        forged = weighed | {"outcome": "free"}
        statement = signature(article, "reviewer1", conflict=forged, is_free=True)
        if alike:
            of = "A member with a conflict of interest does not sign."
            assert refused(*statement) == of, (declared, tag)
        else:
            assert execute(*statement) == 1, (declared, tag)
        people.declared(people.user("reviewer1"), {**_mild()[0], "entity": "Nobody"})


@pytest.mark.django_db
def test_postgresql_knows_who_is_from_outside_as_python_does() -> None:
    """Someone signs by SQL, as if from elsewhere."""
    author, member = people.author(), people.member("reviewer1")
    for institution, affiliations, expected in OUTSIDE:
        execute("UPDATE articles_author SET affiliation = %s", affiliations[0])
        member.institution = institution
        member.save()
        author.refresh_from_db()
        article = people.submitted(people.drafted())
        members = [people.member(f"reviewer{number}") for number in (2, 3)]
        workflow.assign(article, by=people.editor(), members=[member, *members])
        workflow.start_review(article, by=people.editor())
        people.accept(article, "reviewer1")
        people.sign(article, "reviewer2")
        row = signature(article, "reviewer1", institution=institution, is_outside=True)
        if expected:
            assert execute(*row) == 1, institution
        else:
            of = "A member from an author's institution does not sign as an outsider."
            assert refused(*row) == of, institution


@pytest.mark.django_db
def test_postgresql_judges_window_kind_and_amount_itself() -> None:
    today = timezone.now().date()
    edge = window_starts(today, 36)
    day_before = edge - datetime.timedelta(days=1)
    cases = [
        ({"kind": "employment", "until": edge}, "excluded"),
        ({"kind": "employment", "until": day_before}, ""),
        ({"amount": "large", "until": edge}, "excluded"),
        ({"amount": "large", "until": day_before}, ""),
        ({"amount": "middle"}, "told"),
        ({"amount": "middle", "until": day_before}, ""),
    ]
    sentences = {
        "excluded": "A member with a conflict of interest does not sign.",
        "told": "A decision states the conflict that it was signed with.",
    }
    for facts, expected in cases:
        article = people.under_review(people.drafted(tags=["ACME"]))
        people.sign(article, "reviewer2")
        people.declared(people.user("reviewer1"), _mild()[0] | facts)
        free = {"outcome": "free", "interests": [interest()]}
        row = signature(article, "reviewer1", conflict=free, is_free=True)
        if expected:
            assert refused(*row) == sentences[expected], facts
        else:
            assert execute(*row) == 1, facts
        people.declared(people.user("reviewer1"), {**_mild()[0], "entity": "Nobody"})


@pytest.mark.django_db
def test_an_editor_keeps_the_names_and_bad_input_is_a_sentence() -> None:
    desk, add = client_of(people.editor()), "/admin/reviews/entity/add/"
    good = {"name": "Acme", "other_names": "Apex Bio\r\n Apex  Bio \r\n\r\nZenith", "source": ""}
    for change in (
        {"name": ""},
        {"other_names": ""},
        {"other_names": "acme inc."},
        {"other_names": "!!!"},
        {"name": "x" * 201},
        {"other_names": "\n".join(f"Name {number}" for number in range(51))},
        {"source": "\u202eevil"},
    ):
        page = desk.post(add, good | change)
        assert (page.status_code, Entity.objects.count()) == (200, 0), change
        assert page.context["adminform"].form.errors
    assert desk.post(add, good).status_code == 302
    known = Entity.objects.get()
    assert known.names == ["Acme", "Apex Bio", "Zenith"]
    page = f"/admin/reviews/entity/{known.pk}/"
    again = desk.post(f"{page}change/", good | {"change_reason": "Sold", "other_names": "Apex"})
    assert again.status_code == 302
    assert "Sold" in desk.get(f"{page}history/").text
    assert desk.post(f"{page}delete/", {"post": "yes"}).status_code == 302
    for person in (people.author().user, people.member().user):
        assert client_of(person).get(add).status_code == 403
    assert found() == ""


def test_names_change_before_or_after_a_signature_and_not_meanwhile(committed: str) -> None:
    """An editor adds a name while a member signs: one comes first, and nothing breaks."""
    article = waiting({**_mild()[0], "kind": "employment"})
    done = at_once([lambda: people.sign(article, "reviewer1"), renamed])
    signed, _ = done
    assert isinstance(signed, Refused | workflow.Signed), signed
    fits()
