import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrity.text import legible, problems

_CONTROL_ADVICE = "Delete it; it often comes along with text copied from a PDF."
_DIRECTION_ADVICE = "Delete it; right-to-left words are shown correctly without it."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tab\tand\nlines\r\nof every\rkind",
        "naïve café, β-blocker, 5 µg, ≥ 3",
        "עברית and العربية with marks \u200e\u200f",
        "family \U0001f468\u200d\U0001f469\u200d\U0001f467 and soft\u00adhyphen",
        "日本語 हिन्दी ไทย",
    ],
)
def test_text_of_any_language_is_fine(text):
    assert problems(text) == []
    assert legible(text).splitlines() == text.splitlines()


def test_nul_is_named_with_its_line():
    assert problems("one\r\ntwo\rthr\x00ee") == [
        f"Line 3 has an invisible control character (U+0000). {_CONTROL_ADVICE}"
    ]


def test_several_of_a_kind_are_counted_in_one_sentence():
    assert problems("\x07a\x1b\n\x9f\uffff") == [
        "Line 1 has an invisible control character (U+0007), the first of 4 in this text. "
        + _CONTROL_ADVICE
    ]


def test_half_of_a_character_is_named():
    assert problems("a\ud83d") == [
        "Line 1 has half of a character (U+D83D). Delete it and type the character again."
    ]


@pytest.mark.parametrize(
    "code", [0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069]
)
def test_character_that_turns_the_direction_is_named(code):
    kind = "an invisible character that changes the direction of the text"
    assert problems(f"no\n{chr(code)}") == [
        f"Line 2 has {kind} (U+{code:04X}). {_DIRECTION_ADVICE}"
    ]


def test_each_kind_has_its_sentence():
    assert len(problems("\x00\ud800\u202e")) == 3


@given(st.text())
def test_legible_text_has_no_problems_and_can_be_sent(text):
    mended = legible(text)
    assert problems(mended) == []
    assert mended.encode().decode() == mended


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn"])))
def test_legible_leaves_every_visible_character(text):
    assert legible(text) == text


@given(st.characters(categories=["Cc"], exclude_characters="\t\n\r"))
def test_every_control_character_is_a_problem(character):
    assert unicodedata.category(character) == "Cc"
    assert len(problems(character)) == 1
