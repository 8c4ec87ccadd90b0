"""Plain text of web pages, as MedQuAD keeps it, made Markdown that says the same.

In that text a line break, or a run of blanks, is what is left of a page's markup: most often the
end of a paragraph, a heading, a list's item or a table's cell.
"""

import re

_BLANKS = re.compile(r"\s+")
# A dash with a break before it, or with a gap behind it, starts an item of a list.
_BREAK = re.compile(r"((?:\A|\n|  )-(?:\n|  | )| -(?:\n|  )|\n|  )")
_ENDED = re.compile(r"[.!?:;][\"'\u201d\u2019)\]]*\Z")
_MEANT = re.compile(r"([\\`*_\[\]<>&])")
_MEANT_AT_START = re.compile(r"\A([0-9]{1,9}(?=[.)])|(?=[-+#=~]))")


def markdown(text: str, ending: str = "") -> str:
    """Return plain `text` as Markdown: its paragraphs, its lists, and each word as it stands.

    Two blanks end a paragraph only behind a sentence's end; a line break or more blanks always
    do. Lists in lists become one list. Arguments: `ending` is Markdown for behind the last word,
    such as a citation.
    """
    lines = [(is_item, escaped(words)) for is_item, words in _blocks(text)]
    if not lines:
        return ending
    markdown, before = "", False
    for is_item, line in lines:
        gap = "\n" if is_item and before else "\n\n"
        markdown += f"{gap if markdown else ''}{'- ' if is_item else ''}{line}"
        before = is_item
    return f"{markdown} {ending}".rstrip()


def escaped(line: str) -> str:
    """Return one `line` of text so that CommonMark reads each character as it stands.

    Source: CommonMark 0.31.2, section 2.4, and the starts of blocks in section 4 and 5.
    """
    return _MEANT_AT_START.sub(r"\1\\", _MEANT.sub(r"\\\1", line))


def _blocks(text: str) -> list[tuple[bool, str]]:
    """Return the words of each block, and whether it is an item of a list."""
    first, *rest = _BREAK.split(_BLANKS.sub(_gap, text.strip()))
    blocks: list[tuple[bool, str]] = [(False, first)] if first else []
    for gap, words in zip(rest[::2], rest[1::2], strict=True):
        if "-" in gap:
            blocks.append((True, words))
        elif gap == "\n" or not blocks or _ENDED.search(blocks[-1][1]):
            blocks.append((False, words))
        else:
            is_item, before = blocks[-1]
            blocks[-1] = (is_item, f"{before} {words}".strip())
    return [(is_item, words.strip()) for is_item, words in blocks if words.strip()]


def _gap(blanks: re.Match[str]) -> str:
    if "\n" in blanks[0] or len(blanks[0]) > 2:
        return "\n"
    return "  " if len(blanks[0]) == 2 else " "
