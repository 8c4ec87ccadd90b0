"""Works cited by the editions that readers may read now, a page at a time."""

from typing import Any

from django.db.models import F, Func

from articles.manuscript import parse
from articles.models import Standing, Submission


class CitedWorks:
    """A list to cut pages from: each page costs three queries, whatever it holds."""

    def __init__(self) -> None:
        cited = Func(F("edition__cited"), function="unnest")
        current = Standing.objects.current().annotate(key=cited)
        self._keys = current.order_by("key").values_list("key", flat=True).distinct()

    def __len__(self) -> int:
        return self._keys.count()

    def __getitem__(self, place: slice) -> list[dict[str, Any]]:
        keys = list(self._keys[place])
        standings = list(
            Standing.objects.citing(keys)
            .order_by("-last_updated_at", "pk")
            .values_list("article__slug", "edition__submission", "edition__cited")
        )
        newest = {key: submission for _, submission, cited in reversed(standings) for key in cited}
        signed = _references({newest[key] for key in keys})
        return [
            {
                "notices": [],
                **signed[newest[key], key],
                "cited_by": [slug for slug, _, cited in standings if key in cited],
            }
            for key in keys
        ]


def _references(submissions: set[Any]) -> dict[tuple[Any, str], dict[str, Any]]:
    rows = Submission.objects.filter(pk__in=submissions).values_list("pk", "manuscript")
    return {
        (pk, reference["key"]): reference
        for pk, data in rows
        for reference in parse(bytes(data))["references"]
    }
