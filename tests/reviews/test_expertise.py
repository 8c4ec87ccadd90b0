"""Who has to be among the signers, and who may know what is missing."""

import datetime
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Topic
from reviews import workflow
from reviews.models import Assignment, BoardMember, ReviewDecision
from reviews.refusals import Refused
from tests import people
from tests.reviews.desk import change_url, client_of
from tests.reviews.intruder import found
from tests.reviews.raw import another, refused
from tests.reviews.test_guards_decisions import signature

pytestmark = pytest.mark.django_db
MEMBERS = "/admin/reviews/boardmember/"


def changed(name: str, **facts: Any) -> BoardMember:
    member = people.member(name)
    for field, value in facts.items():
        setattr(member, field, value)
    member.save()
    return member


def started(*members: BoardMember, article: Article | None = None) -> Article:
    article = article or people.submitted()
    workflow.assign(article, by=people.editor(), members=list(members))
    workflow.start_review(article, by=people.editor())
    return article


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"specialties": []}, "Too few reviewers have a verified specialty in General medicine"),
        (
            {"verified_how": "", "verified_at": None, "verified_by": None},
            "The credentials of Dr. Reviewer1 were not verified",
        ),
        ({"institution": "test house"}, "Too few reviewers are from outside"),
        ({"institution": ""}, "Too few reviewers are from outside"),
        ({"licence_until": datetime.date(2020, 1, 1)}, "The licence of Dr. Reviewer1 ended"),
        ({"licence_until": None}, "No licence of Dr. Reviewer1 is on file"),
    ],
)
def test_a_review_starts_only_where_its_quorum_can_be_met(
    facts: dict[str, Any], sentence: str
) -> None:
    article = people.submitted()
    people.member("reviewer2")
    members = [changed("reviewer1", **facts), changed("reviewer2", **facts)]
    workflow.assign(article, by=people.editor(), members=members)
    with pytest.raises(Refused, match=sentence):
        workflow.start_review(article, by=people.editor())
    page = client_of(people.editor()).get(f"/admin/articles/article/{article.pk}/do/start_review/")
    assert any(sentence in one.sentence for one in page.context["hindrances"])


def test_an_article_without_a_topic_is_matched_by_nobody() -> None:
    people.adopt("Anybody may sign.", matching_specialties=0)
    article = people.submitted(topics=[])
    people.adopt("Experts sign.", matching_specialties=1)
    members = [people.member("reviewer1"), people.member("reviewer2")]
    workflow.assign(article, by=people.editor(), members=members)
    with pytest.raises(Refused, match="has no topic, so no specialty can match it"):
        workflow.start_review(article, by=people.editor())


def test_specialty_and_institution_are_asked_of_those_who_sign() -> None:
    """The one expert and the one from elsewhere are asked, and others sign first."""
    other = people.approved(people.drafted(authors=[people.author("elsewhere")])).editions.get()
    home = {"institution": "Test House"}
    plain = [changed(f"reviewer{n}", specialties=[], **home) for n in (1, 2)]
    expert = changed("reviewer3", **home)
    guest = changed("reviewer4", specialties=[])
    article = started(*plain, expert, guest)
    assert (
        people.sign(article, "reviewer1").still_open[0]
        == "One more signature is needed; signed by Dr. Reviewer1."
    )
    assert people.sign(article, "reviewer2").still_open == [
        "One more signature is needed by a member with a verified specialty in General medicine.",
        "One more signature is needed by a member from outside the authors' institutions.",
    ]
    facts = {"article_id": article.pk, "submission_id": str(people.latest(article).pk)}
    forged = another(other, **facts, number=1, published_at="now")
    assert (
        refused(*forged) == "The edition needs 1 signers with a specialty in its topics and has 0."
    )
    assert people.sign(article, "reviewer3").edition is None
    assert refused(*forged) == "The edition needs 1 signers from other institutions and has 0."
    assert people.sign(article, "reviewer4").edition
    assert found() == ""


def test_a_member_signs_with_a_valid_licence_alone() -> None:
    article = people.under_review()
    people.sign(article, "reviewer1")
    row = signature(article, "reviewer2")
    changed("reviewer2", licence_until=datetime.date(2020, 1, 1))
    with pytest.raises(Refused, match="The licence of Dr. Reviewer2 ended on 2020-01-01"):
        people.sign(article, "reviewer2")
    assert refused(*row) == "A member signs with a verified licence that is valid today."
    people.adopt(licence_required=False)  # the review keeps its version
    with pytest.raises(Refused):
        people.sign(article, "reviewer2")


def test_a_member_who_cannot_reaffirm_is_told_beforehand() -> None:
    edition = people.approved().editions.get()
    page = f"/admin/reviews/assignment/edition/{edition.pk}/reaffirm/"
    desk = client_of(people.user("reviewer1"))
    assert desk.get(page).context["unable"] == []
    changed("reviewer1", licence_until=datetime.date(2020, 1, 1))
    people.adopt(totp_required=True)
    shown = desk.get(page)
    assert (shown.context["form"], shown.status_code) == (None, 200)
    assert "You can read, but not sign: The policy asks for a code" in shown.text
    assert "The licence of Dr. Reviewer1 ended on 2020-01-01" in shown.text
    signed = {"username": "reviewer1", "password": people.PASSWORD}
    assert "The policy asks for a code" in desk.post(page, signed).text
    assert ReviewDecision.objects.count() == 2


@pytest.mark.parametrize(
    "changes", [{"specialties": []}, {"institution": "X"}, {"licence_until": "2020-01-01"}]
)
def test_a_signature_states_its_member_as_the_board_knows_them(changes: dict[str, Any]) -> None:
    article = people.under_review()
    people.sign(article, "reviewer1")
    row = signature(article, "reviewer2", **changes)
    assert refused(*row) == "A decision states its member as the board knows them."


def test_a_recused_members_approval_counts_no_more() -> None:
    article = people.under_review()
    people.sign(article, "reviewer1")
    workflow.return_to_authors(article, by=people.editor(), category="Form", sentence="Again.")
    people.under_review(article)
    workflow.assign(article, by=people.editor(), members=[people.member("reviewer3")])
    own = Assignment.objects.get(member=people.member("reviewer1"), closed_at=None)
    workflow.end_assignment(
        own, by=people.user("reviewer1"), outcome=Assignment.Outcome.RECUSED, reason="My cousin's."
    )
    assert people.sign(article, "reviewer2").still_open == [
        "One more signature is needed; signed by Dr. Reviewer2."
    ]
    signed = people.sign(article, "reviewer3")
    assert [s["name"] for s in signed.edition.signers] == ["Dr. Reviewer2", "Dr. Reviewer3"]
    assert found() == ""


# Who may know what is open


def test_a_member_who_has_not_signed_sees_rules_and_no_names() -> None:
    article = people.under_review()
    people.sign(article, "reviewer1")
    review = f"/admin/reviews/assignment/submission/{people.latest(article).pk}/review/"
    waiting = client_of(people.user("reviewer2")).get(review).context["rules"]
    assert waiting == [
        "At least 2 different members of the board have to sign that very copy.",
        "At least 1 signer has a verified specialty that matches a topic of the answer.",
        "At least 1 signer is from outside the authors' institutions.",
        "Of the signers, at least 2 in 3 are free of conflict.",
    ]
    told = ["One more signature is needed; signed by Dr. Reviewer1."]
    for name in ("reviewer1", "editor"):
        assert client_of(people.user(name)).get(review).context["rules"] == told
    author = client_of(people.first_author(article)).get(change_url(article))
    assert author.context["rules"] == told


# The board's own page


def page_of(member: BoardMember, **changes: Any) -> dict[str, Any]:
    fields = (
        *("name", "credentials", "specialty", "affiliation", "institution", "specialties"),
        *("licence_number", "licence_authority", "licence_until", "verified_how", "is_active"),
    )
    sent = {name: getattr(member, name) for name in fields}
    return {k: v for k, v in sent.items() if v is not None} | {"change_reason": "Seen"} | changes


def test_an_editor_verifies_credentials_and_a_change_undoes_it() -> None:
    member, editor = people.member("reviewer1"), client_of(people.editor())
    url = f"{MEMBERS}{member.pk}/change/"
    topic = Topic.objects.create(name="Oncology", slug="oncology")
    response = editor.post(url, page_of(member, specialties=[topic.pk]), follow=True)
    assert "has changed, so it counts as not verified" in response.content.decode()
    member.refresh_from_db()
    assert (member.specialties, member.verified_at, member.verified_by) == ([topic.pk], None, None)
    editor.post(url, page_of(member, verified_how="Called the register"))
    member.refresh_from_db()
    assert (member.verified_by, member.verified_how) == (people.editor(), "Called the register")
    editor.post(url, page_of(member, affiliation="Elsewhere"))
    member.refresh_from_db()
    assert member.verified_at is not None
    bad = editor.post(url, page_of(member, specialties=[10**6], licence_until="soon"))
    assert set(bad.context["adminform"].form.errors) == {"specialties", "licence_until"}


# Declaring at the desk

DECLARE = "/admin/articles/declaration/add/"


def declaration(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    sent = {"interest-TOTAL_FORMS": len(rows), "interest-INITIAL_FORMS": 0}
    for place, row in enumerate(rows):
        sent |= {f"interest-{place}-{name}": value for name, value in row.items()}
    signed = {"complete": "on", "username": "reviewer1", "password": people.PASSWORD}
    return sent | signed | changes


GIFT = {"entity": "Acme", "kind": "gifts", "amount": "small", "since": "2024-01-01"}


def test_a_member_declares_and_signs_their_own_interests() -> None:
    member = people.member("reviewer1").user
    desk = client_of(member)
    wrong = [
        declaration(GIFT, password="wrong"),
        declaration(GIFT, complete=""),
        declaration(GIFT | {"kind": "love"}),
        declaration(GIFT | {"until": "2023-01-01"}),
        declaration(GIFT | {"entity": ""}),
        declaration(GIFT | {"since": "yesterday"}),
        declaration({"entity": "Half"}),
        declaration(GIFT) | {"interest-TOTAL_FORMS": "many"},
    ]
    for fields in wrong:
        assert desk.post(DECLARE, fields).status_code == 200
    assert member.declarations.count() == 1
    assert desk.post(DECLARE, declaration(GIFT)).status_code == 302
    last = member.declarations.latest("number")
    assert (last.number, last.facts()) == (2, [GIFT])
    assert "Acme" in desk.get(DECLARE).content.decode()
    left_out = declaration(GIFT | {"DELETE": "on"}) | {"interest-INITIAL_FORMS": 1}
    assert desk.post(DECLARE, left_out).status_code == 302
    assert member.declarations.latest("number").facts() == []
    assert found() == ""


def test_a_declaration_is_read_by_its_person_editors_and_auditors(client: Client) -> None:
    people.declared(people.member("reviewer1").user, {**GIFT, "since": datetime.date(2024, 1, 1)})
    listing = "/admin/articles/declaration/"
    assert client.get(DECLARE).status_code == 302
    assert "Acme" in client_of(people.editor()).get(listing).content.decode()
    assert "Acme" not in client_of(people.author().user).get(listing).content.decode()
    assert client_of(people.editor()).get(DECLARE).status_code == 403
    assert not ReviewDecision.objects.exists()
