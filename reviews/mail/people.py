"""Who is told of what happens to an article. Addresses and rhythms are asked when it is told."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from articles.models import Article, Edition

CHIEF = "Editor-in-chief"


def authors(article: Article) -> QuerySet[User]:
    return User.objects.filter(author__authorships__article=article).distinct()


def signers(edition: Edition) -> QuerySet[User]:
    """Return who signed the words of `edition`."""
    return User.objects.filter(
        board_member__decisions__submission__article=edition.article_id,
        board_member__decisions__signed_digest=edition.submission.digest,
    ).distinct()


def editors() -> QuerySet[User]:
    return User.objects.filter(groups__name__in=("Editor", CHIEF), is_active=True).distinct()


def everyday_editors() -> QuerySet[User]:
    """Return the editors; where there are none, the editor-in-chief does their work."""
    found = editors().filter(groups__name="Editor")
    return found if found.exists() else chiefs()


def chiefs() -> QuerySet[User]:
    return User.objects.filter(groups__name=CHIEF, is_active=True)


def independent(people: QuerySet[User], article: Article) -> QuerySet[User]:
    """Return those of `people` who had no part in writing `article`."""
    return people.exclude(pk__in=article.contributors.values("user"))


def others(people: QuerySet[User], by: Any) -> QuerySet[User]:
    """Leave out who did it: they know."""
    return people.exclude(pk=by) if by else people


def together(*groups: QuerySet[User]) -> QuerySet[User]:
    """Return the people of all `groups`, each once."""
    wanted = Q(pk=None)
    for group in groups:
        wanted |= Q(pk__in=group.values("pk"))
    return User.objects.filter(wanted)
