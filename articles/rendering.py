"""The one renderer: manuscript to HTML, for preview, submission and page alike."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from articles import markup
from articles.manuscript import AUDIENCES, PARTS
from articles.markup import Heading, Numbering
from citations.formatting import date_in_words, external_link, format_reference
from citations.identifiers import normalise_url
from integrity.text import legible

MIN_LEAD, MAX_LEAD = 60, 300  # characters

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'\u201d\u2019)]?\s+(?=\W?[A-Z0-9])")

Manuscript = Mapping[str, Any]


def render(manuscript: Manuscript) -> dict[str, str]:
    """Return the HTML of each wording, by audience.

    References are numbered by first appearance within a wording. A key without a reference is
    shown as an unresolved marker, so that a draft can be previewed.
    """
    return {
        audience: _wording(manuscript, audience)
        for audience in AUDIENCES
        if audience in manuscript["wordings"]
    }


def lead(manuscript: Manuscript, audience: str) -> str:
    """Return the first sentence of a wording as plain text, for descriptions and feeds.

    More than one if the first is shorter than 60 characters; cut at a word with an ellipsis where
    it is longer than 300.
    """
    paragraphs = (markup.first_paragraph(text) for _, _, text in _parts(manuscript, audience))
    return _first_sentences(next(filter(None, paragraphs), ""))


def contents(manuscript: Manuscript, audience: str) -> list[Heading]:
    """Return the headings of a wording as rendered, for its table of contents."""
    found: list[Heading] = []
    known = {reference["key"] for reference in manuscript["references"]}
    cited: set[str] = set()
    for name, title, text in _parts(manuscript, audience):
        found += [
            Heading(_anchor(title), _(title), 2),
            *markup.headings(text, prefix=_prefix(name)),
        ]
        cited.update(markup.citation_keys(text))
    if cited & known:
        found.append(Heading("references", _("References"), 2))
    if manuscript["disclaimers"].get(audience):
        found.append(Heading("disclaimer", _("Disclaimer"), 2))
    return found


def _wording(manuscript: Manuscript, audience: str) -> str:
    references = {reference["key"]: reference for reference in manuscript["references"]}
    numbering = Numbering(references)
    parts = [
        f'<section class="part" id="{_anchor(title)}"><h2>{_(title)}</h2>\n'
        f"{markup.render(text, prefix=_prefix(name), numbering=numbering)}\n</section>"
        for name, title, text in _parts(manuscript, audience)
    ]
    disclaimer = _disclaimer(manuscript["disclaimers"].get(audience, ""))
    return "\n".join(filter(None, [*parts, _references(references, numbering), disclaimer]))


def _parts(manuscript: Manuscript, audience: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, title and Markdown of each part that has text."""
    for name, title in PARTS:
        text = manuscript["wordings"].get(audience, {}).get(name, "")
        if text.strip():
            yield name, title, text


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _prefix(name: str) -> str:
    return name.removeprefix("from_")


def _references(references: Mapping[str, Any], numbering: Numbering) -> str:
    items = "\n".join(
        _item(references[key], number, numbering.mentions[key])
        for key, number in numbering.numbers.items()
    )
    if not items:
        return ""
    return (
        f'<section class="references" id="references"><h2>{_("References")}</h2>\n'
        f"<ol>\n{items}\n</ol>\n</section>"
    )


def _item(reference: Mapping[str, Any], number: int, mentions: int) -> str:
    backlinks = (
        f'<a class="backlink" href="#citation-{number}-{nth}"'
        f' aria-label="{_back(nth, number)}">\u21a9</a>'
        for nth in range(1, mentions + 1)
    )
    notices = map(_notice, reference.get("notices", []))
    parts = [format_reference(reference["csl"]), *notices, _reason(reference), *backlinks]
    return f'<li id="reference-{number}">{" ".join(filter(None, parts))}</li>'


def _back(nth: int, number: int) -> str:
    words = _("Back to mention %(nth)d of reference %(number)d")
    return words % {"nth": nth, "number": number}


def _notice(notice: Mapping[str, str]) -> str:
    kind = legible(notice.get("kind", "")).replace("_", " ").capitalize() or "Notice"
    try:
        words = external_link(normalise_url(notice.get("url", "")), kind)
    except ValueError:
        words = escape(kind)
    date = notice.get("date", "")
    if re.fullmatch("[0-9]{4}(-[0-9]{2}){0,2}", date):
        date = date_in_words([int(part) for part in date.split("-")])
    return f'<span class="notice">{words}{", " if date else ""}{escape(legible(date))}.</span>'


def _reason(reference: Mapping[str, str]) -> str:
    reason = legible(reference.get("reason", ""))
    if not reason:
        return ""
    label = _("Why it is cited:")
    return f'<span class="reason">{label} {escape(reason)}</span>'


def _disclaimer(text: str) -> str:
    paragraphs = "\n".join(
        f"<p>{escape(paragraph.strip())}</p>"
        for paragraph in re.split(r"\n\s*\n", legible(text))
        if paragraph.strip()
    )
    if not paragraphs:
        return ""
    heading = f'<aside class="disclaimer" id="disclaimer"><h2>{_("Disclaimer")}</h2>'
    return f"{heading}\n{paragraphs}\n</aside>"


def _first_sentences(text: str) -> str:
    for end in _SENTENCE_END.finditer(text):
        if end.start() >= MIN_LEAD:
            text = text[: end.start()]
            break
    if len(text) <= MAX_LEAD:
        return text
    return text[:MAX_LEAD].rsplit(" ", 1)[0].rstrip(",;:") + "\u2026"
