"""What a person finds first at the desk: where they can go, and what waits for them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from articles.models import Article, ProblemReport, State
from citations.models import Notice
from reviews.admin.desk_owner import desk_owner
from reviews.admin.my_desk import DECIDED_BY_ME, MINE, decided, waiting_reviews
from reviews.admin.my_interests import INTERESTS, interests_wanted
from reviews.admin.waiting import Section, Waiting
from reviews.admin.wanted import wanted, with_what_is_wanted
from reviews.notices import needing_review
from reviews.who import is_editor

MOST = 8  # lines of each kind; the whole is one click away

# Permission, name, page.
PLACES = (
    ("reviews.view_assignment", "Reviews", "admin:reviews_assignment_changelist"),
    ("articles.view_article", "Articles", "admin:articles_article_changelist"),
    ("citations.view_citation", "Library", "admin:citations_citation_changelist"),
    ("articles.view_edition", "Editions", "admin:articles_edition_changelist"),
    ("articles.view_problemreport", "Problem reports", "admin:articles_problemreport_changelist"),
    (
        "articles.view_readerquestion",
        "Readers\u2019 questions",
        "admin:articles_readerquestion_changelist",
    ),
    ("articles.view_declaration", "Interests", "admin:articles_declaration_changelist"),
    ("auth.view_user", "Accounts", "admin:auth_user_changelist"),
    ("reviews.view_policy", "Policy", "admin:reviews_policy_changelist"),
    ("reviews.view_record", "Record", "admin:reviews_record_changelist"),
    ("reviews.view_mail", "Mails", "admin:reviews_mail_changelist"),
)


def places(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the pages that this person may go to."""
    found = []
    for permission, name, page in PLACES:
        if request.user.has_perm(permission):
            url = reverse(page)
            found.append({"name": name, "url": url, "is_here": request.path.startswith(url)})
    return found


def sections(user: Any) -> list[Section]:
    """Return what waits for `user`: their reviews first, then their articles, then the queue."""
    owner = desk_owner(user)
    found = interests_wanted(owner)
    if owner.is_member:
        found += [waiting_reviews(user), decided(user)]
    if owner.is_author:
        found.append(_articles(user))
    if is_editor(user):
        found += [_queue(user), _resting_on_notices(), _reports()]
    return found


def is_reviews_alone(found: list[Section]) -> bool:
    """Return whether these are the sections of a reviewer who is nothing else at the desk."""
    titles = [section.title for section in found if section.title != INTERESTS]
    return titles == [MINE, DECIDED_BY_ME]


def _articles(user: Any) -> Section:
    own = Article.objects.filter(authorships__author__user=user)
    url = reverse("admin:articles_article_changelist")
    return Section("My articles", "You have no articles yet.", url, _listed(own, user))


def _queue(user: Any) -> Section:
    queue = Article.objects.filter(state__in=[State.SUBMITTED, State.UNDER_REVIEW])
    url = reverse("admin:articles_article_changelist")
    return Section("The queue", "Nothing is submitted or under review.", url, _listed(queue, user))


def _resting_on_notices() -> Section:
    standings = needing_review().select_related("article").order_by("last_reviewed_at", "pk")
    waiting = [
        Waiting(
            standing.article.question,
            reverse("admin:articles_article_change", args=[standing.article_id]),
            "; ".join(f"{told['key']}: {_kind(told)}" for told in standing.notices[-3:]),
        )
        for standing in standings[:MOST]
    ]
    url = reverse("admin:articles_article_changelist") + "?sources=noticed"
    nothing = "No published answer rests on a work with a notice that came since its review."
    return Section("Needs review: a source has a new notice", nothing, url, waiting)


def _kind(told: dict[str, str]) -> str:
    return f"{Notice.Nature(told['kind']).label.lower()}, {told['date']}"


def _listed(articles: Any, user: Any) -> list[Waiting]:
    return [
        Waiting(
            article.question,
            reverse("admin:articles_article_change", args=[article.pk]),
            f"{article.get_state_display()}. {wanted(article)}",
        )
        for article in with_what_is_wanted(articles, user).order_by("-updated_at")[:MOST]
    ]


def _reports() -> Section:
    rows = ProblemReport.objects.filter(closed_at=None).select_related("edition")
    waiting = [
        Waiting(
            row.edition.question,
            reverse("admin:articles_problemreport_change", args=[row.pk]),
            f"reported {row.reported_at:%Y-%m-%d}",
        )
        for row in rows.order_by("reported_at")[:MOST]
    ]
    url = reverse("admin:articles_problemreport_changelist")
    return Section("Open problem reports", "No reader waits for an answer.", url, waiting)
