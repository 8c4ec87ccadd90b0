"""The groups and exactly the permissions that each needs; set after each migration."""

from typing import Any

from django.contrib.auth.models import Group, Permission

READ = ("view",)
WRITE = ("add", "change", "view")
_ARTICLE = {
    "articles.article": ("add", "change", "delete", "view"),
    "articles.wording": ("add", "change", "delete", "view"),
    "articles.authorship": ("add", "change", "delete", "view"),
    "articles.articletopic": ("add", "change", "delete", "view"),
    "articles.citationreason": ("add", "change", "delete", "view"),
    "articles.submission": READ,
    "articles.topic": READ,
    "articles.author": READ,
    "articles.disclaimer": READ,
    "citations.citation": WRITE,
    "citations.notice": READ,
}
_HISTORY = (
    "articles.historicalarticle",
    "articles.historicalwording",
    "articles.historicaltopic",
    "articles.historicalauthor",
    "articles.historicaldisclaimer",
    "citations.historicalcitation",
    "citations.historicalnotice",
    "reviews.historicalboardmember",
)
_EDITOR: dict[str, tuple[str, ...]] = {
    **_ARTICLE,
    "articles.topic": WRITE,
    "articles.author": WRITE,
    "articles.disclaimer": WRITE,
    "articles.problemreport": ("view", "change"),
    "articles.edition": READ,
    "citations.notice": WRITE,
    "reviews.assignment": READ,
    "reviews.boardmember": WRITE,
    "reviews.reviewdecision": READ,
    "reviews.policy": READ,
    "reviews.record": READ,
    "reviews.review": ("view", "manage"),
    "auth.user": WRITE,
    **dict.fromkeys(_HISTORY, READ),
}
_AUDITOR: dict[str, tuple[str, ...]] = {
    **{model: READ for model in _EDITOR if model != "auth.user"},
    "articles.withdrawal": READ,
}
GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "Author": {**_ARTICLE, "articles.historicalarticle": READ, "articles.historicalwording": READ},
    "Board member": {
        "reviews.assignment": READ,
        "articles.submission": READ,
        "citations.citation": READ,
        "articles.edition": READ,
    },
    "Editor": _EDITOR,
    "Editor-in-chief": _EDITOR,
    "Auditor": _AUDITOR,
}
_CODENAMES = {("reviews.review", "manage"): "manage_reviews"}


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
