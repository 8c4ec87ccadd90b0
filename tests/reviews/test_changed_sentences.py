"""Where a change stands in the text that readers will see, also where its sentence stands twice."""

from typing import Any

import pytest

from articles.differences import differences
from articles.quoting import text_of
from articles.rendering import render
from articles.wordwise import Mark, paragraphs, runs
from reviews.admin.changed_sentences import stretches

TWICE = "- Give *it* at night [@a].\n- Give *it* at night [@b]."


def manuscript(guidelines: str, research: str = "") -> dict[str, Any]:
    return {
        "question": "What helps?",
        "wordings": {"clinician": {"from_guidelines": guidelines, "from_research": research}},
        "references": [{"key": key, "csl": {"title": key.upper()}} for key in "ab"],
        "authors": [],
        "disclaimers": {"clinician": "For professionals. Not for others."},
    }


def places(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, int]]:
    """Return each sentence that changed, and where it begins in the words of the page."""
    text, found = text_of(render(after)["clinician"]), []
    written = ""
    for passage in differences(before, after).passages:
        cut = [one for some in stretches(passage.paragraphs, written) for one in some]
        for stands in (one.stands for one in cut if one.stands):
            start = -1
            for _ in range(stands.nth + 1):
                start = text.index(stands.exact, start + 1)
            found.append((stands.exact, start))
        written += "".join(after["wordings"]["clinician"].get(passage.part, "")) + "\n\n"
    return found


def test_a_changed_sentence_is_found_where_it_stands_among_the_same_words() -> None:
    before = manuscript(f"# Adults\n\n{TWICE}\n\nOld.", f"Give 5 mg. It helps [@a].\n\n{TWICE}")
    after = manuscript(
        f"# Adults\n\n{TWICE}\n\n- Give *it* at night [@a; @b].",
        f"Give 50 mg. It helps [@a].\n\n{TWICE.replace('[@b]', '[@a]')}",
    )
    text = text_of(render(after)["clinician"])
    night = [at for at in range(len(text)) if text.startswith("Give it at night.", at)]
    assert len(night) == 5
    assert places(before, after) == [
        ("Give it at night.", night[2]),
        ("Give 50 mg.", text.index("Give 50 mg.")),
        ("Give it at night.", night[4]),
    ]


@pytest.mark.parametrize(
    "twin",
    [
        "**Halve it** if the eGFR is < 45.",
        "Halve it [@a] if the eGFR is < 45.",
        "Halve it if\nthe eGFR is < 45.",
        "> Halve it if the eGFR\n> is &lt; 45.",
    ],
)
def test_an_earlier_twin_is_counted_however_it_is_typed(twin: str) -> None:
    before = manuscript(f"{twin}\n\nText.\n\nHalve it if the eGFR is < 30.")
    after = manuscript(f"{twin}\n\nText.\n\nHalve it if the eGFR is < 45.")
    text = text_of(render(after)["clinician"])
    sentence = "Halve it if the eGFR is < 45."
    assert text.count(sentence) == 2
    assert places(before, after) == [(sentence, text.rindex(sentence))]


def test_each_changed_sentence_of_a_paragraph_has_its_own_place() -> None:
    before = manuscript("Give 5 mg daily. Wait a day. Stop at 30. Check it after 7 days.")
    after = manuscript("Give 10 mg daily. Wait a day. Stop at 45. Check it after 14 days.")
    changed = ["Give 10 mg daily.", "Stop at 45.", "Check it after 14 days."]
    assert [sentence for sentence, _ in places(before, after)] == changed


def test_a_change_of_the_disclaimer_or_of_what_is_gone_has_its_place_or_none() -> None:
    before, after = manuscript("Yes [@a].\n\nNo longer."), manuscript("Yes [@a].")
    after["disclaimers"] = {"clinician": "For professionals. Not for children."}
    assert [sentence for sentence, _ in places(before, after)] == ["Not for children."]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("One. Two. Three.", "One. Three. Four."),
        ("a b c d. e f", "a b d. e f g. h"),
        ("One.", "One. "),
        ("- x. \n- y", "- y\n- x. z"),
    ],
)
def test_cut_into_sentences_a_paragraph_loses_no_word(before: str, after: str) -> None:
    given = paragraphs(before, after)
    for paragraph, cut in zip(given, stretches(given, ""), strict=True):
        for left_out in (Mark.ADDED, Mark.REMOVED):
            whole, parts = (
                "".join(run.text for run in some if run.mark != left_out)
                for some in (paragraph.runs, [run for one in cut for run in one.runs])
            )
            assert parts == whole
        if paragraph.mark == Mark.CHANGED:
            text = "".join(run.text for run in runs(before, after) if run.mark != Mark.REMOVED)
            for one in cut:
                begins = "".join(run.text for run in one.runs if run.mark != Mark.REMOVED)
                assert text.startswith(begins, one.new)
