"""Whom editors are suggested as reviewers, and assigning to several articles at once."""

import datetime
import re
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Article, Topic
from reviews import workflow
from reviews.admin import bulk_assigning
from reviews.admin.suggestions import suggested
from reviews.models import Absence, Assignment, BoardMember, SigningHold
from reviews.signers import enrol, hold
from tests import people
from tests.reviews.desk import client_of, sent, verb_url

pytestmark = pytest.mark.django_db


def field(name: str, specialty: str, *topics: Topic) -> BoardMember:
    member = people.member(name)
    keys = [topic.pk for topic in topics]
    BoardMember.objects.filter(pk=member.pk).update(specialty=specialty, specialties=keys)
    return member


def order(article: Article) -> list[str]:
    return [member.user.username for member in suggested(article)]


def test_suggestions_are_ordered_by_field_part_load_and_absence_and_say_why() -> None:
    BoardMember.objects.update(is_active=False)
    topic = Topic.objects.create(name="Hematology and oncology", slug="hematology")
    article = people.submitted(topics=[topic])
    field("busy", "Blood", topic)
    field("free", "", topic)
    field("other", "Hematology and oncology")
    field("gone", "Oncology", topic)
    BoardMember.objects.filter(user__username__in=["busy", "free", "other", "gone"]).update(
        is_active=True
    )
    today = timezone.localdate()
    desk = client_of(people.user("gone"))
    days = {"first_day": today, "last_day": today + datetime.timedelta(days=3)}
    assert desk.post("/admin/me/", {"rhythm": "at_once", **days}).status_code == 302
    assert Absence.objects.get().last_day == days["last_day"]
    busy = BoardMember.objects.get(user__username="busy")
    workflow.assign(people.submitted(), by=people.editor(), members=[busy])
    assert order(article) == ["free", "busy", "other", "gone"]
    page = client_of(people.editor()).get(verb_url(article, "assign")).text
    assert "(verified in Hematology and oncology; no conflict with this text; 0 open " in page
    assert "(Hematology and oncology, not verified in a topic of it; no conflict" in page
    assert f"away {today} to {days['last_day']}" in page


ACME = {"entity": "ACME", "note": "", "since": datetime.date(2020, 1, 1), "until": None}
LESSER = {**ACME, "kind": "travel", "amount": "small"}
LONG_AGO = datetime.date(2020, 1, 1)


def test_who_could_not_sign_is_suggested_last_and_a_disclosed_conflict_after_the_free() -> None:
    BoardMember.objects.update(is_active=False)
    people.adopt(totp_required=True)
    article = people.submitted(tags=["ACME"])
    names = ["free", "discloses", "unlicensed", "undeclared", "codeless", "suspended", "closed"]
    for name in names:
        person = people.user(name, "Board member")
        if name not in {"discloses", "undeclared"}:
            people.member(name)
        if name != "codeless":
            enrol(person, key=uuid.uuid4())
    people.member("discloses")
    people.declared(people.user("discloses"), LESSER)
    undeclared = people.member("free")
    undeclared.pk, undeclared.user = None, people.user("undeclared")
    undeclared.save()
    BoardMember.objects.filter(user__username="unlicensed").update(licence_until=LONG_AGO)
    suspended = people.user("suspended")
    hold(suspended, cause=SigningHold.Cause.FAILURES, by=suspended)
    User.objects.filter(username="closed").update(is_active=False)
    whys = {member.user.username: member.why for member in suggested(article)}
    assert list(whys)[:2] == ["free", "discloses"]
    assert set(whys) == {*names} - {"closed"}
    assert "; no conflict with this text; " in whys["free"]
    disclosed = "; would disclose an interest in ACME: The answer is tagged “ACME”; 0 open "
    assert disclosed in whys["discloses"]
    for name, reason in (
        ("unlicensed", "licence ended on 2020-01-01"),
        ("undeclared", "no current declaration of interests"),
        ("codeless", "no authenticator set up"),
        ("suspended", "signing suspended"),
    ):
        assert whys[name].startswith(f"cannot sign: {reason}; ")
    assert [name for name, why in whys.items() if "no conflict" in why] == [
        name for name in whys if name not in {"discloses", "undeclared"}
    ]


@pytest.mark.parametrize("size", [1, 5])
def test_suggestions_take_as_many_queries_for_any_board(
    size: int, django_assert_num_queries: Any
) -> None:
    people.adopt(totp_required=True)
    article = people.submitted(tags=["ACME"])
    for number in range(size):
        people.declared(people.member(f"more{number}").user, LESSER)
    with django_assert_num_queries(SUGGESTING):
        assert len(suggested(article)) == size + 2


SUGGESTING = 8


def test_a_specialty_counts_for_suggestion_and_desk_only_once_verified() -> None:
    topic = Topic.objects.create(name="Liver disease", slug="liver")
    article = people.submitted(topics=[topic])
    member = field("hepatologist", "Infectious diseases", topic)
    facts = {"verified_at": None, "verified_by": None, "verified_how": ""}
    BoardMember.objects.filter(pk=member.pk).update(**facts)
    whys = {found.user.username: found.why for found in suggested(article)}
    assert "; Infectious diseases, not verified in a topic of it; " in whys["hepatologist"]
    workflow.assign(article, by=people.editor(), members=[member])
    assert "your specialty" not in client_of(member.user).get("/admin/").text


def test_a_member_who_stepped_back_is_suggested_after_the_others() -> None:
    article = people.submitted()
    workflow.assign(article, by=people.editor(), members=[people.member("reviewer1")])
    workflow.end_assignment(
        Assignment.objects.get(), by=people.user("reviewer1"), outcome="recused", reason="I know."
    )
    people.member("reviewer2")
    names = order(article)
    assert names.index("reviewer2") < names.index("reviewer1")


def test_whom_a_colleague_named_comes_first_and_whom_interests_exclude_last() -> None:
    article = people.submitted(tags=["ACME"])
    members = [people.member(f"reviewer{number}") for number in (1, 2, 3)]
    acme = {"entity": "ACME", "kind": "employment", "amount": "large", "note": ""}
    people.declared(members[1].user, {**acme, "since": datetime.date(2020, 1, 1), "until": None})
    workflow.assign(article, by=people.editor(), members=members[:1])
    workflow.decline(
        article,
        by=members[0].user,
        submission=people.latest(article),
        reason="No time.",
        colleague=members[2],
    )
    names = order(article)
    assert (names[0], names[-1]) == ("reviewer3", "reviewer2")
    editor = client_of(people.editor())
    page = editor.get(verb_url(article, "assign")).text
    assert "; suggested by Dr. Reviewer1, who declined; " in page
    assert "(cannot sign: conflict of interest in ACME; " in page
    forged = editor.post(verb_url(article, "assign"), {"members": [members[1].pk]})
    assert "cannot sign" in forged.text
    assert not Assignment.objects.open().exists()


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (("2027-02-02", ""), "Give both days, or neither."),
        (("2027-02-02", "2027-02-01"), "The last day cannot be before the first."),
        (("x", "2027-02-01"), "Enter a valid date."),
    ],
)
def test_a_member_who_mistypes_the_days_gets_a_sentence(
    days: tuple[str, str], sentence: str
) -> None:
    desk = client_of(people.member().user)
    typed = {"rhythm": "at_once", "first_day": days[0], "last_day": days[1]}
    assert sentence in desk.post("/admin/me/", typed).text
    assert not Absence.objects.exists()


def test_an_author_has_no_days_away() -> None:
    assert "Away from" not in client_of(people.author().user).get("/admin/me/").text


def test_an_editor_assigns_to_several_articles_at_once() -> None:
    articles = [people.submitted() for _ in range(2)]
    draft = people.drafted()
    member = people.member()
    desk = client_of(people.editor())
    picked = [str(article.pk) for article in [*articles, draft]]
    action = {"action": "assign_reviewers", "_selected_action": picked}
    page = desk.post("/admin/articles/article/", action, follow=True)
    assert draft.question in page.text
    assert "This cannot be done while the article is Draft." in page.text
    url = page.redirect_chain[-1][0]
    assert "Nobody was chosen" in desk.post(url, {}).text
    chosen: dict[str, Any] = {f"article{article.pk}-members": [member.pk] for article in articles}
    done = desk.post(url, chosen, follow=True)
    named = ", ".join(f"“{article.question}”" for article in articles)
    assert f"Reviewers assigned to 2 of 2 articles: {named}." in done.text
    assert Assignment.objects.open().filter(member=member).count() == 2
    again = desk.post(url, chosen)
    assert "One of them can no longer be assigned" in again.text
    assert Assignment.objects.count() == 2


def test_after_a_failure_only_what_is_not_done_is_listed_as_it_was_typed() -> None:
    done, failing, untouched = articles = [people.submitted() for _ in range(3)]
    first, second = people.member(), people.member("reviewer2")
    desk = client_of(people.editor())
    url = "/admin/articles/article/assign/?articles=" + ",".join(str(a.pk) for a in articles)
    workflow.assign(failing, by=people.editor(), members=[first])
    typed = {
        f"article{done.pk}-members": [first.pk],
        f"article{failing.pk}-members": [first.pk, second.pk],
    }
    page = desk.post(url, typed)
    assert f"Reviewers assigned to 1 of 2 articles: “{done.question}”." in page.text
    assert [form.article for form in page.context["forms"]] == [failing, untouched]
    assert page.text.count("errorlist") == 1
    again = sent(page, "plain")
    assert again == {f"article{failing.pk}-members": str(second.pk)}
    (action,) = re.findall(r'<form method="post" action="([^"]+)"', page.text)
    page = desk.post(action, again, follow=True)
    assert f"Reviewers assigned to 1 of 1 articles: “{failing.question}”." in page.text
    assert Assignment.objects.count() == 3


def test_no_article_that_was_picked_is_dropped_silently(monkeypatch: Any) -> None:
    articles = [people.submitted() for _ in range(3)]
    monkeypatch.setattr(bulk_assigning, "MOST", 2)
    member = people.member()
    desk = client_of(people.editor())
    picked = {"action": "assign_reviewers", "_selected_action": [str(a.pk) for a in articles]}
    page = desk.post("/admin/articles/article/", picked, follow=True)
    assert [form.article for form in page.context["forms"]] == articles[:2]
    assert "1 more article that you picked is not on this page" in page.text
    assert articles[2].question in page.text
    chosen = {f"article{articles[0].pk}-members": [member.pk]}
    page = desk.post(page.redirect_chain[-1][0], chosen, follow=True)
    assert [form.article for form in page.context["forms"]] == articles[2:]
    assert "not on this page" not in page.text
    monkeypatch.setattr(bulk_assigning, "PICKED", 2)
    page = desk.post("/admin/articles/article/", picked, follow=True)
    assert "You picked 3 articles: pick 2 at most at once." in page.text


def test_only_editors_assign_to_several_articles() -> None:
    article = people.submitted()
    url = f"/admin/articles/article/assign/?articles={article.pk}"
    assert client_of(people.author().user).get(url).status_code == 403
    page = client_of(people.user("auditor", "Auditor")).get("/admin/articles/article/").text
    assert "assign_reviewers" not in page


def test_an_article_below_the_quorum_needs_reviewers_until_it_has_them() -> None:
    def needing() -> list[str]:
        page = client_of(people.editor()).get("/admin/articles/article/?for_me=reviewers").text
        return sorted(set(re.findall(r"What helps in case \d+\?", page)))

    waiting = people.submitted()
    article = people.under_review()
    assert needing() == [waiting.question]
    people.sign(article, "reviewer1")
    assert needing() == [waiting.question]
    workflow.end_assignment(
        Assignment.objects.open().get(submission__article=article),
        by=people.user("reviewer2"),
        outcome="recused",
        reason="I know the maker.",
    )
    assert needing() == sorted([waiting.question, article.question])
