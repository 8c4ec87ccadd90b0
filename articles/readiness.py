"""What a manuscript still lacks before its authors can submit it."""

from collections.abc import Iterator
from typing import Any, NamedTuple, Self

from articles.manuscript import PARTS
from articles.markup import citation_keys, problems, unreadable_citations
from articles.models import Audience
from articles.reading_grade import reading_grade, text_of
from citations.models import is_findable, is_retracted


class Lack(str):
    """A sentence on what is missing; `place` says where it is mended.

    That is what kind of place, and which: a field, a text by audience and part, a work by its key.
    """

    place: tuple[Any, ...]

    def __new__(cls, sentence: str, *place: Any) -> Self:
        lack = super().__new__(cls, sentence)
        lack.place = place
        return lack


def lacks(manuscript: dict[str, Any], *, patient_grade: int = 0) -> list[Lack]:
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


def _lacks_text(manuscript: dict[str, Any]) -> Iterator[Lack]:
    if not manuscript["question"].strip():
        yield Lack("Write the question.", "field", "question")
    if Audience.CLINICIAN not in manuscript["wordings"]:
        yield Lack(
            "Write the answer for healthcare professionals: From the guidelines, From the "
            "research, or both.",
            *("text", Audience.CLINICIAN, PARTS[0][0]),
        )
    for audience in manuscript["wordings"]:
        if not manuscript["disclaimers"].get(audience, "").strip():
            yield Lack(
                f"There is no disclaimer for the audience “{Audience(audience).label}” yet: ask an "
                "editor to write it.",
                "disclaimer",
            )


def _too_hard(manuscript: dict[str, Any], most: int) -> Iterator[Lack]:
    wording = manuscript["wordings"].get(Audience.PATIENT)
    grade = reading_grade(text_of(wording)) if wording and most else None
    if grade is not None and grade > most:
        yield Lack(
            f"The wording for patients reads at grade {grade:g}, and the policy allows {most} at "
            "most: use shorter sentences and plainer words.",
            *("text", Audience.PATIENT, PARTS[0][0]),
        )


def _lacks_in_parts(manuscript: dict[str, Any]) -> Iterator[Lack]:
    known = {reference["key"] for reference in manuscript["references"]}
    for audience, wording in manuscript["wordings"].items():
        for part, heading in PARTS:
            yield from _lacks_in_part(wording[part], Place(audience, part, heading), known)


class Place(NamedTuple):
    """One part of one wording."""

    audience: str
    part: str
    heading: str

    def lack(self, sentence: str) -> Lack:
        where = f"{self.heading}, for the audience “{Audience(self.audience).label}”"
        return Lack(f"{where}{sentence}", "text", self.audience, self.part)


def _lacks_in_part(text: str, place: Place, known: set[str]) -> Iterator[Lack]:
    keys = citation_keys(text)
    if text.strip() and not keys:
        yield place.lack(", cites nothing: cite at least one source as [@key].")
    for key in keys:
        if key not in known:
            said = f", cites [@{key}], which is not in the library: add it or mend the key."
            yield Lack(place.lack(said), "key", place.audience, place.part, key)
    for slip in unreadable_citations(text):
        yield place.lack(
            f", has {slip}, which does not read as a citation: write [@key] or [@a; @b]."
        )
    for problem in problems(text):
        yield place.lack(f": {problem}")


def _lacks_in_references(manuscript: dict[str, Any]) -> Iterator[Lack]:
    for reference in manuscript["references"]:
        if not is_findable(reference["csl"]):
            yield Lack(
                f"The reference {reference['key']} is too thin to find: it needs a title, and a "
                "DOI, PMID, PMCID or address, or else the journal with year and pages.",
                *("work", reference["key"]),
            )
        if is_retracted(reference.get("notices", [])) and not reference.get("reason", "").strip():
            yield Lack(
                f"The reference {reference['key']} was retracted: say why you cite it all the "
                "same, or cite another work.",
                *("reason", reference["key"]),
            )
