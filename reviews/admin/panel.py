"""What stands beside an article's form: where it stands, what it lacks, what it cites."""

from typing import Any

from django.urls import reverse

from articles.compose import compose
from articles.manuscript import PARTS
from articles.models import Article, Audience, State
from articles.wordings import compared
from reviews.admin.cited_here import sources
from reviews.admin.mending import hindrances
from reviews.admin.review import open_rules
from reviews.admin.threads import threads
from reviews.admin.verb_forms import LABELS
from reviews.eligibility import start_lacks
from reviews.models import Policy, Verb
from reviews.steps import latest_submission, standing_of
from reviews.submitting import submit_lacks
from reviews.when import available
from reviews.who import a_party_to, open_assignments

REVIEW = (Verb.SIGN, Verb.REQUEST_CHANGES)  # one page holds both


def panel(article: Article, user: Any) -> dict[str, Any]:
    """Return the context of the page of `article` for `user`."""
    manuscript = compose(article)
    standing, policy = standing_of(article), Policy.in_force()
    lacks = submit_lacks(article, manuscript, policy) if article.is_editable else []
    return {
        "rules": _open_rules(article, user),
        "lacks": hindrances(lacks, article, user),
        "grade_aim": policy.patient_grade_aim,
        "compared": list(compared(manuscript)),
        **sources(article, manuscript, user),
        "buttons": _buttons(article, user, standing),
        "previews": _previews(article, manuscript),
        "last": article.record.order_by("-number").first(),
        "sent_back": _sent_back(article),
        "standing": standing,
        **_talk(article, user),
    }


def _talk(article: Article, user: Any) -> dict[str, Any]:
    """Return the comments on the latest submission and those before it."""
    latest = article.submissions.defer("manuscript").order_by("-number").first()
    shown = threads(article, latest, user, hidden=False) if latest else []
    return {"threads": shown, "may_answer": bool(shown) and not a_party_to(article, user)}


def _open_rules(article: Article, user: Any) -> list[str]:
    """Return what is missing for approval, or before that for the review to start."""
    if article.state == State.UNDER_REVIEW:
        return open_rules(latest_submission(article), user)
    if article.state == State.SUBMITTED:
        return start_lacks(latest_submission(article), Policy.in_force())
    return []


def reading(article: Article) -> dict[str, Any]:
    """Return what a person who cannot change `article` reads in place of the form."""
    wordings = {wording.audience: wording for wording in article.wordings.all()}
    return {
        "topics": [topic.name for topic in article.topics.all()],
        "authors": [str(place.author) for place in article.authorships.all()],
        "wordings": [
            (
                audience.label,
                [
                    (heading, text)
                    for part, heading in PARTS
                    if (text := getattr(wordings[audience], part))
                ],
            )
            for audience in Audience
            if audience in wordings
        ],
        "reasons": list(article.citation_reasons.select_related("citation")),
    }


def _buttons(article: Article, user: Any, standing: Any) -> list[dict[str, str]]:
    verbs = [verb for verb in available(article, user) if verb != Verb.DECLINE]
    if set(REVIEW) <= set(verbs):
        verbs.remove(Verb.REQUEST_CHANGES)
    return [
        {"verb": verb.value, "label": LABELS[verb], "url": _url(article, verb, user, standing)}
        for verb in verbs
    ]


def _url(article: Article, verb: Verb, user: Any, standing: Any) -> str:
    if verb == Verb.REAFFIRM:
        return reverse("admin:reviews_edition_reaffirm", args=[standing.edition_id])
    if verb == Verb.ACCEPT:
        own = open_assignments(article).get(member__user=user)
        return reverse("admin:reviews_assignment_invitation", args=[own.pk])
    if verb in REVIEW:
        submission = article.submissions.order_by("-number")[0]
        return reverse("admin:reviews_submission_review", args=[submission.pk])
    return reverse("admin:articles_article_verb", args=[article.pk, verb.value])


def _sent_back(article: Article) -> Any:
    if article.state != State.CHANGES_REQUESTED:
        return None
    moves = article.record.exclude(from_state=State.CHANGES_REQUESTED)
    return moves.filter(to_state=State.CHANGES_REQUESTED).order_by("-number").first()


def _previews(article: Article, manuscript: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "label": str(Audience(audience).label),
            "url": reverse("admin:articles_article_preview", args=[article.pk, audience]),
        }
        for audience in manuscript["wordings"]
    ]
