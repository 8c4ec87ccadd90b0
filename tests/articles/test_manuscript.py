import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.manuscript import build, cited_keys, parse, unresolved_keys
from integrity.canonical import canonical, digest


def written(**changes):
    """Return a manuscript with every field; `changes` are arguments to build."""
    fields = {
        "question": "What is it?",
        "topics": ["Oncology", "Hematology"],
        "tags": ["blinatumomab", "asparaginase"],
        "authors": [{"name": "Dr. Demo Adams (demo)", "credentials": "MD", "affiliation": ""}],
        "wordings": {
            "patient": {"from_guidelines": "", "from_research": "Plain [@c]."},
            "clinician": {"from_guidelines": "Lead [@b].", "from_research": "More [@a; @b]."},
        },
        "references": [
            {"key": key, "csl": {"title": key.upper(), "volume": "", "author": []}}
            for key in ("a", "b", "c", "never-cited")
        ],
        "disclaimers": {"clinician": "For clinicians.", "patient": "P.", "trainee": "T."},
    }
    return build(**(fields | changes))


def test_manuscript_is_what_the_format_says():
    assert written() == {
        "format": 1,
        "question": "What is it?",
        "topics": ["Hematology", "Oncology"],
        "tags": ["asparaginase", "blinatumomab"],
        "authors": [{"name": "Dr. Demo Adams (demo)", "credentials": "MD", "affiliation": ""}],
        "wordings": {
            "clinician": {"from_guidelines": "Lead [@b].", "from_research": "More [@a; @b]."},
            "patient": {"from_guidelines": "", "from_research": "Plain [@c]."},
        },
        "references": [
            {"key": "b", "csl": {"id": "b", "title": "B"}},
            {"key": "a", "csl": {"id": "a", "title": "A"}},
            {"key": "c", "csl": {"id": "c", "title": "C"}},
        ],
        "disclaimers": {"clinician": "For clinicians.", "patient": "P."},
    }


def test_references_are_ordered_by_audience_then_part_then_place():
    wordings = {
        "patient": {"from_guidelines": "[@p]", "from_research": "[@a]"},
        "trainee": {"from_research": "[@r]", "from_guidelines": "[@t]"},
        "clinician": {"from_guidelines": "", "from_research": "[@b; @a]"},
    }
    assert cited_keys(wordings) == ["b", "a", "t", "r", "p"]


def test_key_that_no_reference_has_is_unresolved():
    manuscript = written(references=[{"key": "c", "csl": {"title": "C"}}])
    assert unresolved_keys(manuscript) == ["b", "a"]
    assert [reference["key"] for reference in manuscript["references"]] == ["c"]


def test_reason_and_notices_are_part_of_what_is_signed():
    notices = [{"kind": "retraction", "date": "2020-02-03", "url": ""}]
    given_reference = {"key": "b", "csl": {}, "notices": notices, "reason": " Read on. \r\n"}
    assert written(references=[given_reference])["references"] == [
        {
            "key": "b",
            "csl": {"id": "b"},
            "notices": [{"kind": "retraction", "date": "2020-02-03"}],
            "reason": " Read on.",
        }
    ]


def test_revision_is_signed_with_its_note():
    revision = {"kind": "correction", "note": "A dose was wrong."}
    assert written(revision=revision)["revision"] == revision
    assert "revision" not in written()


def test_audience_without_text_has_no_wording_and_no_disclaimer():
    manuscript = written(wordings={"clinician": {"from_guidelines": " \n", "from_research": ""}})
    assert manuscript["wordings"] == {}
    assert manuscript["disclaimers"] == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"question": "  What\n is   it?\t"},
        {"topics": ["Hematology", "Oncology", "Oncology"]},
        {"tags": ("asparaginase ", "blinatumomab")},
        {"disclaimers": {"patient": "P.\r\n\r\n", "clinician": "For clinicians."}},
        {
            "wordings": {
                "clinician": {
                    "from_research": "\r\n\r\nMore [@a; @b].",
                    "from_guidelines": "Lead [@b].  \r\n",
                },
                "patient": {"from_research": "Plain [@c].\n"},
                "trainee": {"from_research": "\n"},
            }
        },
    ],
)
def test_same_text_typed_otherwise_has_the_same_digest(changes):
    assert digest(canonical(written(**changes))) == digest(canonical(written()))


def test_same_letters_composed_otherwise_have_the_same_digest():
    composed = written(question="Na\u00efve B cells?")
    taken_apart = written(question="Nai\u0308ve B cells?")
    assert canonical(composed) == canonical(taken_apart)


@pytest.mark.parametrize(
    "changes",
    [
        {"question": "What is it"},
        {"topics": ["Hematology"]},
        {"authors": []},
        {"wordings": {"clinician": {"from_guidelines": "Lead [@b].  \nLine."}}},
        {"disclaimers": {"clinician": "For all."}},
        {"references": []},
        {"revision": {"kind": "update", "note": ""}},
    ],
)
def test_any_change_of_words_has_another_digest(changes):
    assert canonical(written(**changes)) != canonical(written())


def test_line_break_in_markdown_is_kept():
    text = "One  \ntwo"
    kept = written(wordings={"clinician": {"from_guidelines": text}})
    assert kept["wordings"]["clinician"]["from_guidelines"] == text


def test_manuscript_reads_back_from_its_bytes():
    manuscript = written(revision={"kind": "update", "note": "New trial."})
    assert parse(canonical(manuscript)) == manuscript


_line = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_part = st.lists(st.sampled_from(["[@a]", "[@b; @c]", "\r\n", " ", "e\u0301"]) | _line).map("".join)
_wording = st.fixed_dictionaries({"from_guidelines": _part, "from_research": _part})


@given(
    question=_line,
    topics=st.lists(_line, max_size=3),
    clinician=st.fixed_dictionaries({"from_guidelines": _part, "from_research": st.just("x")}),
    others=st.dictionaries(st.sampled_from(["trainee", "patient"]), _wording),
)
def test_whatever_was_written_reads_back_and_stays_itself(question, topics, clinician, others):
    wordings = {"clinician": clinician, **others}
    manuscript = written(question=question, topics=topics, wordings=wordings)
    assert parse(canonical(manuscript)) == manuscript
    again = written(question=question, topics=topics, wordings=manuscript["wordings"])
    assert again == manuscript
    text = canonical(manuscript).decode()
    assert unicodedata.is_normalized("NFC", text)
    assert "\\r" not in text.replace("\\\\", "")


def _changed(**changes):
    manuscript = written() | changes
    return canonical({name: value for name, value in manuscript.items() if value is not None})


_NOT_THIS_FORMAT = "This is not a manuscript of format 1, the only one known here."
_NOT_A_MANUSCRIPT = "This is not a manuscript: a part is missing, unknown or of another kind."
_REFERENCE = {"key": "a", "csl": {}}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This is not a JSON document."),
        (b"\xff\xfe", "This is not a JSON document."),
        (json.dumps(written()).encode(), "This JSON document is not in canonical form (RFC 8785)."),
        (b"[]", _NOT_THIS_FORMAT),
        (b"{}", _NOT_THIS_FORMAT),
        (_changed(format=2), _NOT_THIS_FORMAT),
        (_changed(format=True), _NOT_A_MANUSCRIPT),
        (_changed(question=None), _NOT_A_MANUSCRIPT),
        (_changed(question=["x"]), _NOT_A_MANUSCRIPT),
        (_changed(extra="x"), _NOT_A_MANUSCRIPT),
        (_changed(topics="Oncology"), _NOT_A_MANUSCRIPT),
        (_changed(authors=[{"name": "x"}]), _NOT_A_MANUSCRIPT),
        (_changed(wordings={}), _NOT_A_MANUSCRIPT),
        (_changed(wordings={"clinician": {"from_research": ""}}), _NOT_A_MANUSCRIPT),
        (_changed(references={"a": {}}), _NOT_A_MANUSCRIPT),
        (_changed(references=[{"key": "a"}]), _NOT_A_MANUSCRIPT),
        (_changed(references=[_REFERENCE | {"notices": [{"kind": 1}]}]), _NOT_A_MANUSCRIPT),
        (_changed(references=[_REFERENCE | {"reason": None}]), _NOT_A_MANUSCRIPT),
        (_changed(disclaimers={"everyone": "x"}), _NOT_A_MANUSCRIPT),
        (_changed(revision="x"), _NOT_A_MANUSCRIPT),
    ],
)
def test_what_is_no_manuscript_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(ValueError, match=r"^This ") as refusal:
        parse(data)
    assert str(refusal.value) == sentence
