"""People and articles for tests; an article reaches its state through the real verbs."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.utils import timezone

from articles.compose import compose
from articles.drafting import draft
from articles.models import (
    Article,
    Author,
    Disclaimer,
    Edition,
    Submission,
    Topic,
    Withdrawal,
)
from citations.models import Citation
from integrity.canonical import canonical
from reviews import who, workflow
from reviews.models import BoardMember, Policy, Verdict
from tests.at_hand import at_hand

PASSWORD = "correct horse battery staple"
_numbers: Iterator[int] = count(1)


def user(name: str, *groups: str) -> User:
    person, created = User.objects.get_or_create(
        username=name,
        defaults={"is_staff": True, "first_name": name.title(), "last_name": "Test"},
    )
    if created:
        person.password = make_password(PASSWORD)
        person.save()
        person.groups.set(Group.objects.filter(name__in=groups))
    return person


def author(name: str = "author") -> Author:
    person = user(name, "Author")
    facts = {"name": f"{name.title()} Test", "credentials": "MD", "affiliation": "Test House"}
    found = Author.objects.get_or_create(user=person, defaults=facts)[0]
    declared(person)
    return found


def declared(person: User, *interests: dict[str, Any]) -> None:
    """Let `person` declare `interests`; without any, that there are none, unless they have."""
    if interests or not person.declarations.exists():
        workflow.declare(by=person, interests=interests)


def member(name: str = "reviewer1") -> BoardMember:
    """Return a member who may sign whatever there is: an expert in all topics, from elsewhere."""
    person, topic = user(name, "Board member"), general_medicine()
    found = BoardMember.objects.get_or_create(
        user=person,
        defaults={
            "name": f"Dr. {name.title()}",
            "credentials": "MD, PhD",
            "institution": "Review House",
            "specialties": [topic.pk],
            "licence_number": "12345",
            "licence_authority": "Test Board",
            "licence_until": "2999-12-31",
            "verified_how": "Register of the Test Board",
            "verified_at": timezone.now(),
            "verified_by": person,
        },
    )[0]
    topics = sorted(Topic.objects.values_list("pk", flat=True))
    if found.specialties != topics:
        found.specialties = topics
        found.save()
    found.refresh_from_db()
    declared(person)
    return found


def general_medicine() -> Topic:
    facts = {"slug": "general-medicine"}
    return Topic.objects.get_or_create(name="General medicine", defaults=facts)[0]


def editor(name: str = "editor") -> User:
    return user(name, "Editor")


def chief(name: str = "chief") -> User:
    return user(name, "Editor-in-chief")


def adopt(reason: str = "The board grew.", **rules: Any) -> Policy:
    return workflow.adopt_policy(
        by=chief(), rules=rules, reason=reason, instead_of=Policy.in_force().version
    )


def citation(key: str = "smith2020", **facts: Any) -> Citation:
    defaults = {
        "title": f"A trial of {key}",
        "author": [{"family": "Smith", "given": "Ann"}],
        "container_title": "Journal of Tests",
        "issued_year": 2020,
        "volume": "1",
        "page": "1-9",
        "doi": f"10.5555/{key}",
    }
    return Citation.objects.get_or_create(key=key, defaults=defaults | facts)[0]


def usual() -> None:
    """Make the people of most tests, once: every database for tests begins with them."""
    author()
    editor()
    member("reviewer1")
    member("reviewer2")


@at_hand
def drafted(**facts: Any) -> Article:
    number = next(_numbers)
    citation()
    Disclaimer.objects.get_or_create(audience="clinician", defaults={"text": "For professionals."})
    defaults = {
        "question": f"What helps in case {number}?",
        "slug": f"case-{number}",
        "authors": [author()],
        "topics": [general_medicine()],
        "wordings": {
            "clinician": {
                "from_guidelines": f"The test of case {number} says yes [@smith2020].",
                "from_research": "",
            }
        },
    }
    facts = defaults | facts
    return draft(by=facts.pop("by", facts["authors"][0].user), **facts)


@at_hand
def submitted(article: Article | None = None, **facts: Any) -> Article:
    article = article or drafted(**facts)
    workflow.submit(article, by=first_author(article), note="Please read.")
    return article


@at_hand
def under_review(article: Article | None = None, **facts: Any) -> Article:
    article = submitted(article, **facts)
    asked(article, "reviewer1", "reviewer2")
    workflow.start_review(article, by=editor())
    return article


def asked(article: Article, *names: str) -> None:
    """Invite the members of these `names`, who accept."""
    workflow.assign(article, by=editor(), members=[member(name) for name in names])
    for name in names:
        accept(article, name)


def accept(article: Article, *names: str) -> None:
    for name in names:
        workflow.accept(article, by=user(name), submission=latest(article))


@at_hand
def approved(article: Article | None = None, **facts: Any) -> Article:
    article = under_review(article, **facts)
    for name in ("reviewer1", "reviewer2"):
        sign(article, name)
    return article


@at_hand
def changes_requested(article: Article | None = None, **facts: Any) -> Article:
    article = under_review(article, **facts)
    sign(article, "reviewer1", Verdict.REQUEST_CHANGES, "The dose is missing.")
    return article


@at_hand
def withdrawn(article: Article | None = None, **facts: Any) -> Article:
    article = approved(article, **facts)
    workflow.withdraw(
        article,
        by=editor(),
        category=Withdrawal.Category.WRONG,
        sentence="The source was misread.",
    )
    return article


@at_hand
def under_revision(article: Article | None = None, **facts: Any) -> Article:
    article = approved(article, **facts)
    workflow.revise(
        article, by=first_author(article), kind=Edition.Kind.UPDATE, note="A newer trial."
    )
    return article


def sign(
    article: Article, name: str, verdict: Verdict = Verdict.APPROVE, reason: str = ""
) -> workflow.Signed:
    if who.a_reviewer(article, user(name)) == who.NOT_ACCEPTED:
        accept(article, name)
    return workflow.sign(
        article, by=user(name), submission=latest(article), verdict=verdict, reason=reason
    )


def latest(article: Article) -> Submission:
    return article.submissions.order_by("-number")[0]


def first_author(article: Article) -> User:
    return article.authorships.order_by("position")[0].author.user


def compose_bytes(article: Article) -> bytes:
    return canonical(compose(article))
