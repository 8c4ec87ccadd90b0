"""Citations in Markdown, after Pandoc: [@key] and [@key1; @key2].

Source: Pandoc User's Guide, "Citation syntax". Of it we take keys in brackets, separated by
semicolons; no locators, prefixes or suffixes. A key starts with a letter or digit, goes on with
letters, digits and . _ : -, and its case does not matter. In a code span or code block, or after
a backslash, it is text as typed. Text in brackets that starts with @ but does not read as keys is
kept as an unreadable citation, so that a slip such as [@a, @b] is seen and not lost.
"""

import re
from collections.abc import Container, Mapping
from html import escape
from typing import Any

from markdown_it import MarkdownIt

_KEY = r"@([A-Za-z0-9][A-Za-z0-9._:-]*)"
_SPACE = r"[ \t\n]*"
_READABLE = re.compile(rf"\[{_SPACE}{_KEY}(?:{_SPACE};{_SPACE}{_KEY})*{_SPACE}\]")
CITATION = re.compile(rf"\[{_SPACE}@[^\[\]]*\]")
_CITED = re.compile(rf"(?<![ \t\n]){_SPACE}{CITATION.pattern}")  # a run of blanks is tried once
_START = re.compile(rf"\[{_SPACE}@")


class Numbering:
    """References of one wording: numbered by first appearance, their mentions counted.

    `numbers` and `mentions` have the keys of the references that were mentioned, in that order.
    """

    def __init__(self, known: Container[str]) -> None:
        self._known = known
        self.numbers: dict[str, int] = {}
        self.mentions: dict[str, int] = {}

    def mention(self, key: str) -> tuple[int, int] | None:
        """Count one mention; return the reference's number and the mention's, both from 1.

        None when no reference has this key.
        """
        if key not in self._known:
            return None
        number = self.numbers.setdefault(key, len(self.numbers) + 1)
        self.mentions[key] = self.mentions.get(key, 0) + 1
        return number, self.mentions[key]


def citations(parser: MarkdownIt) -> None:
    """Teach `parser` citations: tokens of the type `citation`, rendered by env["numbering"]."""
    parser.inline.ruler.before("link", "citation", _citation)
    parser.add_render_rule("citation", _marker)


def renamed(source: str, keys: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Return where `source` seems to cite one of `keys`, last first, and what to write there."""
    found = []
    for marker in _READABLE.finditer(source):
        cited = _keys(marker[0])
        if not keys.keys().isdisjoint(cited):
            own = dict.fromkeys(keys.get(key, key) for key in cited)
            found.append((*marker.span(), f"[{'; '.join(f'@{key}' for key in own)}]"))
    return found[::-1]


def uncited(source: str) -> str:
    """Return `source` without what stands for citations, and without the space before them."""
    return _CITED.sub("", source)


def starts_citation(source: str, position: int) -> bool:
    return _START.match(source, position) is not None


def _citation(state: Any, silent: bool) -> bool:
    found = CITATION.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        # The marker stands at the word it follows; a space would let it slip to the next line.
        state.pending = state.pending.rstrip(" ")
        token = state.push("citation", "", 0)
        token.content = found[0]
        token.meta = {"keys": _keys(found[0])}
    state.pos = found.end()
    return True


def _keys(source: str) -> list[str]:
    if not _READABLE.fullmatch(source):
        return []
    return [key.lower() for key in re.findall(_KEY, source)]


def _marker(_renderer: Any, tokens: Any, index: int, _options: Any, env: Any) -> str:
    token = tokens[index]
    keys = dict.fromkeys(token.meta["keys"])
    links = [_link(key, env["numbering"]) for key in keys] or [_unresolved(token.content)]
    return f'<sup class="citation">{", ".join(links)}</sup>'


def _link(key: str, numbering: Numbering) -> str:
    mention = numbering.mention(key)
    if mention is None:
        return _unresolved(f"[@{key}?]")
    number, nth = mention
    return (
        f'<a id="citation-{number}-{nth}" href="#reference-{number}"'
        f' aria-label="Reference {number}">{number}</a>'
    )


def _unresolved(source: str) -> str:
    return f'<span class="unresolved">{escape(source)}</span>'
