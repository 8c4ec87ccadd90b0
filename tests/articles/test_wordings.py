"""Reading grades, and what one wording has and another lacks."""

import pytest

from articles.readiness import lacks
from articles.reading_grade import grade_in_words, reading_grade
from articles.wordings import compared

EASY = "Take one pill each day. Drink water with it. Call us if you feel sick. " * 2
HARD = (
    "Anticoagulation necessitates individualised consideration of thromboembolic and haemorrhagic "
    "probabilities, particularly in multimorbid individuals with deteriorating renal elimination, "
    "notwithstanding contemporary recommendations [@a]."
)


def manuscript(clinician: str, patient: str) -> dict[str, object]:
    return {
        "question": "What helps?",
        "wordings": {
            "clinician": {"from_guidelines": clinician, "from_research": ""},
            "patient": {"from_guidelines": patient, "from_research": ""},
        },
        "references": [{"key": "a", "csl": {"title": "A", "DOI": "10.5555/a"}}],
        "disclaimers": {"clinician": "C.", "patient": "P."},
    }


def test_grade_tells_plain_words_from_hard_ones_and_says_nothing_of_a_few() -> None:
    easy, hard = reading_grade(EASY), reading_grade(HARD)
    assert easy is not None
    assert hard is not None
    assert easy < 4 < 16 < hard
    assert reading_grade("# Heading\n\n" + EASY) == pytest.approx(easy, abs=1)
    assert reading_grade("Too short.") is None
    assert reading_grade("") is None
    assert grade_in_words("") == ""
    assert "too short for a reading grade: that takes 20 words" in grade_in_words("Too short.")
    assert reading_grade("Ikaros \N{GREEK SMALL LETTER ALPHA} 42 \x01 <b> " * 8) is not None


def test_author_is_refused_a_patients_wording_that_is_harder_than_the_policy_allows() -> None:
    hard = manuscript("Yes [@a].", HARD)
    told = lacks(hard, patient_grade=8)
    assert len(told) == 1
    assert "and the policy allows 8 at most" in told[0]
    assert lacks(hard, patient_grade=0) == []
    assert lacks(manuscript(HARD, f"{EASY} [@a]."), patient_grade=8) == []


def test_what_one_wording_has_and_another_lacks_is_listed() -> None:
    clinician = "Give metformin 500 mg twice daily. Do not give aspirin. Contraindicated in shock."
    patient = "Take metformin 850 mg twice daily."
    first, second = compared(manuscript(clinician, patient))
    assert (first.lacks, first.adds) == ([], [])
    missing = [(finding.kind.value, finding.text) for finding in second.lacks]
    assert ("quantity", "500 mg") in missing
    assert {"negation", "contraindication"} <= {kind for kind, _ in missing}
    assert [finding.text for finding in second.adds if finding.kind == "quantity"] == ["850 mg"]
    assert not any(finding.kind == "frequency" for finding in [*second.lacks, *second.adds])


def test_policy_bounds_no_wording_that_is_too_short_to_grade() -> None:
    short = manuscript("Yes [@a].", "Incontrovertible pharmacological contraindications [@a].")
    assert lacks(short, patient_grade=8) == []
