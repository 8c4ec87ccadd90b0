"""How a policy is adopted: by whom, signed, previewed, and two at once."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from reviews import workflow
from reviews.models import Policy, Record
from reviews.policy_rules import FIELDS
from reviews.refusals import Forbidden, Refused
from tests import people
from tests.reviews.desk import client_of, sent
from tests.reviews.intruder import found
from tests.reviews.raw import copied, refused

pytestmark = pytest.mark.django_db
ADOPT = "/admin/reviews/policy/add/"


def form(**changes: Any) -> dict[str, Any]:
    policy = Policy.in_force()
    fields = {name: getattr(policy, name) for name in FIELDS}
    sent = {name: value for name, value in fields.items() if value is not False}
    return sent | {"reason": "The board grew.", "instead_of": policy.version} | changes


def signed(response: Any, **changes: Any) -> dict[str, Any]:
    """Return what the previewed form sends when it is signed."""
    previewed = response.context["form"].data["previewed"]
    credentials = {"username": "chief", "password": people.PASSWORD}
    return form(**changes) | credentials | {"previewed": previewed, "_sign": "1"}


@pytest.fixture
def chief() -> Client:
    return client_of(people.chief())


def test_an_editor_in_chief_adopts_what_was_previewed(chief: Client) -> None:
    preview = chief.post(ADOPT, form(quorum=3))
    assert preview.context["changes"] == [("Board members who must sign", "2", "3")]
    assert Policy.in_force().version == 1
    response = chief.post(ADOPT, signed(preview, quorum=3))
    assert response.status_code == 302
    policy, line = Policy.in_force(), Record.objects.latest("number")
    assert (policy.version, policy.quorum, policy.printed_name) == (2, 3, "Chief Test")
    assert (line.verb, line.actor, line.reason) == (
        "adopt_policy", people.chief(), "Version 2. The board grew.",
    )  # fmt: skip
    assert found() == ""


def test_the_preview_keeps_what_was_typed_so_that_it_can_be_signed(chief: Client) -> None:
    """As a browser does it: each form is sent as the page before shows it."""
    first = sent(chief.get(ADOPT), "plain")
    preview = chief.post(ADOPT, first | {"review_days": "21", "reason": "Holidays & more.\r\nSo."})
    signed = sent(preview, "plain") | {"username": "chief", "password": people.PASSWORD}
    assert chief.post(ADOPT, signed | {"_sign": "1"}).status_code == 302
    policy = Policy.in_force()
    assert (policy.version, policy.review_days) == (2, 21)
    assert policy.excluding_kinds == ["employment", "ownership"]
    assert "Holidays & more." in policy.reason


def test_nothing_is_adopted_unsigned_or_unlike_its_preview(chief: Client) -> None:
    preview = chief.post(ADOPT, form(quorum=3))
    wrong = [
        signed(preview, quorum=3) | {"password": "wrong"},
        signed(preview, quorum=4),
        signed(preview, quorum=3, reason=""),
        signed(preview, quorum=0),
        signed(preview, quorum="many"),
        signed(preview, free_signers=4, free_of_signers=3),
        signed(preview, excluding_kinds=["friendship"]),
        signed(preview),
        form(quorum=3),
    ]
    for fields in wrong:
        assert chief.post(ADOPT, fields).status_code in {200, 429}
    assert Policy.in_force().version == 1


def test_nobody_else_adopts_a_policy() -> None:
    for person in (people.editor(), people.member().user, people.author().user):
        assert client_of(person).get(ADOPT).status_code == 403
        assert client_of(person).post(ADOPT, form(quorum=3)).status_code == 403
        with pytest.raises(Forbidden):
            workflow.adopt_policy(by=person, rules={"quorum": 1}, reason="Mine", instead_of=1)


def test_of_two_editors_in_chief_the_second_is_told(chief: Client) -> None:
    preview = chief.post(ADOPT, form(quorum=3))
    late = signed(preview, quorum=3)
    workflow.adopt_policy(
        by=people.chief("other"), rules={"review_days": 21}, reason="Holidays.", instead_of=1
    )
    page = chief.post(ADOPT, late)
    (told,) = page.context["errors"]
    assert told.startswith("Meanwhile Other Test adopted version 2 (Holidays.). Nothing of yours")
    kept = page.context["form"].initial
    assert (kept["quorum"], kept["review_days"], kept["instead_of"]) == (3, 21, 2)
    with pytest.raises(Refused):
        workflow.adopt_policy(by=people.chief(), rules={}, reason="Late", instead_of=1)
    assert Policy.in_force().version == 2


def test_the_preview_tells_what_it_would_change(chief: Client) -> None:
    standing = people.approved(question="What ages?").standing
    standing.change(review_due=timezone.localdate() + timedelta(days=20))
    people.under_review(people.drafted(authors=[people.author("second")]))
    waiting = people.submitted(question="What waits?")
    workflow.assign(waiting, by=people.editor(), members=[people.member()])
    page = chief.post(ADOPT, form(quorum=3, review_days=30))
    told = [(effect.sentence, effect.articles) for effect in page.context["effects"]]
    assert told == [
        ("1 review that is under way keeps its version of the policy, as version 1 is now.", []),
        (
            "1 submitted article would be reviewed under the new version.",
            ["What waits?: The review needs 3 reviewers and has 1: assign more first."],
        ),
        ("1 other article would be, once submitted.", []),
        (
            "1 edition would be due earlier, or called due or overdue at once.",
            [f"What ages?: review due, on {standing.review_due:%Y-%m-%d}"],
        ),
    ]


def test_postgresql_takes_a_policy_from_an_editor_in_chief_alone() -> None:
    adopted = people.adopt(quorum=3)
    fresh = {"id": str(uuid.uuid4()), "version": 3, "adopted_at": "now"}
    by_editor = copied(adopted, **fresh, adopter_id=people.editor().pk)
    assert refused(*by_editor) == "A policy is adopted now, by an editor-in-chief."
    earlier = copied(adopted, **fresh | {"adopted_at": "2020-01-01T00:00:00Z"})
    assert refused(*earlier) == "A policy is adopted now, by an editor-in-chief."
    nobody = copied(adopted, **fresh, adopter_id=None, printed_name="")
    assert refused(*nobody) == "A policy is adopted now, by an editor-in-chief."
