"""The demonstration, brought into the database through the real verbs. Safe to run again."""

import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone

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
from articles.quoting import find_passage, text_of
from citations.csl import citation_from_csl
from citations.models import Citation
from integrity.models import database_now, save_with_reason
from reviews import workflow
from reviews.commenting import GENERAL
from reviews.demo.content import (
    DemoArticle,
    DemoComment,
    DemoContent,
    DemoPerson,
    DemoRound,
    DemoState,
    DemoUpdate,
    Wordings,
)
from reviews.demo.questions import add_questions
from reviews.models import BoardMember, Comment, Verdict

PASSWORD = "imprimatur-demo"  # noqa: S105  printed on the terminal; the demo has nothing to hide
REASON = "Sample content of the demonstration"


class NotADemoError(Exception):
    """The database holds a real site's accounts; the demo's have no place there."""


def load(content: DemoContent) -> int:
    """Add what is missing of `content`; return the number of articles added.

    Each article is one transaction, so a run that was stopped can be run again.
    Raises NotADemoError where there are accounts and none of the demo's.
    """
    with transaction.atomic():
        people = _people(content)
        topics = _topics(content, people["editor"])
        _board(content, people, topics)
        _declare(content, people)
        _disclaimers(content, people["editor"])
        _citations(content, people["editor"])
    present = set(Article.objects.values_list("slug", flat=True))
    missing = [article for article in content.articles if article.slug not in present]
    for article in missing:
        with transaction.atomic():
            _article(article, people, topics)
    if missing:
        with transaction.atomic():
            add_questions(people["editor"])
    return len(missing)


def _people(content: DemoContent) -> dict[str, User]:
    names = [person.username for person in content.people]
    people = {user.username: user for user in User.objects.filter(username__in=names)}
    if not people and User.objects.exists():
        raise NotADemoError(
            "This database has accounts that are not the demo's: give the demo a database of its "
            "own, or run the site without it as docs/deploying.md says."
        )
    password = make_password(PASSWORD) if len(people) < len(names) else ""
    for person in content.people:
        if person.username not in people:
            people[person.username] = _person(person, password)
    return people


def _person(person: DemoPerson, password: str) -> User:
    first, _, last = person.name.rpartition(" ")
    user = User.objects.create(
        username=person.username,
        first_name=first,
        last_name=last,
        email=f"{person.username}@example.org",
        password=password,
        is_staff=True,
    )
    user.groups.add(Group.objects.get(name=person.group))
    facts = {
        "user": user,
        "name": person.name,
        "credentials": person.credentials,
        "affiliation": person.affiliation,
    }
    if person.group == "Author":
        save_with_reason(Author(**facts), user, REASON)
    return user


def _board(content: DemoContent, people: dict[str, User], topics: dict[str, Topic]) -> None:
    """Give the board's people their seats, with a licence that is verified as a demo's is."""
    present = set(BoardMember.objects.values_list("user__username", flat=True))
    for person in content.people:
        if person.group != "Board member" or person.username in present:
            continue
        member = BoardMember(
            user=people[person.username],
            name=person.name,
            credentials=person.credentials,
            specialty=person.specialty,
            affiliation=person.affiliation,
            institution=person.affiliation,
            specialties=sorted(topics[slug].pk for slug in person.specialties),
            licence_number="DEMO",
            licence_authority="Demonstration register (fictional)",
            licence_until=datetime.date(timezone.now().year + 5, 12, 31),
            verified_how="Made up with the rest of the demonstration",
            verified_by=people["editor"],
            verified_at=database_now(),
        )
        save_with_reason(member, people["editor"], REASON)


def _declare(content: DemoContent, people: dict[str, User]) -> None:
    """Let authors and members declare their interests, or that there are none."""
    for person in content.people:
        user = people[person.username]
        if person.group in {"Author", "Board member"} and not user.declarations.exists():
            workflow.declare(by=user, interests=person.interests)


def _topics(content: DemoContent, by: User) -> dict[str, Topic]:
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    for demo in content.topics:
        if demo.slug not in topics:
            topic = Topic(slug=demo.slug, name=demo.name, description=demo.description)
            save_with_reason(topic, by, REASON)
            topics[demo.slug] = topic
    return topics


def _disclaimers(content: DemoContent, by: User) -> None:
    present = set(Disclaimer.objects.values_list("audience", flat=True))
    for audience, text in content.disclaimers.items():
        if audience not in present:
            save_with_reason(Disclaimer(audience=audience, text=text), by, REASON)


def _citations(content: DemoContent, by: User) -> None:
    present = set(Citation.objects.values_list("key", flat=True))
    for item in content.citations:
        if item["id"] not in present:
            save_with_reason(citation_from_csl(item), by, REASON)


def _article(demo: DemoArticle, people: dict[str, User], topics: dict[str, Topic]) -> None:
    by = people[demo.authors[0]]
    authors = {author.user.username: author for author in Author.objects.select_related("user")}
    article = draft(
        question=demo.question,
        slug=demo.slug,
        by=by,
        authors=[authors[name] for name in demo.authors],
        wordings=demo.earlier.wordings if demo.earlier else demo.wordings,
        topics=[topics[slug] for slug in demo.topics],
        tags=demo.tags,
        searched_through=demo.searched_through,
        origin=demo.origin,
        reason=REASON,
    )
    if demo.state == DemoState.DRAFT:
        return
    if demo.earlier is not None:
        _hold_round(article, demo, demo.earlier, people)
    workflow.submit(article, by=by, note=demo.note_to_reviewers)
    if demo.state == DemoState.SUBMITTED:
        return
    _review(article, people, demo.reviewers)
    _decide(article, demo, people)
    if demo.update is not None:
        _update(article, demo.update, people, by)
    if demo.withdrawal is not None:
        workflow.withdraw(
            article,
            by=people[demo.withdrawal.by],
            category=Withdrawal.Category(demo.withdrawal.category),
            sentence=demo.withdrawal.sentence,
            replacement=Article.objects.get(slug=demo.withdrawal.replacement),
        )


def _review(article: Article, people: dict[str, User], reviewers: tuple[str, ...]) -> None:
    members = list(BoardMember.objects.filter(user__username__in=reviewers).order_by("pk"))
    workflow.assign(article, by=people["editor"], members=members)
    workflow.start_review(article, by=people["editor"])


def _accept(article: Article, member: User) -> None:
    workflow.accept(article, by=member, submission=article.submissions.latest("number"))


def _decide(article: Article, demo: DemoArticle, people: dict[str, User]) -> None:
    decisions: list[tuple[str, Any, str]] = [
        (approval.by, approval.verdict, approval.reason) for approval in demo.approvals
    ]
    if demo.changes_requested is not None:
        changes = demo.changes_requested
        decisions.append((changes.by, "request_changes", changes.reason))
    for by, verdict, reason in decisions:
        _accept(article, people[by])
        workflow.sign(
            article,
            by=people[by],
            submission=article.submissions.latest("number"),
            verdict=verdict,
            reason=reason,
        )


def _hold_round(
    article: Article, demo: DemoArticle, earlier: DemoRound, people: dict[str, User]
) -> None:
    """Submit the earlier text, comment on it, send it back, answer and rewrite."""
    by, changes = people[demo.authors[0]], earlier.changes_requested
    submission = workflow.submit(article, by=by, note=earlier.note_to_reviewers)
    _review(article, people, demo.reviewers)
    for name in {changes.by, *(told.by for told in earlier.comments)} & set(demo.reviewers):
        _accept(article, people[name])
    comments = [_comment(submission, one, people) for one in earlier.comments]
    workflow.sign(
        article,
        by=people[changes.by],
        submission=submission,
        verdict=Verdict.REQUEST_CHANGES,
        reason=changes.reason,
    )
    for comment, told in zip(comments, earlier.comments, strict=True):
        workflow.answer(comment, by=people[told.answered_by], text=told.answer)
    _rewrite(article, demo.wordings, by, REASON)


def _comment(submission: Submission, demo: DemoComment, people: dict[str, User]) -> Comment:
    stored = submission.rendered.get(audience=demo.audience)
    quote = find_passage(text_of(bytes(stored.html).decode()), demo.passage)
    return workflow.comment(
        submission,
        by=people[demo.by],
        text=demo.text,
        audience=demo.audience if quote else "",
        quote=quote or GENERAL,
        is_blocking=demo.is_blocking,
    )


def _rewrite(article: Article, wordings: Wordings, by: User, reason: str) -> None:
    for wording in article.wordings.all():
        parts = wordings[wording.audience]
        wording.from_guidelines = parts["from_guidelines"]
        wording.from_research = parts["from_research"]
        save_with_reason(wording, by, reason)


def _update(article: Article, update: DemoUpdate, people: dict[str, User], by: User) -> None:
    workflow.revise(article, by=by, kind=Edition.Kind(update.kind), note=update.public_note)
    _rewrite(article, update.wordings, by, update.public_note)
    workflow.submit(article, by=by, note=update.note_to_reviewers)
    _review(article, people, update.reviewers)
