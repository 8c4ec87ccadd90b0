"""The manuscript: everything a signature covers, as one document with one canonical form.

Format 1, a JSON object in the canonical form of RFC 8785:

    format       1
    question     text in one line
    topics       names, sorted
    tags         sorted
    authors      {name, credentials, affiliation, disclosures?} in the order of the byline;
                 disclosures are {entity, kind, amount, since, until?, note?}, an empty list where
                 the author declared that there are none
    wordings     audience -> {from_guidelines, from_research}, Markdown; a part may be empty
    references   {key, csl, notices?, reason?} of the works cited, by first appearance: clinician,
                 trainee, patient; guidelines before research
    disclaimers  audience -> text, for each audience that has a wording
    revision?    {kind, note}: what the public is told of why the article was revised
    searched_through?  the last day that the search for sources covers, YYYY-MM-DD

The same text gives the same bytes however it was typed or sent: Unicode NFC, lines end in LF, no
blanks at the end, fields of one line with single spaces.
"""

import datetime
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_noop

from articles.markup import citation_keys
from integrity.canonical import read
from integrity.text import unix_newlines

FORMAT = 1
AUDIENCES = ("clinician", "trainee", "patient")
PARTS = (
    ("from_guidelines", gettext_noop("From the guidelines")),
    ("from_research", gettext_noop("From the research")),
)

Wordings = Mapping[str, Mapping[str, str]]

_WORDING = {part: str for part, _ in PARTS}
_INTEREST = {
    "entity": str,
    "kind": str,
    "amount": str,
    "since": str,
    "until?": str,
    "note?": str,
}
# A type, [shape of each item] or {name: shape}; a name with "?" may be absent.
_SHAPE = {
    "format": int,
    "question": str,
    "topics": [str],
    "tags": [str],
    "authors": [{"name": str, "credentials": str, "affiliation": str, "disclosures?": [_INTEREST]}],
    "wordings": {"clinician": _WORDING, "trainee?": _WORDING, "patient?": _WORDING},
    "references": [
        {
            "key": str,
            "csl": dict,
            "notices?": [{"kind": str, "date?": str, "url?": str}],
            "reason?": str,
        }
    ],
    "disclaimers": {"clinician?": str, "trainee?": str, "patient?": str},
    "revision?": {"kind": str, "note?": str},
    "searched_through?": str,
}


def build(
    *,
    question: str,
    topics: Iterable[str],
    tags: Iterable[str],
    authors: Iterable[Mapping[str, Any]],
    wordings: Wordings,
    references: Iterable[Mapping[str, Any]],
    disclaimers: Mapping[str, str],
    revision: Mapping[str, str] | None = None,
    searched_through: datetime.date | None = None,
) -> dict[str, Any]:
    """Return a manuscript of plain values.

    Arguments: `wordings` are by audience and part; an audience without text is left out.
    `references` have `key`, `csl` and, if there are any, `notices` and `reason`, in any order;
    those that no wording cites are left out. `disclaimers` are by audience. `revision` has `kind`
    and `note`, and is None for a first edition.
    """
    kept = _wordings(wordings)
    by_key = {reference["key"]: reference for reference in references}
    revised = {"revision": _full(revision)} if revision else {}
    searched = {"searched_through": searched_through.isoformat()} if searched_through else {}
    return {
        "format": FORMAT,
        "question": _line(question),
        "topics": sorted({_line(topic) for topic in topics}),
        "tags": sorted({_line(tag) for tag in tags}),
        "authors": [_author(author) for author in authors],
        "wordings": kept,
        "references": [_reference(by_key[key]) for key in cited_keys(kept) if key in by_key],
        "disclaimers": {
            audience: _text(disclaimers[audience]) for audience in kept if disclaimers.get(audience)
        },
        **revised,
        **searched,
    }


def cited_keys(wordings: Wordings) -> list[str]:
    """Return the keys that any wording cites, each once, in the order of the references."""
    texts = (
        wordings[audience].get(part, "")
        for audience in AUDIENCES
        if audience in wordings
        for part, _ in PARTS
    )
    return list(dict.fromkeys(key for text in texts for key in citation_keys(text)))


def unresolved_keys(manuscript: Mapping[str, Any]) -> list[str]:
    """Return the keys that a wording cites and no reference has."""
    known = {reference["key"] for reference in manuscript["references"]}
    return [key for key in cited_keys(manuscript["wordings"]) if key not in known]


def parse(data: bytes) -> dict[str, Any]:
    """Return the manuscript that `data` holds.

    Raises ValueError with a sentence when it is not in canonical form, is of a format that this
    version does not know, or lacks a part.
    """
    manuscript = read(data)
    if not isinstance(manuscript, dict) or manuscript.get("format") != FORMAT:
        raise ValueError(f"This is not a manuscript of format {FORMAT}, the only one known here.")
    if not _fits(manuscript, _SHAPE):
        raise ValueError("This is not a manuscript: a part is missing, unknown or of another kind.")
    return manuscript


def _wordings(wordings: Wordings) -> dict[str, dict[str, str]]:
    cleaned = {
        audience: {part: _text(wordings.get(audience, {}).get(part, "")) for part, _ in PARTS}
        for audience in AUDIENCES
    }
    return {audience: parts for audience, parts in cleaned.items() if any(parts.values())}


def _author(author: Mapping[str, Any]) -> dict[str, Any]:
    printed = {name: _line(author.get(name, "")) for name in ("name", "credentials", "affiliation")}
    disclosures = author.get("disclosures")
    return printed if disclosures is None else {**printed, "disclosures": _full(disclosures)}


def _reference(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = _full({name: given.get(name) for name in ("key", "csl", "notices", "reason")})
    return {**facts, "csl": {**facts.get("csl", {}), "id": given["key"]}}


def as_signed(csl: Mapping[str, Any]) -> dict[str, Any]:
    """Return a CSL-JSON item as a manuscript keeps it."""
    kept: dict[str, Any] = _full(csl)
    return kept


def _full(value: Any) -> Any:
    """Return plain values with their texts normalised and whatever is empty left out."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return [item for item in map(_full, value) if not _is_empty(item)]
    if isinstance(value, Mapping):
        full = {name: _full(item) for name, item in value.items()}
        return {name: item for name, item in full.items() if not _is_empty(item)}
    return value


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)


def _text(text: str) -> str:
    return unicodedata.normalize("NFC", unix_newlines(text)).rstrip().lstrip("\n")


def _line(text: str) -> str:
    return " ".join(_text(text).split())


def _fits(value: Any, shape: Any) -> bool:
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(item, shape[0]) for item in value)
    if isinstance(shape, dict):
        return isinstance(value, dict) and _has_fields(value, shape)
    return isinstance(value, shape) and not isinstance(value, bool)


def _has_fields(value: dict[str, Any], shape: dict[str, Any]) -> bool:
    fields = {name.removesuffix("?"): fit for name, fit in shape.items()}
    required = {name for name in shape if not name.endswith("?")}
    return required <= value.keys() <= fields.keys() and all(
        _fits(item, fields[name]) for name, item in value.items()
    )
