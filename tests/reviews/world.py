"""A small site that has been lived in: every table that PostgreSQL guards has a row."""

import datetime
import uuid
from typing import Any

from articles.models import (
    Article,
    CitationReason,
    Disclaimer,
    Edition,
    Submission,
    Topic,
)
from citations.models import Citation, Notice
from integrity.models import save_with_reason
from reviews import attempts, merging, signers, workflow
from reviews.models import Assignment, Entity, UsedCode
from tests import people
from tests.at_hand import at_hand


@at_hand
def lived_in() -> Article:
    """Make two answers: one withdrawn after an update, one current with an update under review.

    Returns the current one.
    """
    _suspended()
    editor, topic = people.editor(), Topic(name="Oncology", slug="oncology")
    save_with_reason(topic, editor, "Needed")
    known = Entity(name="aspirin", other_names=["acetylsalicylic acid"], source="INN")
    save_with_reason(known, editor, "Two names")
    people.declared(people.author().user, _lecture())
    _told_apart([people.citation(f"editorial{page}", title="Editorial") for page in "12"])
    people.citation()
    _with_notice(people.citation("jones2019"))
    facts = {"authors": [people.author(), people.author("coauthor")], "topics": [topic]}
    _updated(people.approved(_reasoned(people.drafted(**facts))), "Wrong after all.")
    current = people.approved(people.drafted(tags=["aspirin"], **facts))
    workflow.reaffirm(current, by=people.user("reviewer2"), edition=current.editions.get())
    _revise(current)
    people.under_review(current)
    _recuse(current)
    return current


def _lecture() -> dict[str, Any]:
    since, until = datetime.date(2024, 1, 1), datetime.date(2024, 1, 2)
    facts = {"entity": "Acme", "kind": "honoraria", "amount": "small", "note": "A lecture"}
    return facts | {"since": since, "until": until}


def _with_notice(citation: Citation) -> None:
    notice = Notice(citation=citation, nature="correction", noticed_on="2021-02-03")
    save_with_reason(notice, people.editor(), "Seen")


def _told_apart(works: list[Citation]) -> None:
    keys, seen = [work.pk for work in works], merging.seen(works)
    workflow.tell_apart(works=keys, fingerprint=seen, by=people.editor(), reason="Two editorials.")


def _reasoned(article: Article) -> Article:
    reason = CitationReason(
        article=article, citation=Citation.objects.get(key="jones2019"), reason="The only trial."
    )
    save_with_reason(reason, people.first_author(article), "Asked for")
    return article


def _revise(article: Article) -> None:
    author = people.first_author(article)
    workflow.revise(article, by=author, kind=Edition.Kind.UPDATE, note="A newer trial.")
    wording = article.wordings.get()
    wording.from_research = "A newer trial agrees [@smith2020]."
    save_with_reason(wording, author, "The newer trial")


def _updated(article: Article, withdrawn_because: str) -> None:
    _revise(article)
    people.changes_requested(article)
    people.approved(article)
    workflow.withdraw(article, by=people.editor(), category="wrong", sentence=withdrawn_because)


def _recuse(article: Article) -> None:
    third, fourth = people.member("reviewer3"), people.member("reviewer4")
    workflow.assign(article, by=people.editor(), members=[third, fourth])
    workflow.decline(
        article,
        by=fourth.user,
        submission=people.latest(article),
        reason="I have no time.",
        colleague=people.member("reviewer5"),
    )
    workflow.end_assignment(
        Assignment.objects.get(member__name="Dr. Reviewer3", closed_at=None),
        by=people.user("reviewer3"),
        outcome=Assignment.Outcome.RECUSED,
        reason="I know the maker.",
    )
    _comment(people.latest(article))
    people.sign(article, "reviewer1")
    _leave()


def _comment(submission: Submission) -> None:
    reviewer = people.user("reviewer1")
    workflow.check_sources(submission, by=reviewer, verdicts={"smith2020": "supports"})
    comment = workflow.comment(submission, by=reviewer, text="In children too?", is_blocking=True)
    workflow.answer(comment, by=people.first_author(submission.article), text="Adults only.")
    workflow.answer(comment, by=reviewer, effect="resolved")


def _suspended() -> None:
    """Someone failed to sign five times, and an editor helped; a phone came and went."""
    person, editor = people.member("forgetful").user, people.editor()
    for _ in range(attempts.LIMIT):
        attempts.note(person, succeeded=False)
    signers.restore(person, by=editor, reason="Spoke with her by telephone.")
    phone = signers.enrol(person, key=uuid.uuid4())
    UsedCode(authenticator=phone, step=1).save()
    chief = people.user("chief", "Editor-in-chief")
    signers.remove_authenticator(phone, by=chief, reason="The phone is lost.")


def _leave() -> None:
    gone = people.user("reviewer3")
    gone.is_active = False
    gone.save()
    disclaimer = Disclaimer.objects.get()
    disclaimer.text = "For professionals only."
    save_with_reason(disclaimer, people.editor(), "Clearer")
