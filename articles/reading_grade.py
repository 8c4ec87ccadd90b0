"""The reading grade of a text: the years of school that it takes to read it.

Source: Kincaid et al. 1975, the Flesch-Kincaid grade level, as textstat reckons it. Made for
English; a text in another language gets a number that says little.
"""

from collections.abc import Mapping

import textstat

from articles.markup import plain_text

FEWEST_WORDS = 20  # under which the number jumps with every word


def reading_grade(text: str) -> float | None:
    """Return the grade of a text in Markdown, None where it is too short to tell."""
    lines = plain_text(text).splitlines()
    if sum(len(line.split()) for line in lines) < FEWEST_WORDS:
        return None
    ended = (line if line.endswith((".", "!", "?", ":")) else f"{line}." for line in lines)
    return round(float(textstat.flesch_kincaid_grade("\n".join(ended))), 1)


def grade_in_words(text: str) -> str:
    """Return the grade as an author reads it; "" where nothing is written yet."""
    grade = reading_grade(text)
    if grade is not None:
        return f"reading grade {grade:.1f}"
    if not text.strip():
        return ""
    return (
        f"too short for a reading grade: that takes {FEWEST_WORDS} words, and the policy's bound "
        "counts from there on"
    )


def text_of(wording: Mapping[str, str]) -> str:
    """Return both parts of a wording as one text."""
    return "\n\n".join(wording.values())
