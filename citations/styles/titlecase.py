"""English title case, by the rules of CSL 1.0.2, "Text-case"."""

import re

from citeproc.model import TextCased

from citations.styles.richtext import NO_CASE, Mark, RichText

# AMA Manual of Style 11, 10.2: "vs" stays small, as the short prepositions of CSL's list do.
STOP_WORDS = frozenset(TextCased._stop_words) | {"vs"}  # noqa: SLF001  the library's only list
KEPT = {NO_CASE, Mark("sub"), Mark("sup")}

_WORD = re.compile(r"[^\s\-\u2010-\u2015/.,;?!:()\[\]{}\u2018\u201c\u201d\"]+")
_GREEK = re.compile(r"[\u0370-\u03ff]")
_HYPHENS = frozenset("-\u2010\u2011")
_NEW_START = frozenset(":?!")


def title_case(title: RichText) -> RichText:
    """Return `title` with its words raised, but for stop words and words with their own capitals.

    The first and last word, the first after a colon, question or exclamation mark, and the first
    of a compound with hyphens are raised in any case.
    """
    words = list(_WORD.finditer(title.text))
    characters = list(title.text)
    gap, end = ":", 0
    for word in words:
        start = word.start()
        gap = title.text[end:start] if end else gap
        end = word.end()
        is_raised = (
            word[0] not in STOP_WORDS
            or word is words[-1]
            or not _NEW_START.isdisjoint(gap)
            or (title.text[end : end + 1] in _HYPHENS and gap not in _HYPHENS)
        )
        if is_raised and _is_small(word[0]) and KEPT.isdisjoint(title.marks[start]):
            characters[start] = raised(characters[start])
    return RichText("".join(characters), title.marks)


def raised(character: str) -> str:
    """Return the capital, where it is one character as well."""
    capital = character.upper()
    return capital if len(capital) == 1 else character


def _is_small(word: str) -> bool:
    return word == word.lower() and not _GREEK.fullmatch(word)
