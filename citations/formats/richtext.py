"""Texts of works: plain, but for the four kinds of markup that CSL-JSON allows in a title.

Whatever else looks like HTML or XML is taken out; the words stay. A single "<", as in p < 0.05, is
text. Nothing here makes a text safe for a page: whoever shows it escapes it.
"""

import re
from html import unescape

# What publishers write, in HTML and in JATS, and the tag that it becomes.
_KEPT = {
    **dict.fromkeys(("i", "em", "italic"), "i"),
    **dict.fromkeys(("b", "strong", "bold"), "b"),
    "sub": "sub",
    "sup": "sup",
}
_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9]*(?::[A-Za-z][A-Za-z0-9]*)?)(?:\s[^<>]*)?/?>|<!--.*?-->", re.DOTALL
)
_UNSEEN = {
    name: (
        re.compile(rf"</{name}\s*>", re.IGNORECASE),
        re.compile(rf"<{name}\b[^<>]*>.*?</{name}\s*>", re.IGNORECASE | re.DOTALL),
    )
    for name in ("script", "style")
}
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Entities in entities, &amp;lt;, are a common slip of exporters.
_AMPERSAND = re.compile(r"&(?:(?:amp|#38|#[xX]26);)+")
_ROUNDS = 5


def cleaned(text: str, *, rich: bool) -> str:
    """Return `text` without markup, but for <i>, <b>, <sub> and <sup> in pairs where `rich`.

    Entities become the characters that they stand for. A cleaned text comes back as it is.
    Raises ValueError where markup hides in markup many times over.
    """
    if "<" not in text and "&" not in text:
        return text
    for _ in range(_ROUNDS):
        before, text = text, _once(text, rich=rich)
        if text == before:
            return text
    raise ValueError("This has markup in markup, over and over: write it as plain text.")


def _once(text: str, *, rich: bool) -> str:
    text = _ENTITY.sub(lambda entity: unescape(entity[0]), _AMPERSAND.sub("&", text))
    text = _without_unseen(text)
    return _paired(text) if rich else _TAG.sub("", text)


def _without_unseen(text: str) -> str:
    """Take out scripts and styles; what opens behind the last end is not searched for one."""
    for ends, whole in _UNSEEN.values():
        last = 0
        for end in ends.finditer(text):
            last = end.end()
        text = whole.sub("", text[:last]) + text[last:]
    return text


def _paired(text: str) -> str:
    """Keep the markup that is opened and closed in good order; take out all other tags."""
    pieces: list[str] = []
    open_tags: list[tuple[str, int]] = []
    end = 0
    for tag in _TAG.finditer(text):
        pieces.append(text[end : tag.start()])
        end = tag.end()
        name = _KEPT.get((tag[2] or "").lower().rpartition(":")[2])
        if name and not tag[1]:
            open_tags.append((name, len(pieces)))
            pieces.append("")
        elif name and name in (kept for kept, _ in open_tags):
            while (last := open_tags.pop())[0] != name:
                pass
            pieces[last[1]] = f"<{name}>"
            pieces.append(f"</{name}>")
    return "".join([*pieces, text[end:]])
