"""What people are told when a verb was done: who, in which words, with which link.

Each function takes plain facts, as they were queued, and returns the messages. A mail says no
more than the question, the reason that the verb was given, and where to go.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db.models import F
from django.urls import reverse

from articles.models import Article, Edition, Standing, Withdrawal
from articles.questions.telling import tell_of
from citations.models import Notice
from reviews.mail import people
from reviews.mail.accounts import address_changed, signing_changed
from reviews.mail.message import Message
from reviews.mail.talk import said
from reviews.models import Assignment, Policy, ReviewDecision
from reviews.record import printed_name, printed_name_of


def submitted(article: int, by: int) -> list[Message]:
    row = Article.objects.get(pk=article)
    return [
        Message(
            people.others(people.independent(people.editors(), row), by),
            f"Submitted: {row.question}",
            [f"{_name(by)} submitted “{row.question}” for review. Assign its reviewers."],
            _page(row),
            "Open the article",
        )
    ]


def assigned(assignments: list[int]) -> list[Message]:
    rows = Assignment.objects.open().filter(pk__in=assignments)
    return [
        _assigned(row)
        for row in rows.select_related("member__user", "submission__article", "assigned_by")
    ]


def _assigned(row: Assignment) -> Message:
    article = row.submission.article
    earlier = ReviewDecision.objects.filter(member=row.member, submission__article=article)
    last = earlier.order_by("-submission__number").values_list("submission__number", flat=True)[:1]
    again = [
        f"You signed submission {number} of it before; this is submission {row.submission.number}, "
        "and the page says what changed since."
        for number in last
    ]
    return Message(
        [row.member.user],
        f"You are asked to review: {article.question}",
        [
            f"{printed_name(row.assigned_by)} asks you to review “{article.question}”.",
            *again,
            (
                f"The review is due on {row.due:%Y-%m-%d}. One page shows what it is about and "
                "asks you to accept or decline."
            ),
        ],
        _invitation(row),
        "Answer the invitation",
    )


def sent_back(article: int, by: int, reason: str, ended: Sequence[int] = ()) -> list[Message]:
    row = Article.objects.get(pk=article)
    return [
        Message(
            people.others(people.authors(row), by),
            f"Changes are asked for: {row.question}",
            [f"{_name(by)} sent “{row.question}” back to you. The reason:", reason],
            _page(row),
            "Open the article",
        ),
        *round_ended(ended),
    ]


def round_ended(assignments: Sequence[int]) -> list[Message]:
    """The members who had not signed yet need not review any more."""
    rows = Assignment.objects.filter(pk__in=assignments).order_by("pk")
    rows = rows.exclude(closed_by=F("member__user")).exclude(closed_at=None)
    return [
        _round_ended(row)
        for row in rows.select_related("member__user", "submission__article", "closed_by")
    ]


def _round_ended(row: Assignment) -> Message:
    question = row.submission.article.question
    return Message(
        [row.member.user],
        f"No review is needed any more: {question}",
        [
            (
                f"You need not review “{question}” any more: the round ended on "
                f"{row.closed_at:%Y-%m-%d}. {row.outcome_reason}"
            ),
            "What you said there is kept. If it comes back to the board, you may be asked again.",
        ],
        _invitation(row),
        "See the submission",
    )


def stepped_back(assignment: int) -> list[Message]:
    rows = Assignment.objects.select_related("member", "colleague", "submission__article")
    row = rows.get(pk=assignment)
    article = row.submission.article
    said = f"{row.member.name}: {row.get_outcome_display().lower()}. {row.outcome_reason}"
    suggested = [f"Suggested instead: {row.colleague.name}."] if row.colleague else []
    return [
        Message(
            people.others(people.independent(people.editors(), article), row.closed_by_id),
            f"A reviewer stepped back: {article.question}",
            [f"A reviewer of “{article.question}” will not sign.", said, *suggested],
            _page(article),
            "Open the article",
        )
    ]


def approved(edition: str, by: int, ended: Sequence[int] = ()) -> list[Message]:
    row = Edition.objects.select_related("article", "submission").get(pk=edition)
    told = people.together(people.authors(row.article), people.signers(row), people.editors())
    tell_of(draft=row.article_id)  # readers who asked this, by a task of its own
    return [
        Message(
            people.others(told, by),
            f"Approved: {row.question}",
            [
                (
                    f"The board approved “{row.question}”. Readers read it as edition "
                    f"{row.number} now."
                ),
                f"It is signed by {_listed([signer['name'] for signer in row.signers])}.",
            ],
            reverse("site:answer", args=[row.article.slug]),
            "Read it",
        ),
        *round_ended(ended),
    ]


def withdrawn(withdrawal: str, by: int, ended: Sequence[int] = ()) -> list[Message]:
    row = Withdrawal.objects.select_related("article", "edition__submission").get(pk=withdrawal)
    told = people.together(
        people.authors(row.article), people.signers(row.edition), people.editors()
    )
    return [
        Message(
            people.others(told, by),
            f"Withdrawn: {row.edition.question}",
            [
                (
                    f"{row.printed_name} withdrew “{row.edition.question}”. Nobody can read it any "
                    "more."
                ),
                f"{row.get_category_display()}: {row.sentence}",
            ],
            reverse("site:answer", args=[row.article.slug]),
            "See what readers are told",
        ),
        *round_ended(ended),
    ]


def noticed(standings: list[int]) -> list[Message]:
    """One message for each answer; a person with many of them may ask for one mail a day."""
    rows = Standing.objects.filter(pk__in=standings).select_related(
        "edition__submission", "article"
    )
    return [_noticed(row) for row in rows]


def _noticed(row: Standing) -> Message:
    question = row.edition.question
    told = people.together(people.authors(row.article), people.signers(row.edition))
    return Message(
        people.together(told, people.editors()),
        f"A source has a notice: {question}",
        [
            f"A work that is cited in “{question}” has a new notice. {LOOK}",
            *(f"{n['title']} ({n['key']}): {_kind(n)}, {n['date']}" for n in row.notices),
        ],
        reverse("site:answer", args=[row.article.slug]),
        "Open the answer",
    )


def _kind(notice: dict[str, str]) -> str:
    return str(Notice.Nature(notice["kind"]).label)


def aged(article: int, state: str) -> list[Message]:
    """The review of a current edition became due, overdue, or lapsed."""
    row = Standing.objects.select_related("edition__submission", "article").get(pk=article)
    told = people.together(
        people.authors(row.article),
        people.everyday_editors(),
        *([people.chiefs()] if state == "lapsed" else []),
    )
    if state == "due":
        return [_aged(row, state, told, _page(row.article), "Open the article")]
    signers, again = people.signers(row.edition), reverse(REAFFIRM, args=[row.edition_id])
    others = told.exclude(pk__in=signers.values("pk"))
    return [
        _aged(row, state, others, _page(row.article), "Open the article"),
        _aged(row, state, signers, again, "Read it again", YOU_SIGNED),
    ]


def _aged(
    row: Standing, state: str, told: Any, path: str, label: str, what_now: str = ""
) -> Message:
    subject, words = AGED[state]
    grace = Policy.in_force().grace_days
    facts = {"question": row.edition.question, "day": f"{row.review_due:%Y-%m-%d}", "grace": grace}
    said = [words.format(**facts), what_now or WHAT_NOW]
    return Message(told, f"{subject}: {row.edition.question}", said, path, label)


LOOK = (
    "Readers see it on the answer's page. Please look whether the answer still holds, and revise "
    "or withdraw it if it does not."
)
REAFFIRM = "admin:reviews_edition_reaffirm"
WHAT_NOW = (
    "A member of the board who had no part in writing it can re-affirm it, if it is still right; "
    "otherwise it is revised."
)
YOU_SIGNED = (
    "You signed it last. If it is still right, one signature re-affirms it; if it is not, tell an "
    "editor what has to change."
)
AGED = {
    "due": ("Review due", "“{question}” is to be reviewed again by {day}."),
    "overdue": ("Review overdue", "“{question}” was to be reviewed again by {day}."),
    "lapsed": (
        "Review long overdue",
        "“{question}” was to be reviewed again by {day}, and {grace} days of grace have passed.",
    ),
}


def _name(user: int) -> str:
    return printed_name_of(User.objects.get(pk=user))


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _page(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def _invitation(row: Assignment) -> str:
    """Return the page that leads on to the text once it was accepted."""
    return reverse("admin:reviews_assignment_invitation", args=[row.pk])


EVENTS: dict[str, Callable[..., list[Message]]] = {
    event.__name__: event
    for event in (
        *(submitted, assigned, sent_back, round_ended, stepped_back),
        *(approved, withdrawn, noticed, aged, signing_changed, address_changed, said),
    )
}
