"""A signed text, cut into passages: what stands under one heading, or the next part of it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import lxml.html
from lxml.etree import _Element

LONG_ENOUGH = 700  # characters, after which a passage ends with its block

_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {"p", "li", "pre", "blockquote", "br", "ul", "ol", *_HEADINGS}


class Passage(NamedTuple):
    """Blocks of a wording as they were signed, with the words in them and the heading above."""

    anchor: str
    heading: str
    html: str
    text: str


class Text(NamedTuple):
    """A rendered wording: its passages, its references by their number, its disclaimer."""

    passages: list[Passage]
    references: dict[int, str]
    disclaimer: str


def cut(html: str) -> list[Passage]:
    """Return the passages of a rendered wording, without its references and disclaimer."""
    return [passage for part in _page(html).iterchildren("section") for passage in _of_part(part)]


def read(html: str, *, address: str) -> Text:
    """Return a rendered wording in pieces that can stand on another page than `address`.

    Their links to a reference lead there, and nothing in them has an id.
    """
    page = _page(html)
    references = {
        int(item.get("id", "").rpartition("-")[2]): item
        for item in page.iterfind("section[@class='references']/ol/li")
    }
    for element in page.iter():
        _detach(element, address)
    parts = [part for part in page.iterchildren("section") if part.get("class") == "part"]
    aside = page.find("aside[@class='disclaimer']")
    return Text(
        [passage for part in parts for passage in _of_part(part)],
        {number: _inside(item) for number, item in references.items()},
        "" if aside is None else "".join(_html(block) for block in aside.iterchildren("p")),
    )


def cited(passage: Passage) -> list[int]:
    """Return the numbers of the references that `passage` cites."""
    return sorted({int(number) for number in re.findall(r'#reference-(\d+)"', passage.html)})


def words(element: _Element) -> str:
    """Return the words of `element` without the numbers of its citations, a line for each block."""
    pieces = "".join(_pieces(element)).split("\n")
    return "\n".join(filter(None, (" ".join(piece.split()) for piece in pieces)))


def _page(html: str) -> _Element:
    return lxml.html.fragment_fromstring(html, create_parent="div")


def _detach(element: _Element, address: str) -> None:
    if element.get("class") != "part" and element.tag not in _HEADINGS:  # their ids are anchors
        element.attrib.pop("id", None)
    if element.get("href", "").startswith("#"):
        element.set("href", address + element.get("href", ""))
    if element.get("class") == "backlink":
        element.drop_tree()


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
    if blocks:
        html = "".join(map(_html, blocks)).strip()
        yield Passage(anchor, heading, html, "\n".join(map(words, blocks)))


def _html(element: _Element) -> str:
    return str(lxml.html.tostring(element, encoding="unicode"))


def _inside(element: _Element) -> str:
    return (element.text or "") + "".join(map(_html, element))


def _pieces(element: _Element) -> Iterator[str]:
    edge = "\n" if element.tag in _BLOCKS else ""
    if element.tag != "sup":
        yield edge
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
        yield edge
    yield element.tail or ""
