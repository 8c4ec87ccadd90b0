"""What reviewers read: the stored text of a submission and, beside it, what its sources are now."""

import re
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from articles.citing_sentences import CitingSentence, citing_sentences
from articles.manuscript import cited_keys
from articles.markup import plain_text
from articles.models import Audience, Submission
from citations.formatting import date_in_words, format_reference
from citations.models import Citation, Kind, Notice

_TAG = re.compile(r"<[a-z][^>]*>")
_KINDS = {str(kind.value): str(kind.label) for kind in Kind}
_ANCHOR = re.compile(r'(\sid="|\shref="#)')


def wordings(submission: Submission) -> list[dict[str, Any]]:
    """Return the stored HTML of `submission` for each audience, all to be shown on one page."""
    stored = {row.audience: bytes(row.html).decode() for row in submission.rendered.all()}
    return [
        {
            "name": value,
            "audience": label,
            "html": mark_safe(_anchored(stored[value], value)),  # noqa: S308
        }
        for value, label in Audience.choices
        if value in stored
    ]


def beside_sources(shown: list[dict[str, Any]], manuscript: dict[str, Any]) -> None:
    """Let the citations of `shown` wordings lead to the sources that stand beside the text."""
    known = {reference["key"] for reference in manuscript["references"]}
    for wording in shown:
        name = wording["name"]
        cited = cited_keys({name: manuscript["wordings"][name]})
        html = str(wording["html"])
        for number, key in enumerate((key for key in cited if key in known), start=1):
            html = html.replace(f'href="#{name}-reference-{number}"', f'href="#source-{key}"')
        wording["html"] = mark_safe(html)  # noqa: S308


def _anchored(html: str, audience: str) -> str:
    """Give each wording anchors of its own; only what stands in a tag is touched."""
    return _TAG.sub(lambda tag: _ANCHOR.sub(rf"\1{audience}-", tag[0]), html)


def sources(manuscript: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the references as they are signed, each with what came since and who cites it."""
    cited = citing_sentences(manuscript)
    references = manuscript["references"]
    keys = [reference["key"] for reference in references]
    library = {
        work.key: work for work in Citation.objects.filter(key__in=keys).prefetch_related("notices")
    }
    return [
        _source(reference, library.get(reference["key"]))
        | {"sentences": [_sentence(one) for one in cited.get(reference["key"], [])]}
        for reference in references
    ]


def _sentence(sentence: CitingSentence) -> dict[str, str]:
    audience = Audience(sentence.audience).label
    return {"audience": audience, "text": plain_text(sentence.text)}


def _source(reference: dict[str, Any], work: Citation | None) -> dict[str, Any]:
    frozen = reference.get("notices", [])
    now = [notice.facts() for notice in work.notices.all()] if work else []
    return {
        "key": reference["key"],
        "html": _formatted(reference["csl"]),
        "kind": _KINDS.get(reference["csl"].get("type", ""), ""),
        "date": _date(reference["csl"]),
        "notices": [_notice(facts) for facts in frozen],
        "reason": reference.get("reason", ""),
        "new_notices": [_notice(facts) for facts in now if facts not in frozen],
        "changed": _changed(reference["csl"], work.csl()) if work else [],
    }


def _formatted(csl: dict[str, Any]) -> SafeString:
    return mark_safe(format_reference(csl))  # noqa: S308  every part is escaped there


def _date(csl: dict[str, Any]) -> str:
    parts = (csl.get("issued") or {}).get("date-parts") or [[]]
    return date_in_words(parts[0])


def _notice(facts: dict[str, str]) -> str:
    return f"{Notice.Nature(facts['kind']).label}, {facts.get('date', 'without a date')}"


def _changed(signed: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Return the names of the facts that the library tells otherwise by now."""
    return sorted(name for name in {*signed, *now} if signed.get(name) != now.get(name))
