"""What reviewers read: the stored text of a submission and, beside it, what its sources are now."""

import re
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from articles.models import Audience, Submission
from citations.formatting import format_reference
from citations.models import Citation, Notice

_TAG = re.compile(r"<[a-z][^>]*>")
_ANCHOR = re.compile(r'(\sid="|\shref="#)')


def wordings(submission: Submission) -> list[dict[str, Any]]:
    """Return the stored HTML of `submission` for each audience, all to be shown on one page."""
    stored = {row.audience: bytes(row.html).decode() for row in submission.rendered.all()}
    return [
        {"audience": label, "html": mark_safe(_anchored(stored[value], value))}  # noqa: S308
        for value, label in Audience.choices
        if value in stored
    ]


def _anchored(html: str, audience: str) -> str:
    """Give each wording anchors of its own; only what stands in a tag is touched."""
    return _TAG.sub(lambda tag: _ANCHOR.sub(rf"\1{audience}-", tag[0]), html)


def sources(manuscript: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the references as they are signed, each with what came since."""
    references = manuscript["references"]
    keys = [reference["key"] for reference in references]
    library = {
        work.key: work for work in Citation.objects.filter(key__in=keys).prefetch_related("notices")
    }
    return [_source(reference, library.get(reference["key"])) for reference in references]


def _source(reference: dict[str, Any], work: Citation | None) -> dict[str, Any]:
    frozen = reference.get("notices", [])
    now = [notice.facts() for notice in work.notices.all()] if work else []
    return {
        "key": reference["key"],
        "html": _formatted(reference["csl"]),
        "notices": [_notice(facts) for facts in frozen],
        "reason": reference.get("reason", ""),
        "new_notices": [_notice(facts) for facts in now if facts not in frozen],
        "changed": _changed(reference["csl"], work.csl()) if work else [],
    }


def _formatted(csl: dict[str, Any]) -> SafeString:
    return mark_safe(format_reference(csl))  # noqa: S308  every part is escaped there


def _notice(facts: dict[str, str]) -> str:
    return f"{Notice.Nature(facts['kind']).label}, {facts.get('date', 'without a date')}"


def _changed(signed: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Return the names of the facts that the library tells otherwise by now."""
    return sorted(name for name in {*signed, *now} if signed.get(name) != now.get(name))
