"""What stands beside an article's form: where it stands, what it lacks, what it cites."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.citing_counts import Place, places
from articles.compose import compose
from articles.manuscript import PARTS, unresolved_keys
from articles.markup import citation_keys
from articles.models import Article, Audience, State, Wording
from articles.wordings import compared
from citations.aliases import works_by_key
from citations.formatting import format_reference
from citations.models import Citation
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

EARLIER = 12  # versions of the text that are looked through for works cited before
LATELY = 8  # works that the reader of the page added to the library last
REVIEW = (Verb.SIGN, Verb.REQUEST_CHANGES)  # one page holds both


@dataclass
class Cited:
    """A work that the article cites, by its place in the manuscript's list of references."""

    number: int
    key: str
    reference: SafeString
    url: str
    notices: list[str]
    places: list[str]


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
        "cited": _cited(manuscript),
        "dropped": (dropped := _dropped(article, manuscript)),
        "added": _added(user, manuscript, dropped),
        "unresolved": unresolved_keys(manuscript),
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


def _cited(manuscript: dict[str, Any]) -> list[Cited]:
    references, where = manuscript["references"], places(manuscript)
    keys = [reference["key"] for reference in references]
    pks = dict(Citation.objects.filter(key__in=keys).values_list("key", "pk"))
    return [
        Cited(
            number=number,
            key=reference["key"],
            reference=mark_safe(format_reference(reference["csl"])),  # noqa: S308  it escapes
            url=reverse("admin:citations_citation_change", args=[pks[reference["key"]]]),
            notices=[
                f"{notice['kind'].replace('_', ' ').capitalize()}, {notice.get('date', '')}"
                for notice in reference.get("notices", [])
            ],
            places=[_place(place) for place in where.get(reference["key"], [])],
        )
        for number, reference in enumerate(references, start=1)
    ]


def _place(place: Place) -> str:
    times = f", {place.times} times" if place.times > 1 else ""
    return f"{Audience(place.audience).label}, {place.title}{times}"


def _dropped(article: Article, manuscript: dict[str, Any]) -> list[Citation]:
    """Return works of the library that this article cited before, and does not cite now."""
    keys = {key for cited in article.editions.values_list("cited", flat=True) for key in cited}
    texts: Any = Wording.history.filter(article=article).order_by("-history_date")
    for pair in texts.values_list("from_guidelines", "from_research")[:EARLIER]:
        keys.update(key for text in pair for key in citation_keys(text))
    present = _keys(manuscript)
    works = {work.key: work for work in works_by_key(keys - present).values()}
    return [work for key, work in works.items() if key not in present]


def _added(user: Any, manuscript: dict[str, Any], dropped: list[Citation]) -> list[Citation]:
    """Return the works that `user` added to the library last, and that are not cited here."""
    shown = _keys(manuscript) | {work.key for work in dropped}
    history: Any = Citation.history.filter(history_user=user.pk, history_type="+")
    added = history.exclude(key__in=shown).order_by("-history_date", "-id")
    keys = list(added.values_list("key", flat=True)[:LATELY])
    works = works_by_key(keys)
    return [works[key] for key in keys if key in works]


def _keys(manuscript: dict[str, Any]) -> set[str]:
    return {reference["key"] for reference in manuscript["references"]}
