"""Articles in every state that a reader could stumble upon, each with texts nobody may read.

What must never be public holds the word HUSH, whatever it is: text, note, reason, name. What the
public may read holds TOLD.
"""

from collections.abc import Callable

from articles.models import Article, Disclaimer, ProblemReport, SlugRedirect, Topic
from integrity.models import save_with_reason
from reviews import workflow
from reviews.models import Verdict
from tests import people

HUSH, TOLD = "hushhush", "toldtold"


def draft(slug: str, word: str = HUSH, writer: str = "") -> Article:
    """Start an article whose every text holds `word`, and its author's name too or `writer`."""
    for audience in ("clinician", "patient"):
        Disclaimer.objects.get_or_create(audience=audience, defaults={"text": f"For {audience}s."})
    topic = Topic.objects.get_or_create(name="Oncology", slug="oncology")[0]
    author = people.author(f"{writer or word}writer")
    article = people.drafted(
        slug=slug,
        question=f"Does {word} help in {slug}?",
        tags=[f"{word}drug"],
        topics=[topic],
        authors=[author],
        reason=f"{HUSH} reason",
        wordings={
            "clinician": {
                "from_guidelines": f"Give {word} early [@{people.citation(f'{word}2020').key}].",
                "from_research": "",
            },
            "patient": {
                "from_guidelines": f"Take {word} soon [@{people.citation(f'{word}2020').key}].",
                "from_research": "",
            },
        },
    )
    SlugRedirect.objects.create(slug=f"old-{slug}", article=article)
    return article


def submit(article: Article) -> Article:
    workflow.submit(article, by=people.first_author(article), note=f"{HUSH} note")
    return article


def start_review(article: Article) -> Article:
    submit(article)
    members = [people.member(name) for name in ("reviewer1", "reviewer2", f"{HUSH}reviewer")]
    workflow.assign(article, by=people.editor(), members=members)
    workflow.start_review(article, by=people.editor())
    workflow.decline(
        article,
        by=members[2].user,
        submission=people.latest(article),
        reason=f"{HUSH} holiday",
    )
    return article


def request_changes(article: Article) -> Article:
    people.sign(
        start_review(article), "reviewer1", Verdict.REQUEST_CHANGES, f"{HUSH}: the dose is missing."
    )
    return article


def approve(article: Article) -> Article:
    start_review(article)
    people.sign(article, "reviewer1")
    people.sign(article, "reviewer2", Verdict.APPROVE_WITH_DISSENT, f"{TOLD} doubts")
    ProblemReport.objects.create(
        edition=article.standing.edition, text=f"{HUSH} is wrong", email=f"{HUSH}@example.org"
    )
    return article


def revise(article: Article, word: str = HUSH, question: str = "") -> Article:
    """Open a revision and write `word` into all of the working copy."""
    author = people.first_author(article)
    workflow.revise(article, by=author, kind="update", note=f"{word} trial")
    return rewrite(article, word, question)


def rewrite(article: Article, word: str, question: str = "") -> Article:
    author = people.first_author(article)
    article.question = question or f"Does the newer {word} help?"
    article.tags = [f"{word}drug"]
    save_with_reason(article, author, f"{HUSH} change")
    key = people.citation(f"{word}2021").key
    for wording in article.wordings.all():
        wording.from_guidelines = f"Give the newer {word} early [@{key}]."
        save_with_reason(wording, author, f"{HUSH} change")
    return article


def withdraw(article: Article) -> Article:
    workflow.withdraw(article, by=people.editor(), category="wrong", sentence=f"{TOLD} reason.")
    return article


def take_back(article: Article) -> Article:
    workflow.take_back(submit(article), by=people.first_author(article))
    return article


def send_back(article: Article) -> Article:
    workflow.return_to_authors(
        submit(article), by=people.editor(), category="scope", sentence=f"{HUSH}: not ours."
    )
    return article


def discard(article: Article) -> Article:
    workflow.discard_revision(article, by=people.first_author(article))
    return article


def _told(slug: str) -> Article:
    return approve(draft(slug, TOLD))


def _told_question(slug: str) -> Article:
    """Return an answer whose text must not outlive its withdrawal; its question may."""
    article = draft(slug, HUSH, writer=TOLD)
    return approve(rewrite(article, HUSH, f"Did {TOLD} help in {slug}?"))


STATES: dict[str, Callable[[str], Article]] = {
    "draft": draft,
    "submitted": lambda slug: submit(draft(slug)),
    "taken back": lambda slug: take_back(draft(slug)),
    "under review": lambda slug: start_review(draft(slug)),
    "changes requested": lambda slug: request_changes(draft(slug)),
    "returned": lambda slug: send_back(draft(slug)),
    "approved": _told,
    "under revision": lambda slug: revise(_told(slug)),
    "update submitted": lambda slug: submit(revise(_told(slug))),
    "update under review": lambda slug: start_review(revise(_told(slug))),
    "update sent back": lambda slug: request_changes(revise(_told(slug))),
    "revision discarded": lambda slug: discard(revise(_told(slug))),
    "update discarded": lambda slug: discard(send_back(revise(_told(slug)))),
    "superseded": lambda slug: approve(revise(_told(slug), TOLD)),
    "withdrawn": lambda slug: withdraw(_told_question(slug)),
    "withdrawn under revision": lambda slug: withdraw(submit(revise(_told_question(slug)))),
    "approved again": lambda slug: approve(rewrite(withdraw(_told_question(slug)), TOLD)),
    "withdrawn after an update": lambda slug: withdraw(
        approve(revise(_told_question(slug), HUSH, f"Did the newer {TOLD} help in {slug}?"))
    ),
}
