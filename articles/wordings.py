"""The wordings of one answer side by side: what can hurt that one has and another lacks."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from articles.critical_terms import Finding, Kind, only_in
from articles.markup import plain_text
from articles.models import Audience
from articles.reading_grade import reading_grade, text_of

KINDS = (
    Kind.QUANTITY,
    Kind.UNIT,
    Kind.FREQUENCY,
    Kind.NEGATION,
    Kind.CONTRAINDICATION,
    Kind.RED_FLAG,
)
IN_A_SENTENCE = (Kind.NEGATION, Kind.CONTRAINDICATION)  # the word alone says too little


class Compared(NamedTuple):
    """A wording beside the clinician's. `lacks` are findings of the clinician's that it has not.

    Of what says too little alone, the sentence is there in plain words; else it is empty.
    """

    audience: Audience
    grade: float | None
    lacks: list[Finding]
    adds: list[Finding]


def compared(manuscript: dict[str, Any]) -> Iterator[Compared]:
    """Yield each wording of a manuscript, compared with the clinician's, which comes first."""
    texts = {name: text_of(wording) for name, wording in manuscript["wordings"].items()}
    clinicians = texts.get(Audience.CLINICIAN, "")
    for name, text in texts.items():
        lacks, adds = only_in(clinicians, text), only_in(text, clinicians)
        yield Compared(Audience(name), reading_grade(text), _told(lacks), _told(adds))


def _told(findings: list[Finding]) -> list[Finding]:
    """Keep one finding of each value, in the order in which to look at them."""
    found = {(finding.kind, finding.value): finding for finding in reversed(findings)}
    kept = [_legible(finding) for finding in found.values() if finding.kind in KINDS]
    return sorted(kept, key=lambda finding: (KINDS.index(finding.kind), finding.start))


def _legible(finding: Finding) -> Finding:
    is_told = finding.kind in IN_A_SENTENCE
    return finding._replace(sentence=plain_text(finding.sentence) if is_told else "")
