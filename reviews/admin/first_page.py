"""What a person finds first at the desk: where they can go, and what waits for them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate

from articles.models import EDITABLE, Article, ProblemReport, State
from citations.models import Notice
from reviews.admin.desk_owner import desk_owner
from reviews.admin.my_desk import DECIDED_BY_ME, MINE, decided, waiting_reviews
from reviews.admin.my_editions import OVERDUE, overdue
from reviews.admin.my_interests import INTERESTS, interests_wanted
from reviews.admin.waiting import Section, Waiting
from reviews.admin.wanted import wanted, with_what_is_wanted
from reviews.notices import needing_review
from reviews.who import is_editor

MOST = 8  # lines of each kind; the whole is one click away
WITH_BOARD = (State.SUBMITTED, State.UNDER_REVIEW)

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


def sections(user: Any, needing: list[int]) -> list[Section]:
    """Return what waits for `user`: reviews first, then editions, own articles, the queue.

    Of an editor `needing` are the keys of the articles that need reviewers.
    """
    owner = desk_owner(user)
    found = interests_wanted(owner)
    if owner.is_member:
        found += [waiting_reviews(user), *overdue(user), decided(user)]
    if owner.is_author:
        found.append(_articles(user))
    if is_editor(user):
        found += [_queue(user, needing), _resting_on_notices(), _reports()]
    return found


def is_reviews_alone(found: list[Section]) -> bool:
    """Return whether these are the sections of a reviewer who is nothing else at the desk."""
    titles = [s.title for s in found if s.title not in {INTERESTS, OVERDUE}]
    return titles == [MINE, DECIDED_BY_ME]


def _articles(user: Any) -> Section:
    """Return what waits for its author, and in one line what does not but is under way."""
    own = Article.objects.filter(authorships__author__user=user)
    url = reverse("admin:articles_article_changelist") + "?for_me=mine"
    waiting = _oldest(own.filter(state__in=EDITABLE), user)
    under_way = own.filter(state__in=WITH_BOARD).count()
    if under_way:
        name = f"{under_way} article{'' if under_way == 1 else 's'} with the board"
        page = f"{url}&state__in={','.join(WITH_BOARD)}"
        waiting.append(Waiting(name, page, "Submitted or under review: nothing to do for now"))
    return Section("My articles", "None of your articles waits for you.", url, waiting)


def _queue(user: Any, needing: list[int]) -> Section:
    """Return what waits for an editor: of each kind the oldest, which an index has in order."""
    others = with_what_is_wanted(Article.objects.all(), user).filter(is_contributed=False)
    first, second = (
        others.filter(**kind).order_by("state_since", "pk").values("pk")[:MOST]
        for kind in ({"state": State.SUBMITTED}, {"pk__in": needing})
    )
    queue = Article.objects.filter(pk__in=first.union(second))
    url = reverse("admin:articles_article_changelist") + "?for_me=editor"
    return Section("The queue", "Nothing waits for an editor.", url, _oldest(queue, user))


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


def _oldest(articles: Any, user: Any) -> list[Waiting]:
    """Return those of `articles` that have been in their state for the longest time."""
    return [
        Waiting(
            article.question,
            reverse("admin:articles_article_change", args=[article.pk]),
            _since(article, article.get_state_display()),
        )
        for article in with_what_is_wanted(articles, user).order_by("state_since", "pk")[:MOST]
    ]


def _since(article: Any, state: str) -> str:
    asked = wanted(article).removeprefix(f"{state}: ")
    return f"{state} since {localdate(article.state_since):%Y-%m-%d}. {asked}"


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
