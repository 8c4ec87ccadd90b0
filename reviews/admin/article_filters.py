"""Whose articles a person sees in the list, by what part of theirs, and by what words."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Upper
from django.http import HttpRequest
from django.utils.text import smart_split, unescape_string_literal

from articles.models import State
from reviews.admin.wanted import keys, needing_reviewers
from reviews.who import is_editor

FEW = 1000  # articles that a search looks up by their keys
QUOTES = ('"', "'")


class ForMe(admin.SimpleListFilter):
    title = "my part"
    parameter_name = "for_me"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        if not sees_all(request.user):
            return []
        return [
            ("mine", "Written by me"),
            ("editor", "Waiting for an editor"),
            ("reviewers", "Needs reviewers"),
        ]

    def queryset(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: QuerySet[Any],
    ) -> QuerySet[Any]:
        if self.value() == "mine":
            return queryset.filter(is_own=True)
        if self.value() == "editor":
            waiting = Q(state=State.SUBMITTED) | Q(pk__in=keys(needing_reviewers()))
            return queryset.filter(waiting, is_contributed=False)
        if self.value() == "reviewers":
            return queryset.filter(pk__in=keys(needing_reviewers()))
        return queryset


def sees_all(user: Any) -> bool:
    """Return whether `user` sees the articles of others: editors and auditors do."""
    return is_editor(user) or bool(user.has_perm("reviews.view_record"))


def asking(words: str, articles: QuerySet[Any]) -> QuerySet[Any]:
    """Return those of `articles` whose questions have all words and quoted phrases of `words`."""
    for bit in smart_split(words):
        is_quoted = bit[0] in QUOTES and bit[0] == bit[-1]
        said = unescape_string_literal(bit) if is_quoted else bit
        articles = articles.filter(question_upper__contains=Upper(Value(said)))
    found = keys(articles[: FEW + 1])
    return articles if len(found) > FEW else articles.filter(pk__in=found)
