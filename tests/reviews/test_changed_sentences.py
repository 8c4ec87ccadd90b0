"""Where a change stands in the text that readers will see, also where its sentence stands twice."""

from typing import Any

from articles.differences import differences
from articles.quoting import text_of
from articles.rendering import render
from reviews.admin.changed_sentences import changed_sentences

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
        for stands in changed_sentences(passage, written).values():
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


def test_a_change_of_the_disclaimer_or_of_what_is_gone_has_its_place_or_none() -> None:
    before, after = manuscript("Yes [@a].\n\nNo longer."), manuscript("Yes [@a].")
    after["disclaimers"] = {"clinician": "For professionals. Not for children."}
    assert [sentence for sentence, _ in places(before, after)] == ["Not for children."]
