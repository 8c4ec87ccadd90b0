"""What kind of evidence a work is, by the publication types under which NLM indexes it."""

from collections.abc import Iterable

from citations.formats.vocabulary import EVIDENCE

_KINDS = {label.lower(): kind for kind, label in EVIDENCE.items()} | {
    "guideline": "guideline",
    "consensus development conference": "guideline",
    "consensus statement": "guideline",
    "network meta-analysis": "meta-analysis",
    "scoping review": "review",
    "controlled clinical trial": "trial",
    "adaptive clinical trial": "trial",
    "pragmatic clinical trial": "trial",
    "equivalence trial": "trial",
    **{f"clinical trial, phase {phase}": "trial" for phase in ("i", "ii", "iii", "iv")},
}
_STRENGTH = list(EVIDENCE)


def evidence_of(publication_types: Iterable[str]) -> str:
    """Return the strongest kind of evidence that NLM's `publication_types` name, or ""."""
    kinds = {_KINDS[name] for text in publication_types if (name := text.lower()) in _KINDS}
    return min(kinds, key=_STRENGTH.index) if kinds else ""


def publication_type(evidence: str) -> str:
    return EVIDENCE[evidence]
