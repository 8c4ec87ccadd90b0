"""What differs between two manuscripts: nothing is missed, and each text can be read back."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.differences import differences, in_words
from articles.models import Audience
from articles.wordwise import Mark, folds, paragraphs, runs
from integrity.canonical import canonical
from tests.articles.test_manuscript import written

TEXT = st.text("ab \n", max_size=40)
ITEMS = st.lists(st.sampled_from("abc"), max_size=3)


def shown(text: Any) -> str:
    marks = {Mark.SAME: "{}", Mark.ADDED: "+{}+", Mark.REMOVED: "-{}-"}
    return "".join(marks[run.mark].format(run.text) for run in text)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ""),
        ("a", "a", "a"),
        ("", "a", "+a+"),
        ("a", "", "-a-"),
        ("5 mg daily", "7 mg daily", "-5-+7+ mg daily"),
        ("a\nb\n", "a\nc\nb\n", "a\n+c\n+b\n"),
    ],
)
def test_texts_are_compared_word_by_word(before: str, after: str, expected: str) -> None:
    assert shown(runs(before, after)) == expected


@given(TEXT, TEXT)
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    for mark, text in ((Mark.ADDED, before), (Mark.REMOVED, after)):
        assert "".join(run.text for run in runs(before, after) if run.mark != mark) == text
        kept = [
            "".join(run.text for run in paragraph.runs if run.mark != mark)
            for paragraph in paragraphs(before, after)
            if paragraph.mark != mark
        ]
        assert "\n\n".join(kept) == text


def test_a_changed_paragraph_is_found_among_new_ones() -> None:
    before = "First.\n\nTake 5 mg once daily.\n\nLast."
    after = "First.\n\nA word before.\n\nTake 7 mg once daily.\n\nLast."
    found = paragraphs(before, after)
    assert [paragraph.mark.value for paragraph in found] == ["same", "added", "changed", "same"]
    assert shown(found[2].runs) == "Take -5-+7+ mg once daily."
    assert [fold.is_changed for fold in folds(found)] == [False, True, False]


MANUSCRIPTS = st.builds(
    lambda question, topics, tags, guidelines, patient, notice, revision: written(
        question=question,
        topics=topics,
        tags=tags,
        wordings={
            "clinician": {"from_guidelines": guidelines, "from_research": "[@a]"},
            "patient": {"from_guidelines": patient, "from_research": ""},
        },
        references=[{"key": "a", "csl": {"title": "A"}, "notices": notice}],
        revision=revision,
    ),
    question=TEXT,
    topics=ITEMS,
    tags=ITEMS,
    guidelines=TEXT,
    patient=TEXT,
    notice=st.sampled_from([[], [{"kind": "retraction"}], [{"kind": "correction"}]]),
    revision=st.sampled_from([None, {"kind": "update", "note": "More."}, {"kind": "update"}]),
)


@given(MANUSCRIPTS, MANUSCRIPTS)
def test_manuscripts_differ_exactly_when_their_bytes_do(before: Any, after: Any) -> None:
    assert bool(differences(before, after)) is (canonical(before) != canonical(after))
    assert bool(in_words(differences(before, after))) is (before != after)


def changed(before: Any, after: Any) -> list[tuple[str, str, str, dict[str, str]]]:
    return [
        (c.kind, c.mark.value, c.name, {name: shown(text) for name, text in c.fields})
        for c in differences(before, after).changes
    ]


def test_each_kind_of_change_is_told_as_what_it_is() -> None:
    ann = {"name": "Ann", "credentials": "MD", "affiliation": ""}
    bob = {"name": "Bob", "credentials": "RN", "affiliation": ""}
    work = {"title": "Old title", "issued": {"date-parts": [[2020, 1]]}}
    before = written(authors=[ann, bob], references=[{"key": "a", "csl": work}])
    after = written(
        question="What is that?",
        topics=["Oncology"],
        authors=[bob, ann | {"credentials": "MD, PhD"}],
        references=[
            {"key": "a", "csl": work | {"title": "New title"}, "reason": "Still of use."},
            {"key": "b", "csl": {"title": "B"}},
        ],
        revision={"kind": "update", "note": "New trial."},
        disclaimers={"clinician": "For clinicians alone.", "patient": "P."},
    )
    assert changed(before, after) == [
        ("question", "changed", "", {"": "What is -it-+that+?"}),
        ("topic", "removed", "Hematology", {}),
        ("revision", "added", "", {"kind": "+update+", "note": "+New trial.+"}),
        ("author", "changed", "Ann", {"credentials": "-MD-+MD, PhD+"}),
        ("byline", "changed", "", {"": "-Ann\nBob-+Bob\nAnn+"}),
        ("citation", "changed", "a", {"title": "-Old-+New+ title", "reason": "+Still of use.+"}),
        ("citation", "added", "b", {"title": "+B+"}),
    ]
    assert in_words(differences(before, after)) == (
        "question changed; 1 topic removed; revision added; 1 author changed; byline changed; "
        "1 citation changed; 1 citation added; Healthcare professional, disclaimer: 1 paragraph"
    )


def test_a_part_that_came_later_is_not_missed() -> None:
    before, after = written(), written() | {"entities": [{"kind": "drug", "name": "Insulin"}]}
    assert changed(before, after) == [("entity", "added", "drug, Insulin", {})]
    assert changed(before, written() | {"urgency": "high"}) == [
        ("urgency", "added", "", {"": "+high+"})
    ]


@pytest.mark.parametrize("joint", ["\n\n", " ", "\n", "\n\n\n\n"])
def test_the_longest_texts_are_compared_in_seconds(joint: str) -> None:
    """The limit is a hang's, not a measurement: the quadratic way took minutes."""
    before = joint.join(f"word{number % 97} is {number % 7}" for number in range(14_000))
    after = joint.join(f"word{number % 89} was {number % 7}" for number in range(14_000))
    started = time.monotonic()
    assert paragraphs(before, after)
    assert paragraphs(joint * 50_000, joint * 50_001 + "a")
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("audience", Audience)
def test_a_wording_is_called_as_readers_see_it(audience: Audience) -> None:
    before, after = ({**written(), "disclaimers": {audience: text}} for text in ("A.", "B."))
    assert in_words(differences(before, after)).startswith(f"{audience.label}, disclaimer:")
