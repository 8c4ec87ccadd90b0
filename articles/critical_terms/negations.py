"""What is denied, forbidden or left out, with the word that it bears on."""

import re
from collections.abc import Iterator

from articles.critical_terms.finding import Kind

_CUES = {
    "no longer": r"no\s+longer|not\s+any\s*more",
    "not": r"not|cannot|\w+n't",
    "no": r"no(?!\.\s?\d)",
    "never": r"never",
    "none": r"none|nobody|nothing|nowhere|no\s+one",
    "neither": r"neither|nor",
    "without": r"without|w/o|free\s+(?:of|from)|devoid\s+of|in\s+the\s+absence\s+of",
    "avoid": r"avoid(?:s|ed|ing|ance)?|refrain(?:s|ed|ing)?\s+from",
    "absent": r"absen(?:t|ce)|lack(?:s|ed|ing)?(?:\s+of)?",
    "stop": r"stop(?:s|ped|ping)?|discontinu(?:e|es|ed|ing|ation)|ceas(?:e|es|ed|ing)"
    r"|withh(?:old|olds|olding|eld)|withdraw(?:s|n|ing|al)?|omit(?:s|ted|ting)?",
    "fail": r"fail(?:s|ed|ing|ure)?\s+to",
    "instead of": r"instead\s+of|rather\s+than|as\s+opposed\s+to",
    "unless": r"unless",
    "except": r"except(?:ing)?|excluding|other\s+than",
    "excluded": r"exclude(?:s|d)?|rule(?:s|d)?\s+out|ruling\s+out",
    "unlikely": r"unlikely",
    "hardly": r"hardly|scarcely|barely|rarely|seldom",
    "negative": r"negative\s+for|test(?:s|ed)?\s+negative",
    "non": r"non(?=-\w)",
    "un": r"un(?:necessary|safe|suitable|able|proven|tested|treated|licensed|clear|indicated)"
    r"|in(?:effective|appropriate|sufficient|adequate|advisable)",
}
_CUE = re.compile(
    "|".join(rf"(?P<c{place}>\b(?:{words})\b)" for place, words in enumerate(_CUES.values())), re.I
)
_NAMES = list(_CUES)
_PASSED_OVER = frozenset({
    "a", "an", "the", "be", "been", "being", "is", "are", "was", "were", "to", "of", "for", "in",
    "on", "at", "by", "with", "from", "any", "all", "it", "its", "this", "that", "these", "those",
    "have", "has", "had", "do", "does", "did", "so", "as", "such", "or", "and", "more", "than",
    "there", "yet",
})  # fmt: skip
_WORD = re.compile(r"[^\W_][\w'-]*")
_SCOPE_ENDS = re.compile(r"[.;:!?]\s|\n\s*\n")

SCOPE = 80  # characters in which the word is looked for

Span = tuple[Kind, str, int, int]


def negations(text: str) -> Iterator[Span]:
    """Yield each word that denies something; its value names the word that it bears on."""
    for cue in _CUE.finditer(text):
        name = _NAMES[int(str(cue.lastgroup)[1:])]
        yield Kind.NEGATION, f"{name} {_scope(text, cue.end())}".strip(), *cue.span()


def _scope(text: str, start: int) -> str:
    rest = text[start : start + SCOPE]
    if ends := _SCOPE_ENDS.search(rest):
        rest = rest[: ends.start()]
    words = (word[0].lower() for word in _WORD.finditer(rest))
    return next((word for word in words if word not in _PASSED_OVER), "")
