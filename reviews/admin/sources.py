"""What reviewers read: the stored text of a submission and, beside it, what its sources are now."""

import re
from bisect import bisect_left
from functools import lru_cache
from typing import Any

from django.utils.safestring import mark_safe

from articles.citing_sentences import CitingSentence, citing_sentences
from articles.manuscript import as_signed, cited_keys
from articles.markup import plain_text
from articles.models import Audience, Submission
from articles.quoting import text_of
from articles.sentences import sentences
from citations.aliases import works_by_key
from citations.formatting import date_in_words
from citations.identifiers import normalise_url
from citations.models import Citation, Evidence, Kind, Notice
from reviews.corrections import corrected_on, reference_now

_TAG = re.compile(r"<[a-z][^>]*>")
_KINDS = {str(kind.value): str(kind.label) for kind in Kind}
_EVIDENCE = {str(kind.value): str(kind.label) for kind in Evidence}
SHORT_ABSTRACT = 400  # characters; a longer one is folded
_REFERENCE = re.compile(
    r'<li id="[a-z]+-reference-([0-9]+)">(.*?) '
    r'(?:<span class="(?:notice|reason)"|<a class="backlink")'
)
_ANCHOR = re.compile(r'(\sid="|\shref="#)')


def wordings(submission: Submission) -> list[dict[str, Any]]:
    """Return the stored HTML of `submission` for each audience, all to be shown on one page."""
    stored = {row.audience: bytes(row.html).decode() for row in submission.rendered.all()}
    return [
        {
            "name": value,
            "audience": label,
            "html": mark_safe(_anchored(stored[value], value)),  # noqa: S308
            "sentences": _starts(text_of(stored[value])),
        }
        for value, label in Audience.choices
        if value in stored
    ]


def _starts(text: str) -> list[int]:
    """Return where the sentences of `text` begin as a script counts, in units of UTF-16."""
    wide = [place for place, character in enumerate(text) if character > "\uffff"]
    return [one.start + bisect_left(wide, one.start) for one in sentences(text)]


def beside_sources(shown: list[dict[str, Any]], manuscript: dict[str, Any]) -> None:
    """Let the citations of `shown` wordings lead to the sources that stand beside the text."""
    for wording in shown:
        name = wording["name"]
        html = str(wording["html"])
        for number, key in enumerate(_cited_in(name, manuscript), start=1):
            html = html.replace(f'href="#{name}-reference-{number}"', f'href="#source-{key}"')
        wording["html"] = mark_safe(html)  # noqa: S308


def _anchored(html: str, audience: str) -> str:
    """Give each wording anchors of its own; only what stands in a tag is touched."""
    return _TAG.sub(lambda tag: _ANCHOR.sub(rf"\1{audience}-", tag[0]), html)


def sources(manuscript: dict[str, Any], shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the references as they are signed, each with what came since and who cites it.

    Arguments: `shown` are the stored wordings, which print each reference already.
    """
    printed = stored_references(shown, manuscript)
    cited = citing_sentences(manuscript)
    references = manuscript["references"]
    keys = [reference["key"] for reference in references]
    library = works_by_key(keys, notices=True, abstracts=True)
    found = [
        _source(reference, library.get(reference["key"]))
        | {
            "html": mark_safe(printed.get(reference["key"], "")),  # noqa: S308  the renderer's own
            "sentences": [_sentence(one) for one in cited.get(reference["key"], [])],
        }
        for reference in references
    ]
    days = corrected_on({one["key"]: library[one["key"]] for one in found if one["now"]})
    return [source | {"corrected_on": days.get(source["key"])} for source in found]


def _sentence(sentence: CitingSentence) -> dict[str, str]:
    return {"audience": str(Audience(sentence.audience).label), "text": _plain(sentence.text)}


@lru_cache(maxsize=1024)  # a sentence stands below each of the works that it cites
def _plain(text: str) -> str:
    return plain_text(text)


def stored_references(shown: list[dict[str, Any]], manuscript: dict[str, Any]) -> dict[str, str]:
    """Return the references as the stored wordings print them, by key."""
    found: dict[str, str] = {}
    for wording in shown:
        keys = _cited_in(wording["name"], manuscript)
        for number, html in _REFERENCE.findall(wording["html"]):
            found.setdefault(keys[int(number) - 1], html)
    return found


def _cited_in(audience: str, manuscript: dict[str, Any]) -> list[str]:
    """Return the keys of a wording's references in the order of their numbers."""
    known = {reference["key"] for reference in manuscript["references"]}
    cited = cited_keys({audience: manuscript["wordings"][audience]})
    return [key for key in cited if key in known]


def _source(reference: dict[str, Any], work: Citation | None) -> dict[str, Any]:
    frozen = reference.get("notices", [])
    now = [notice.facts() for notice in work.notices.all()] if work else []
    abstract = work.abstract if work else ""
    return {
        "key": reference["key"],
        "kind": _KINDS.get(reference["csl"].get("type", ""), ""),
        "evidence": _EVIDENCE.get(reference["csl"].get("custom", {}).get("evidence", ""), ""),
        "date": _date(reference["csl"]),
        "notices": [told_notice(facts) for facts in frozen],
        "reason": reference.get("reason", ""),
        "new_notices": [told_notice(facts) for facts in now if facts not in frozen],
        "changed": _changed(reference["csl"], as_signed(work.csl())) if work else [],
        "merged_into": work.key if work and work.key != reference["key"] else "",
        "now": reference_now(reference["csl"], work) if work else "",
        "abstract": abstract,
        "is_long": len(abstract) > SHORT_ABSTRACT,
    }


def _date(csl: dict[str, Any]) -> str:
    parts = (csl.get("issued") or {}).get("date-parts") or [[]]
    return date_in_words(parts[0])


def told_notice(facts: dict[str, str]) -> dict[str, str]:
    words = f"{Notice.Nature(facts['kind']).label}, {facts.get('date', 'without a date')}"
    try:
        return {"words": words, "url": normalise_url(facts.get("url", ""))}
    except ValueError:
        return {"words": words, "url": ""}


def _changed(signed: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Return the names of the facts that the library tells otherwise by now."""
    names = {*signed, *now} - {"id"}
    return sorted(name for name in names if signed.get(name) != now.get(name))
