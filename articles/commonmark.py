"""The Markdown parser: CommonMark with citations, as tokens in which only what we allow is left.

Raw HTML is text, images are their alternative text, links lead to http, https, mailto or an anchor
and otherwise are their text. Source: CommonMark 0.31.2.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import blockquote, list_block, reference
from markdown_it.token import Token

from articles.citing import Numbering, citations, starts_citation
from citations.identifiers import normalise_url
from integrity.text import legible

# markdown-it drops what is nested deeper than 20 levels, without a word. Below this depth we take
# quote and list markers as text, so that no sentence is lost. A list is two levels.
MAX_BLOCK_LEVEL = 16

_MAIL_OR_ANCHOR = re.compile(r"mailto:[^?]|#", re.IGNORECASE)


def parse(text: str) -> list[Token]:
    """Return the block tokens of `text`; those of type `inline` carry their tokens as children."""
    tokens: list[Token] = _PARSER.parse(legible(text))
    for token in tokens:
        token.info = ""  # the language of a code block would become a class of the author's choice
        if token.type == "inline":
            token.children = list(_attached(_linked(map(_described, token.children))))
    return tokens


def to_html(tokens: list[Token], numbering: Numbering) -> str:
    html: str = _PARSER.renderer.render(tokens, _PARSER.options, {"numbering": numbering})
    return html


def words(tokens: Iterable[Token]) -> str:
    """Return inline tokens as plain text in one line, without citations."""
    spaced = {"softbreak": " ", "hardbreak": " ", "citation": ""}
    text = "".join(spaced.get(token.type, token.content) for token in tokens)
    return legible(" ".join(text.split()))


def _described(token: Token) -> Token:
    """Return an image as its alternative text, any other token as it is."""
    if token.type == "image":
        token.type, token.tag = "text", ""
        token.content = words(map(_described, token.children or []))
    return token


def _linked(tokens: Iterable[Token]) -> Iterator[Token]:
    """Leave out links that lead elsewhere than we allow; name one without words by its address.

    Links never nest.
    """
    attrs: dict[str, str] = {}
    named = True
    for token in tokens:
        if token.type == "link_open":
            token.attrs = attrs = _destination(token.attrs["href"])
            named = not attrs
        elif token.type == "link_close" and not named:
            yield Token("text", "", 0, content=attrs["href"])
        named = named or bool(token.content.strip())
        if attrs or token.type not in {"link_open", "link_close"}:
            yield token


def _destination(href: str) -> dict[str, str]:
    if _MAIL_OR_ANCHOR.match(href):
        return {"href": href}
    try:
        return {"href": normalise_url(href), "rel": "noopener"}
    except ValueError:
        return {}


def _attached(tokens: Iterable[Token]) -> Iterator[Token]:
    """Put a citation right behind its word, and two that touch into one: 1, 2 and not 12."""
    last: Token | None = None
    for token in tokens:
        if last is not None and token.type == "citation":
            if last.type == "softbreak":
                last = None
            elif last.type == "citation" and last.meta["keys"] and token.meta["keys"]:
                last.meta["keys"] += token.meta["keys"]
                continue
        if last is not None:
            yield last
        last = token
    if last is not None:
        yield last


def _shallow(rule: Callable[..., bool]) -> Callable[..., bool]:
    def guarded(state: Any, start: int, end: int, silent: bool) -> bool:
        return state.level < MAX_BLOCK_LEVEL and rule(state, start, end, silent)

    return guarded


def _definition(state: Any, start: int, end: int, silent: bool) -> bool:
    """Take `[@key]: words` for a citation; as the definition of a link it would vanish."""
    first = state.bMarks[start] + state.tShift[start]
    return not starts_citation(state.src, first) and reference(state, start, end, silent)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False})
    # Links are judged in _linked: refused here, a link would show its Markdown to readers.
    parser.validateLink = lambda _url: True
    parser.block.ruler.at("reference", _definition)
    # The lists name the blocks that each may interrupt, as in markdown-it's own table of rules.
    quote = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.at("blockquote", _shallow(blockquote), quote)
    items = {"alt": ["paragraph", "reference", "blockquote"]}
    parser.block.ruler.at("list", _shallow(list_block), items)
    return parser.use(citations)


_PARSER = _parser()
