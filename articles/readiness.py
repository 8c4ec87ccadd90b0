"""What a manuscript still lacks before its authors can submit it."""

from collections.abc import Iterator
from typing import Any

from articles.manuscript import PARTS
from articles.markup import citation_keys, problems, unreadable_citations
from articles.models import Audience
from articles.reading_grade import reading_grade, text_of
from citations.models import is_findable, is_retracted


def lacks(manuscript: dict[str, Any], *, patient_grade: int = 0) -> list[str]:
    """Return a sentence for each thing that keeps `manuscript` from being submitted.

    Arguments: `patient_grade` is the reading grade that the patients' wording may have at most,
    0 for any.
    """
    return [
        *_lacks_text(manuscript),
        *_too_hard(manuscript, patient_grade),
        *_lacks_in_parts(manuscript),
        *_lacks_in_references(manuscript),
    ]


def _lacks_text(manuscript: dict[str, Any]) -> Iterator[str]:
    if not manuscript["question"].strip():
        yield "Write the question."
    if Audience.CLINICIAN not in manuscript["wordings"]:
        yield (
            "Write the answer for healthcare professionals: From the guidelines, From the "
            "research, or both."
        )
    for audience in manuscript["wordings"]:
        if not manuscript["disclaimers"].get(audience, "").strip():
            yield (
                f"There is no disclaimer for the audience “{Audience(audience).label}” yet: ask an "
                "editor to write it."
            )


def _too_hard(manuscript: dict[str, Any], most: int) -> Iterator[str]:
    wording = manuscript["wordings"].get(Audience.PATIENT)
    grade = reading_grade(text_of(wording)) if wording and most else None
    if grade is not None and grade > most:
        yield (
            f"The wording for patients reads at grade {grade:g}, and the policy allows {most} at "
            "most: use shorter sentences and plainer words."
        )


def _lacks_in_parts(manuscript: dict[str, Any]) -> Iterator[str]:
    known = {reference["key"] for reference in manuscript["references"]}
    for audience, wording in manuscript["wordings"].items():
        for part, heading in PARTS:
            where = f"{heading}, for the audience “{Audience(audience).label}”"
            yield from _lacks_in_part(wording[part], where, known)


def _lacks_in_part(text: str, where: str, known: set[str]) -> Iterator[str]:
    keys = citation_keys(text)
    if text.strip() and not keys:
        yield f"{where}, cites nothing: cite at least one source as [@key]."
    for key in keys:
        if key not in known:
            yield f"{where}, cites [@{key}], which is not in the library: add it or mend the key."
    for slip in unreadable_citations(text):
        yield f"{where}, has {slip}, which does not read as a citation: write [@key] or [@a; @b]."
    for problem in problems(text):
        yield f"{where}: {problem}"


def _lacks_in_references(manuscript: dict[str, Any]) -> Iterator[str]:
    for reference in manuscript["references"]:
        if not is_findable(reference["csl"]):
            yield (
                f"The reference {reference['key']} is too thin to find: it needs a title, and a "
                "DOI, PMID, PMCID or address, or else the journal with year and pages."
            )
        if is_retracted(reference.get("notices", [])) and not reference.get("reason", "").strip():
            yield (
                f"The reference {reference['key']} was retracted: say why you cite it all the "
                "same, or cite another work."
            )
