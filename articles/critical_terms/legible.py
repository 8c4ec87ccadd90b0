"""A text as it is read: one way to write each sign, and where each character stood."""

import re
from html import unescape

_SUPERSCRIPT = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
_SIGNS = {
    **dict.fromkeys("\u2007\u2009\u200a\u2008\u202f", "\u00a0"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\uff0d\ufe63", "-"),
    **dict.fromkeys("\u2018\u2019\u02bc", "'"),
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)),
    **dict(zip("０１２３４５６７８９", "0123456789", strict=True)),  # noqa: RUF001
    "\u03bc": "\u00b5",
    "\u2126": "ohm",
    "≤": "<=",
    "≦": "<=",
    "⩽": "<=",
    "≥": ">=",
    "≧": ">=",
    "⩾": ">=",
    "·": ".",
    "∙": ".",
    "⋅": ".",
    "℃": "°C",
    "℉": "°F",
    "％": "%",  # noqa: RUF001
    "∕": "/",  # noqa: RUF001
    "⁄": "/",  # noqa: RUF001
}
_SPECIAL = re.compile(
    r"(?P<citation>\[[^\[\]\n]*@[^\[\]\n]*\])|(?P<target>(?<=\])\([^()\s]*\))"
    r"|(?P<address>https?://\S+)|(?P<entity>&(?:\#\w+|[a-zA-Z]+);)"
    r"|(?P<tag></?(?:sup|sub|em|strong|b|i)>)"
    r"|(?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+)|(?P<times>(?<=\d)\*(?=\d))"
    r"|(?P<nothing>[\u200b-\u200f\u00ad\u2060\ufeff]|(?<=\^\d)\^|(?<=\^\d\d)\^|(?<![*_`])[*_`]+(?=\w)|(?<=[\w.,;:!?%)\]])[*_`]+)"
    r"|(?P<sign>[" + re.escape("".join(_SIGNS)) + "])"
)


class Legible:
    """`words` is the text with its signs written one way, without citations and emphasis."""

    def __init__(self, text: str) -> None:
        words: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        at = 0
        for special in _SPECIAL.finditer(text):
            words.append(self._copied(text, at, special.start()))
            words.append(self._written(special))
            at = special.end()
        words.append(self._copied(text, at, len(text)))
        self.words = "".join(words)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of `words` stands in the original text."""
        return self._starts[start], self._ends[end - 1]

    def _copied(self, text: str, start: int, end: int) -> str:
        self._starts.extend(range(start, end))
        self._ends.extend(range(start + 1, end + 1))
        return text[start:end]

    def _written(self, special: re.Match[str]) -> str:
        words = _written(special)
        self._starts.extend([special.start()] * len(words))
        self._ends.extend([special.end()] * len(words))
        return words


def _written(special: re.Match[str]) -> str:
    kind, words = special.lastgroup, special[0]
    if kind == "power":
        return "^" + "".join(_SUPERSCRIPT[sign] for sign in words)
    if kind == "times":
        return "^" if special.string[: special.start()].endswith("10") else "\u00d7"
    if kind == "tag":
        return "^" if words == "<sup>" else ""
    if kind == "entity":
        sign = unescape(words)
        return _SIGNS.get(sign, sign)
    if kind == "sign":
        return _SIGNS[words]
    return "" if kind == "nothing" else " "
