"""What can hurt among the changes of a passage is told where it changed, and never cancelled."""

from typing import Any

import pytest

from articles.critical_changes import critical_changes
from articles.wordwise import paragraphs

Told = list[tuple[int, str, str]]


def told(before: str, after: str) -> Told:
    return [
        (
            one.place,
            one.change.before.text if one.change.before else "",
            one.change.after.text if one.change.after else "",
        )
        for one in critical_changes(paragraphs(before, after)).told
    ]


def moved(before: str, after: str) -> list[Any]:
    found = critical_changes(paragraphs(before, after))
    return [
        (one.was, one.now, [finding.text for finding in one.findings])
        for one in (*found.moved, *found.headed)
    ]


def sections(one: str, other: str, *headings: str) -> str:
    first, second = headings or ("In adults", "In children")
    return f"## {first}\n\n{one}\n\nWords of no weight.\n\n## {second}\n\n{other}"


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        (
            sections("Give 50 mg daily.", "Give 5 mg daily."),
            sections("Give 5 mg daily.", "Give 50 mg daily."),
            [(1, "50 mg", "5 mg"), (4, "5 mg", "50 mg")],
        ),
        (  # the first dose was doubled to what the other one was
            sections("Give 5 mg daily.", "Give 10 mg daily."),
            sections("Give 10 mg daily.", "Give 20 mg daily."),
            [(1, "5 mg", "10 mg"), (4, "10 mg", "20 mg")],
        ),
        (  # what is gone here is gone, also where another paragraph says the same
            "Give A 5 mg now. Stop when it is well.\n\nOr.\n\nGive A 5 mg now.",
            "Stop when it is well.\n\nOr.\n\nGive A 5 mg now.",
            [(0, "5 mg", "")],
        ),
        (
            "- A:\n  - 1 mg\n- B:\n  - 5 mg",
            "- A:\n  - 5 mg\n- B:\n  - 1 mg",
            [(0, "1 mg", "5 mg"), (0, "5 mg", "1 mg")],
        ),
        ("Give 5 mg. Give 5 mg. End.", "Give 5 mg. End.", [(0, "5 mg", "")]),
        ("Take 5 mg.", "One ought to begin with a dose of 10 mg.", [(1, "5 mg", "10 mg")]),
        ("Give 5 mg.\nOr not.", "Give 5 mg.\nOr not.", []),
    ],
)
def test_each_paragraph_is_compared_with_what_it_was(
    before: str, after: str, changes: Told
) -> None:
    assert told(before, after) == changes


ADULTS, CHILDREN = ("In adults",), ("In children",)


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (
            "## In adults\n\nGive 50 mg.\n\n## In children\n\nGive 5 mg.",
            "## In children\n\nGive 50 mg.\n\n## In adults\n\nGive 5 mg.",
            [(ADULTS, CHILDREN, ["50 mg"]), (CHILDREN, ADULTS, ["5 mg"])],
        ),
        (
            sections("Give 5 mg with water.\n\nNot at night.", "Give 1 mg as a syrup."),
            sections("Give 5 mg with water.", "Give 1 mg as a syrup.\n\nNot at night."),
            [(ADULTS, CHILDREN, ["Not", "at night"])],
        ),
        (
            sections("Give 5 mg with some water. Not at night.", "Give 1 mg as a syrup."),
            sections("Give 5 mg with some water.", "Give 1 mg as a syrup. Not at night."),
            [(ADULTS, CHILDREN, ["Not", "at night"])],
        ),
        (
            "For adults:\n\nGive 5 mg.",
            "For children:\n\nGive 5 mg.",
            [(("For adults",), ("For children",), ["5 mg"])],
        ),
        (
            "Adults\n===\n\n### Dose\n\nGive 5 mg.",
            "Children\n===\n\n### Dose\n\nGive 5 mg.",
            [(("Adults",), ("Children",), ["5 mg"])],
        ),
        (  # nothing in the paragraph can hurt but what it stands under
            "## In pregnancy\n\nIt is fine.",
            "## In adults\n\nIt is fine.",
            [(("In pregnancy",), ADULTS, [])],
        ),
        ("## Uses\n\nIt is fine.", "## Use\n\nIt is fine.", []),
        (  # a section that moved with its heading says what it said
            "## In adults\n\nGive 50 mg.\n\n## In children\n\nGive 5 mg.",
            "## In children\n\nGive 5 mg.\n\n## In adults\n\nGive 50 mg.",
            [],
        ),
        (
            "Give 5 mg with some water. Not at night.",
            "Give 5 mg with some water.\n\nNot at night.",
            [],
        ),
    ],
)
def test_what_stands_under_another_heading_is_told(
    before: str, after: str, lines: list[Any]
) -> None:
    assert moved(before, after) == lines
    assert told(before, after) == []


def test_a_section_that_is_gone_or_new_is_one_thing() -> None:
    section = "## Elderly\n\nGive 2 mg.\n\n### Night\n\nNot 3 mg.\n\n"
    one, other = "## In adults\n\nGive 5 mg.\n\n", "## In children\n\nGive 1 mg."
    for before, after in (
        (one + section + other, one + other),
        (one + other, one + section + other),
    ):
        found = critical_changes(paragraphs(before, after))
        assert [(whole.heading, whole.places) for whole in found.whole] == [
            ("Elderly", (2, 3, 4, 5))
        ]
        texts = [finding.text for _, finding in found.whole[0].findings]
        assert texts == ["Elderly", "2 mg", "Not", "3 mg"]
        assert found.told == found.moved == found.headed == []


@pytest.mark.parametrize(
    "text", ["", "\n\n\n", "#", "## \n\n:", "**", "[@a]", "===\n---", "a:\n\n"]
)
def test_odd_texts_are_compared_too(text: str) -> None:
    for pair in ((text, "Give 5 mg."), ("Give 5 mg.", text)):
        found = critical_changes(paragraphs(*pair))
        assert found.whole or found.told
    assert told(text, text) == []
