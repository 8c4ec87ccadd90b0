"""A signed text, cut into passages: what stands under one heading, or the next part of it."""

from collections.abc import Iterator
from typing import NamedTuple

import lxml.html
from lxml.etree import _Element

LONG_ENOUGH = 700  # characters, after which a passage ends with its block

_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}


class Passage(NamedTuple):
    """Blocks of a wording as they were signed, with the words in them and the heading above."""

    anchor: str
    heading: str
    html: str
    text: str


def cut(html: str) -> list[Passage]:
    """Return the passages of a rendered wording, without its references and disclaimer."""
    page = lxml.html.fragment_fromstring(html, create_parent="div")
    return [passage for part in page.iterchildren("section") for passage in _of_part(part)]


def words(element: _Element) -> str:
    """Return the words of `element` without the numbers of its citations, a line for each block."""
    pieces = "".join(_pieces(element)).split("\n")
    return "\n".join(filter(None, (" ".join(piece.split()) for piece in pieces)))


def _of_part(part: _Element) -> Iterator[Passage]:
    if part.get("class") != "part":
        return
    anchor, heading = part.get("id", ""), ""
    blocks: list[_Element] = []
    for block in part:
        if block.tag in _HEADINGS:
            yield from _passage(anchor, heading, blocks)
            anchor, heading, blocks = block.get("id") or anchor, words(block), []
            continue
        blocks.append(block)
        if sum(len(block.text_content()) for block in blocks) >= LONG_ENOUGH:
            yield from _passage(anchor, heading, blocks)
            blocks = []
    yield from _passage(anchor, heading, blocks)


def _passage(anchor: str, heading: str, blocks: list[_Element]) -> Iterator[Passage]:
    if not blocks:
        return
    html = "".join(lxml.html.tostring(block, encoding="unicode") for block in blocks)
    yield Passage(anchor, heading, html.strip(), "\n".join(map(words, blocks)))


def _pieces(element: _Element) -> Iterator[str]:
    block = element.tag in {"p", "li", "pre", "blockquote", "br", "ul", "ol", *_HEADINGS}
    if element.tag != "sup":
        yield "\n" if block else ""
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
        yield "\n" if block else ""
    yield element.tail or ""
