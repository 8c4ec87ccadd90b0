"""Markdown of a wording's part: safe HTML, the keys it cites, its headings and its plain text.

What is allowed is said in articles/commonmark.py, how to cite in articles/citing.py.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape

import nh3
from markdown_it.token import Token

from articles import outline
from articles.citing import Numbering, renamed
from articles.commonmark import parse, to_html, words
from articles.outline import Heading
from integrity import text as plain

__all__ = [
    "Heading",
    "Numbering",
    "citation_keys",
    "first_paragraph",
    "headings",
    "mentions",
    "plain_text",
    "problems",
    "render",
    "sanitise",
    "unreadable_citations",
    "with_own_keys",
]


def citation_keys(text: str) -> list[str]:
    """Return the keys that `text` cites, each once, in order of first appearance."""
    return list(dict.fromkeys(mentions(text)))


def mentions(text: str) -> list[str]:
    """Return the key of each mention of a work in `text`."""
    return [key for token in _citations(text) for key in token.meta["keys"]]


def with_own_keys(text: str, keys: Mapping[str, str]) -> str:
    """Return `text` with its citations of `keys` made citations of what those stand for.

    What only looks like a citation, in code or behind a backslash, stays as it is typed.
    """
    for start, end, marker in renamed(text, keys):
        changed = text[:start] + marker + text[end:]
        if mentions(changed) != mentions(text):
            text = changed
    return text


def unreadable_citations(text: str) -> list[str]:
    """Return what stands in brackets after an @ in `text` and does not read as keys."""
    return [token.content for token in _citations(text) if not token.meta["keys"]]


def render(text: str, *, prefix: str, numbering: Numbering) -> str:
    """Return `text` as sanitised HTML; its citations are numbered and counted in `numbering`.

    Arguments: `prefix` starts the id of every heading, so that two parts of a page never share
    one. A key that `numbering` does not know is shown as an unresolved marker.
    """
    tokens = parse(text)
    outline.nest(tokens, prefix)
    return sanitise(to_html(tokens, numbering)).strip()


def sanitise(html: str) -> str:
    """Return `html` with only the tags, attributes, classes and links that a part may have.

    The second line: the parser alone lets nothing else pass, and nothing reaches a page but
    through here.
    """
    return _CLEANER.clean(plain.legible(html))


def headings(text: str, *, prefix: str) -> list[Heading]:
    """Return the headings of `text`, with the ids that `render` gives them."""
    return outline.nest(parse(text), prefix)


def plain_text(text: str) -> str:
    """Return the words of `text` without markup and markers, a line for each block."""
    return "\n".join(line for _, line in _blocks(text))


def first_paragraph(text: str) -> str:
    """Return the words of the first block of `text` that is no heading and no code, or ""."""
    return next((line for opening, line in _blocks(text) if opening == "paragraph_open"), "")


def problems(text: str) -> list[str]:
    """Return a sentence for each kind of character that a reader could not see.

    Written as an entity, such as &#x202E;, it is found as well.
    """
    return plain.problems(unescape(text))


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield each block that has words, after the type of the token that opens it."""
    opening = ""
    for token in parse(text):
        line = words(token.children) if token.type == "inline" else token.content.strip()
        if line:
            yield opening, line
        opening = token.type


@lru_cache(maxsize=32)  # a submit asks for those of its few texts several times over
def _citations(text: str) -> tuple[Token, ...]:
    children = (token for block in parse(text) for token in block.children or [])
    return tuple(token for token in children if token.type == "citation")


_CLEANER = nh3.Cleaner(
    tags={
        *("blockquote", "br", "code", "hr", "li", "ol", "p", "pre", "ul"),
        *("a", "em", "h3", "h4", "h5", "h6", "span", "strong", "sup"),
    },
    attributes={
        "a": {"id", "href", "rel", "aria-label"},
        "ol": {"start"},
        **{f"h{level}": {"id"} for level in range(outline.SHALLOWEST, outline.DEEPEST + 1)},
    },
    allowed_classes={"sup": {"citation"}, "span": {"unresolved"}},
    url_schemes={"http", "https", "mailto"},
    url_relative=lambda url: url if url.startswith("#") else None,
    link_rel=None,
)
