"""The groups and exactly the permissions that each needs; set after each migration."""

from typing import Any

from django.contrib.auth.models import Group, Permission

READ = ("view",)
WRITE = ("add", "change", "view")
ALL = ("add", "change", "delete", "view")

_WORKING_COPY = {
    "articles.article": ALL,
    "articles.wording": ALL,
    "articles.authorship": ALL,
    "articles.articletopic": ALL,
    "articles.citationreason": ALL,
}
_LIBRARY = {
    "articles.topic": READ,
    "articles.author": READ,
    "articles.disclaimer": READ,
    "citations.citation": WRITE,
    "citations.notice": READ,
}
_WORKING_COPY_HISTORY = (
    "articles.historicalarticle",
    "articles.historicalwording",
    "articles.historicalauthorship",
    "articles.historicalarticletopic",
    "articles.historicalcitationreason",
)
_LIBRARY_HISTORY = (
    "articles.historicaltopic",
    "articles.historicalauthor",
    "articles.historicaldisclaimer",
    "citations.historicalcitation",
    "citations.historicalnotice",
)
_BOARD_HISTORY = (
    "reviews.historicalboardmember",
    "reviews.historicalassignment",
    "reviews.historicalentity",
    "reviews.historicaluser",
)
_DECIDED = (
    "articles.declaration",
    "articles.submission",
    "articles.edition",
    "articles.withdrawal",
    "reviews.assignment",
    "reviews.reviewdecision",
    "reviews.comment",
    "reviews.answer",
    "reviews.sourcecheck",
    "reviews.policy",
    "reviews.mail",
    "reviews.record",
)
_EDITOR = {
    **_WORKING_COPY,
    **_LIBRARY,
    **dict.fromkeys(_DECIDED, READ),
    **dict.fromkeys(_WORKING_COPY_HISTORY + _LIBRARY_HISTORY + _BOARD_HISTORY, READ),
    "articles.topic": WRITE,
    "articles.author": WRITE,
    "articles.disclaimer": WRITE,
    "citations.notice": ("add", "view"),
    "articles.problemreport": ("change", "view"),
    "articles.readerquestion": ("delete", "view"),
    "articles.synonymset": ALL,
    "reviews.boardmember": WRITE,
    "reviews.entity": ALL,
    "reviews.review": ("manage",),
    "auth.user": WRITE,
}
_INSPECTED = {"reviews.record": ("inspect", "view")}
GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "Author": {
        "articles.declaration": READ,
        **_WORKING_COPY,
        **_LIBRARY,
        **dict.fromkeys(_WORKING_COPY_HISTORY, READ),
        "citations.historicalcitation": READ,
        "citations.historicalnotice": READ,
        "articles.readerquestion": READ,
    },
    "Board member": {
        "articles.declaration": READ,
        "reviews.assignment": READ,
        "articles.edition": READ,
        "citations.citation": READ,
        "citations.notice": READ,
    },
    "Editor": _EDITOR,
    "Editor-in-chief": {**_EDITOR, "reviews.policy": ("adopt", "view"), **_INSPECTED},
    "Auditor": {
        **{model: READ for model, actions in _EDITOR.items() if "view" in actions},
        **_INSPECTED,
    },
}
# Editors-in-chief alone make editors; no one gives a group above their own.
_GIVEN_BY = {
    "Editor": {"Author", "Board member", "Auditor"},
    "Editor-in-chief": set(GROUPS),
}
_CODENAMES = {("reviews.review", "manage"): "manage_reviews"}


def may_give(user: Any) -> set[str]:
    """Return the names of the groups that `user` may give to others and take from them."""
    if user.is_superuser:
        return set(GROUPS)
    own = user.groups.values_list("name", flat=True)
    return set().union(*(_GIVEN_BY.get(name, set()) for name in own))


def create_groups(using: str, **kwargs: Any) -> None:  # noqa: ARG001  signal receivers
    """Make each group hold exactly its permissions, in the database `using`.

    Django makes the permissions after each migration too, before this: our room is the last.
    """
    permissions = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for name, models in GROUPS.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set(
            [
                permissions[model.split(".")[0], _codename(model, action)]
                for model, actions in models.items()
                for action in actions
            ]
        )


def _codename(model: str, action: str) -> str:
    return _CODENAMES.get((model, action), f"{action}_{model.split('.')[1]}")
