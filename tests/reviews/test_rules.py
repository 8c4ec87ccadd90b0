"""Each rule of the board, tried three ways: by form, by shell and by SQL, as site and as owner.

The table in docs/workflow.md names these tests; what each rule says is written here by hand.
"""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.contributing import contribute
from articles.models import Article
from reviews import attempts, workflow
from reviews.conflicts import window_starts
from reviews.models import BoardMember, ReviewDecision
from reviews.quorum import counting_signatures, still_open
from reviews.refusals import Refused
from tests import people
from tests.reviews.desk import client_of
from tests.reviews.raw import another, execute, refused
from tests.reviews.test_guards_decisions import signature

pytestmark = pytest.mark.django_db
TODAY = timezone.now().date()
FIRST_DAY = window_starts(TODAY, 36)
DAY = datetime.timedelta(days=1)


def member(**facts: Any) -> Callable[[Article], None]:
    def change(_: Article) -> None:
        row = people.member("reviewer1")
        for name, value in facts.items():
            setattr(row, name, value)
        row.save()

    return change


def declared(**facts: Any) -> Callable[[Article], None]:
    """Let reviewer1 declare an interest in what the answer is tagged with."""
    row = {"entity": "Acme Ltd", "kind": "employment", "amount": "small"}
    row |= {"since": datetime.date(2000, 1, 1)}
    return lambda _: people.declared(people.user("reviewer1"), row | facts)


def declared_on(day: datetime.date) -> Callable[[Article], None]:
    """Let the declarations be of that day. (Nobody can, but the owner with the guards off.)"""

    def change(_: Article) -> None:
        execute("SET LOCAL ROLE NONE")
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        execute("ALTER TABLE articles_declaration DISABLE TRIGGER USER")
        at = f"{day.isoformat()} 12:00+00"
        execute("UPDATE articles_declaration SET declared_at = %s", at)
        execute("SET CONSTRAINTS ALL DEFERRED")
        execute("SET LOCAL ROLE imprimatur_site")

    return change


def suspended(_: Article) -> None:
    for _number in range(attempts.LIMIT):
        attempts.note(people.user("reviewer1"), succeeded=False)


CONFLICT = "A member with a conflict of interest does not sign."
LICENCE = "A member signs with a verified licence that is valid today."
# By hand: what makes reviewer1 unable to sign, what they are told, and what PostgreSQL says.
REFUSED: dict[str, tuple[Callable[[Article], Any], str, str]] = {
    "five failures": (
        suspended,
        "Signing is suspended for your account",
        "Signing is suspended for this account.",
    ),
    "a declaration of a day too long ago": (
        declared_on(window_starts(TODAY, 12) - DAY),
        "Dr. Reviewer1 has no current declaration of interests",
        "A member signs with a current declaration of interests.",
    ),
    "employed until the first day of the window": (
        declared(until=FIRST_DAY),
        "Dr. Reviewer1 has a conflict of interest and cannot sign",
        CONFLICT,
    ),
    "paid much until the first day of the window": (
        declared(until=FIRST_DAY, kind="honoraria", amount="large"),
        "Dr. Reviewer1 has a conflict of interest and cannot sign",
        CONFLICT,
    ),
    "a licence until yesterday": (
        member(licence_until=TODAY - DAY),
        "The licence of Dr. Reviewer1 ended on",
        LICENCE,
    ),
    "no licence": (member(licence_until=None), "No licence of Dr. Reviewer1 is on file", LICENCE),
    "credentials that nobody verified": (
        member(verified_at=None, verified_by=None, verified_how=""),
        "The credentials of Dr. Reviewer1 were not verified",
        LICENCE,
    ),
    "what they wrote or changed": (
        lambda article: contribute(article, [people.user("reviewer1")]),
        "You wrote or changed this article, so you cannot decide on it.",
        "No one decides on what they wrote or changed.",
    ),
    "a seat that they left": (
        member(is_active=False),
        "Only a member of the medical advisory board can sign.",
        "A decision is signed now, by its member, on its submission.",
    ),
}
ALLOWED: dict[str, Callable[[Article], Any]] = {
    "a declaration of the first day that holds": declared_on(window_starts(TODAY, 12)),
    "employed until the day before the window": declared(until=FIRST_DAY - DAY),
    "paid much until the day before the window": declared(
        until=FIRST_DAY - DAY, kind="honoraria", amount="large"
    ),
    "a licence until today": member(licence_until=TODAY),
}


def half_signed() -> Article:
    article = people.under_review(people.drafted(tags=["ACME"]))
    people.sign(article, "reviewer2")
    return article


def post(article: Article, name: str = "reviewer1", **fields: str) -> Any:
    """Send the form of a signature, as a browser would that shows it though it should not."""
    url = reverse("admin:reviews_submission_review", args=[people.latest(article).pk])
    signed = {"verdict": "approve", "reason": "", "username": name, "password": people.PASSWORD}
    return client_of(people.user(name)).post(url, signed | fields)


@pytest.mark.parametrize("rule", REFUSED)
def test_who_may_not_sign_is_refused_by_form_by_shell_and_by_sql(rule: str) -> None:
    article = half_signed()
    arrange, sentence, sql = REFUSED[rule]
    arrange(article)
    page = post(article)
    assert page.status_code in {200, 403}
    assert sentence in page.text
    with pytest.raises(Refused, match=sentence.replace("(", r"\(")):
        people.sign(article, "reviewer1")
    free = {"outcome": "free", "interests": [{}] * _declared_interests()}
    assert refused(*signature(article, "reviewer1", conflict=free, **_as_known())) == sql
    assert ReviewDecision.objects.count() == 1


@pytest.mark.parametrize("rule", ALLOWED)
def test_who_may_sign_on_the_last_day_does(rule: str) -> None:
    article = half_signed()
    ALLOWED[rule](article)
    free = {"outcome": "free", "interests": [{}] * _declared_interests()}
    row = signature(article, "reviewer1", conflict=free, **_as_known())
    execute("SAVEPOINT before")
    assert execute(*row) == 1
    execute("ROLLBACK TO before")
    assert post(article).status_code == 302
    assert ReviewDecision.objects.count() == 2


def _as_known() -> dict[str, Any]:
    """Return what the board knows of reviewer1, so that nothing but the rule is wrong."""
    row = BoardMember.objects.get(name="Dr. Reviewer1")
    return {
        "licence_until": row.licence_until and row.licence_until.isoformat(),
        "specialties": row.specialties if row.verified_at else [],
        "institution": row.institution,
    }


def _declared_interests() -> int:
    return int(people.user("reviewer1").declarations.latest("number").interests.count())


# Those who sign together. By hand: what is changed of the members, what is open after the second
# signature, and what PostgreSQL says to an edition that appears nevertheless.
TOGETHER: dict[str, tuple[Callable[[], Any], str, str]] = {
    "quorum": (
        lambda: people.adopt(quorum=3),
        "One more signature is needed; signed by",
        "The edition needs 3 signatures and has 2.",
    ),
    "specialty": (
        lambda: [_change(name, specialties=[]) for name in ("reviewer1", "reviewer2")],
        "One more signature is needed by a member with a verified specialty in General medicine.",
        "The edition needs 1 signers with a specialty in its topics and has 0.",
    ),
    "outsider": (
        lambda: [_change(n, institution="Test House") for n in ("reviewer1", "reviewer2")],
        "One more signature is needed by a member from outside the authors' institutions.",
        "The edition needs 1 signers from other institutions and has 0.",
    ),
    "two thirds": (
        lambda: declared(kind="travel")(None),  # type: ignore[arg-type]
        "One more signature is needed by a member without a conflict of interest.",
        "Too few signers of the edition are free of conflict.",
    ),
}


def _change(name: str, **facts: Any) -> None:
    row = people.member(name)
    for field, value in facts.items():
        setattr(row, field, value)
    row.save()


@pytest.mark.parametrize("rule", TOGETHER)
def test_no_edition_before_its_signers_together_meet_the_policy(rule: str) -> None:
    other = people.approved(people.drafted(authors=[people.author("elsewhere")])).editions.get()
    arrange, sentence, sql = TOGETHER[rule]
    arrange()
    article = people.submitted(people.drafted(tags=["ACME"]))
    members = [BoardMember.objects.get(name=f"Dr. Reviewer{n}") for n in (1, 2)]
    members.append(people.member("reviewer3"))
    workflow.assign(article, by=people.editor(), members=members)
    workflow.start_review(article, by=people.editor())
    assert people.sign(article, "reviewer2").edition is None  # by shell
    people.accept(article, "reviewer1")
    answer = post(article)  # by form
    assert answer.status_code == 302
    told = client_of(people.user("reviewer1")).get(answer.headers["Location"])
    assert told.status_code == 200
    submission = people.latest(article)
    still = still_open(submission, submission.review.policy, counting_signatures(submission))
    assert any(one.startswith(sentence) for one in still)
    facts = {"article_id": article.pk, "submission_id": str(submission.pk)}
    assert refused(*another(other, **facts, number=1, published_at="now")) == sql
    assert not article.editions.exists()
    assert people.sign(article, "reviewer3").edition is not None


def test_a_review_keeps_its_policy_by_form_by_shell_and_by_sql() -> None:
    article = half_signed()
    laxer = people.adopt(quorum=1, licence_required=False)
    member(licence_until=TODAY - DAY)(article)
    assert "The licence of Dr. Reviewer1 ended" in post(article).text
    with pytest.raises(Refused, match="The licence of Dr. Reviewer1 ended"):
        people.sign(article, "reviewer1")
    row = signature(article, "reviewer1", policy_id=str(laxer.pk), **_as_known())
    assert refused(*row) == "A decision names the policy of its review."
    member(licence_until=TODAY)(article)
    assert post(article).status_code == 302
    assert article.editions.get().submission.review.policy.version == 1
