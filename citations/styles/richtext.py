"""Text with marks, as a CSL processor puts it together: joined by CSL's rules, written as HTML."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import NamedTuple, Union

# What a mark of punctuation swallows when a style puts it before another. Source: the CSL test
# suite, punctuation_FullMontyPlain.
SWALLOWED = {".": ".", "!": "!.:", "?": "?.:", ":": ":.", ";": ";.:", ",": ",", " ": " "}
INSIDE_QUOTES = ".,"  # punctuation-in-quote of the American locale
CLOSING_QUOTE = "\u201d"


class Mark(NamedTuple):
    """What holds for some characters: a tag of HTML, or `nocase`; `href` where it is a link."""

    tag: str
    href: str = ""


NO_CASE = Mark("nocase")
Marks = tuple[Mark, ...]
Joinable = Union[str, "RichText"]


@dataclass(frozen=True)
class RichText:
    """Characters and, for each, its marks, outermost first."""

    text: str = ""
    marks: tuple[Marks, ...] = ()

    @classmethod
    def of(cls, value: object, *marks: Mark) -> "RichText":
        """Return `value` as rich text; what is not yet rich is taken as text with `marks`."""
        if isinstance(value, RichText):
            return value
        text = str(value)
        return cls(text, (marks,) * len(text))

    @classmethod
    def of_pieces(cls, pieces: Iterable[tuple[str, Marks]]) -> "RichText":
        pairs = list(pieces)
        text = "".join(piece for piece, _ in pairs)
        return cls(text, tuple(marks for piece, marks in pairs for _ in piece))

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    def __getitem__(self, part: slice) -> "RichText":
        return RichText(self.text[part], self.marks[part])

    def __add__(self, other: Joinable) -> "RichText":
        """Join two texts so that no mark of punctuation is doubled where they meet."""
        if not isinstance(other, str | RichText):
            return NotImplemented
        right = RichText.of(other)
        quoted = self.text.rstrip(CLOSING_QUOTE)
        if right.text[:1] and right.text[0] in SWALLOWED.get(quoted[-1:], ""):
            right = right[1:]
        elif quoted != self.text and right.text[:1] and right.text[0] in INSIDE_QUOTES:
            inside, quotes = self[: len(quoted)], self[len(quoted) :]
            return (inside + right[:1])._followed_by(quotes)._followed_by(right[1:])
        return self._followed_by(right)

    def __radd__(self, other: str) -> "RichText":
        return RichText.of(other) + self if isinstance(other, str) else NotImplemented

    def _followed_by(self, other: "RichText") -> "RichText":
        return RichText(self.text + other.text, self.marks + other.marks)

    def marked(self, mark: Mark) -> "RichText":
        """Return the text inside `mark`; what is already so marked stands out by losing it."""
        return RichText(
            self.text,
            tuple(
                tuple(own for own in marks if own != mark) if mark in marks else (mark, *marks)
                for marks in self.marks
            ),
        )

    def changed(self, change: Callable[[str], str]) -> "RichText":
        """Return the text changed by `change`, which keeps the number of characters."""
        return RichText(change(self.text), self.marks)

    def without(self, character: str) -> "RichText":
        kept = [place for place, own in enumerate(self.text) if own != character]
        return RichText(
            self.text.replace(character, ""), tuple(self.marks[place] for place in kept)
        )

    def hrefs(self) -> set[str]:
        return {mark.href for marks in self.marks for mark in marks if mark.href}

    def html(self) -> str:
        """Return safe HTML: escaped text in `i`, `b`, `sub`, `sup` and `a`."""
        return _html(list(zip(self.text, self.marks, strict=True)), 0)


def _html(characters: list[tuple[str, Marks]], depth: int) -> str:
    parts = []
    for mark, group in groupby(characters, lambda each: (each[1][depth:] or (None,))[0]):
        inside = list(group)
        if mark is None:
            parts.append(escape("".join(character for character, _ in inside)))
        else:
            parts.append(_element(mark, _html(inside, depth + 1)))
    return "".join(parts)


def _element(mark: Mark, content: str) -> str:
    if mark == NO_CASE:
        return content
    attributes = f' href="{escape(mark.href)}" rel="noopener"' if mark.href else ""
    return f"<{mark.tag}{attributes}>{content}</{mark.tag}>"
