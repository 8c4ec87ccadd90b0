import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing import entries
from articles.importing.entries import BadLine, Entry, read_entry
from articles.importing.works import Works

WORDINGS = {"clinician": {"from_research": "It does [@smith2020]."}}
LEAST = {"question": "Does it help?", "wordings": WORDINGS}


def line(**fields: Any) -> bytes:
    return json.dumps(LEAST | fields).encode()


def refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(BadLine) as error:
        Works().read(read_entry(data).citations)
    return error.value.field, error.value.reason


def test_the_least_that_a_line_needs_is_a_question_and_a_text() -> None:
    assert read_entry(line()) == Entry(
        question="Does it help?",
        wordings={"clinician": {"from_guidelines": "", "from_research": "It does [@smith2020]."}},
    )


def test_all_fields_are_read() -> None:
    entry = read_entry(
        line(
            question="  Does it\n help? ",
            wordings={"patient": {"from_guidelines": "\r\nYes.\r\nNo. \n"}},
            citations=[{"id": "smith2020"}],
            topics=["Cancer", " Cancer", "Blood"],
            tags=["Aspirin"],
            origin="The old site",
            origin_key="old-1",
            license="CC BY 4.0",
            slug="does-it-help",
        )
    )
    assert entry == Entry(
        question="Does it help?",
        wordings={"patient": {"from_guidelines": "Yes.\nNo.", "from_research": ""}},
        citations=[{"id": "smith2020"}],
        topics=["Cancer", "Blood"],
        tags=["Aspirin"],
        origin="The old site",
        origin_key="old-1",
        license="CC BY 4.0",
        slug="does-it-help",
    )


def test_null_is_not_given() -> None:
    assert read_entry(line(slug=None, topics=None)) == read_entry(line())


@pytest.mark.parametrize(
    ("data", "field", "reason"),
    [
        (b"\xff{}", "", "byte 1 is not UTF-8: save the file as UTF-8."),
        (b"question", "", "this is not JSON: Expecting value, at character 1."),
        (b'{"question": ', "", "this is not JSON: Expecting value, at character 14."),
        (b"[1]", "", "this is a list; it must be an object."),
        (b"null", "", "this is null; it must be an object."),
        (b"[" * 100_000, "", "lists and objects are nested too deeply."),
        (b'{"question": 1' + b"0" * 5000 + b"}", "",
         "a number has too many digits: write it as text."),
        (b"{}", "question", "this field is missing."),
        (b'{"question": "?", "question": "?"}', "question", "this field is there twice."),
        (b'{"question": "Why?"}', "wordings", "this field is missing."),
        (line(answer="Yes."), "answer", ("this field is not known; a line can have question, "
         "wordings, citations, topics, tags, origin, origin_key, license, slug.")),
        (line(question=7), "question", "this is a number; it must be text."),
        (line(question=" \n"), "question", "the question is empty."),
        (line(question="x" * 301), "question",
         "this has 301 characters; at most 300 are allowed."),
        (line(question="Wh\x00y?"), "question", ("Line 1 has an invisible control character "
         "(U+0000). Delete it; it often comes along with text copied from a PDF.")),
        (line(question="Why\ud800?"), "question", ("Line 1 has half of a character (U+D800). "
         "Delete it and type the character again.")),
        (line(wordings="Yes."), "wordings", "this is text; it must be an object."),
        (line(wordings={}), "wordings",
         "there is no text: give at least one of clinician, trainee, patient."),
        (line(wordings={"doctor": {}}), "wordings.doctor",
         "this is not known; it can be clinician, trainee, patient."),
        (line(wordings={"clinician": {"answer": "Yes."}}), "wordings.clinician.answer",
         "this is not known; it can be from_guidelines, from_research."),
        (line(wordings={"clinician": {"from_research": " \n"}}), "wordings.clinician",
         "there is no text: give from_guidelines or from_research."),
        (line(wordings={"clinician": {"from_research": ["Yes."]}}),
         "wordings.clinician.from_research", "this is a list; it must be text."),
        (line(wordings={"patient": {"from_guidelines": "x" * 200_001}}),
         "wordings.patient.from_guidelines",
         "this has 200,001 characters; at most 200,000 are allowed."),
        (line(wordings={"clinician": {"from_research": "Yes.\nAnd \u202eno."}}),
         "wordings.clinician.from_research",
         ("Line 2 has an invisible character that changes the direction of the text (U+202E). "
         "Delete it; right-to-left words are shown correctly without it.")),
        (line(topics="Cancer"), "topics", "this is text; it must be a list."),
        (line(topics=["Cancer", True]), "topics[1]", "this is true or false; it must be text."),
        (line(topics=["x" * 101]), "topics[0]",
         "this has 101 characters; at most 100 are allowed."),
        (line(topics=["Cancer", " "]), "topics[1]", "this name is empty."),
        (line(tags=[["a"]]), "tags[0]", "this is a list; it must be text."),
        (line(tags=["x"] * 5001), "tags", "this has 5,001 items; at most 5000 are allowed."),
        (line(origin={}), "origin", "this is an object; it must be text."),
        (line(license="x" * 201), "license",
         "this has 201 characters; at most 200 are allowed."),
        (line(origin_key=" "), "origin_key", "the key is empty: leave the field out instead."),
        (line(slug="does it/help"), "slug",
         "an address has only letters, digits, hyphens and underscores."),
        (line(citations={"id": "a"}), "citations", "this is an object; it must be a list."),
        (line(citations=["smith2020"]), "citations[0]", "this is text; it must be an object."),
        (line(citations=[{"type": "book"}]), "citations[0].id",
         "the key is missing: it is how a text cites the work, [@key]."),
    ],
)  # fmt: skip
def test_a_bad_line_is_refused_with_the_field_and_what_is_wrong(
    data: bytes, field: str, reason: str
) -> None:
    assert refused(data) == (field, reason)


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "LINE_LIMIT", 20)
    assert refused(b"x" * 21) == ("", "this line is longer than 20 bytes.")


def test_a_message_never_fills_the_terminal_or_breaks_it() -> None:
    field, _ = refused(line(**{"\x1b[2J" + "x" * 10_000: 1}))
    assert field.startswith("\ufffd[2Jxxx")
    assert len(field) == 301


def test_every_character_that_a_reader_cannot_see_is_refused() -> None:
    invisible = [*range(9), 0xB, 0xC, *range(0xE, 0x20), *range(0x7F, 0xA0), 0xD800, 0xDFFF]
    invisible += [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF]
    for code in invisible:
        assert refused(line(question=f"Why{chr(code)}?"))[0] == "question", hex(code)


def test_ordinary_writing_of_the_world_is_let_through() -> None:
    for question in (
        "Помогает ли аспирин?",
        "هل يفيد الأسبرين؟",
        "β-blockers\u00a0at ≥ 5 µg/mL? 👩🏽‍⚕️",
    ):
        assert read_entry(line(question=question)).question == " ".join(question.split())


def is_read_or_refused(data: bytes) -> bool:
    try:
        entry = read_entry(data)
        return len(Works().read(entry.citations)) == len(entry.citations)
    except BadLine as error:
        return error.reason.endswith((".", "\u2026"))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=10,
)
names = st.sampled_from(
    ["question", "wordings", "citations", "topics", "tags", "origin", "slug", "origin_key"]
)
works = st.dictionaries(
    st.sampled_from(["id", "type", "title", "author", "issued", "accessed", "DOI", "PMID", "URL"]),
    anything
    | st.sampled_from(["book", "smith2020", "10.1000/x", "12"])
    | st.fixed_dictionaries({"date-parts": st.lists(st.lists(anything, max_size=4), max_size=2)}),
)


@given(st.binary() | st.text().map(str.encode) | anything.map(json.dumps).map(str.encode))
def test_no_line_crashes_the_reader(data: bytes) -> None:
    assert is_read_or_refused(data)


@given(st.dictionaries(names, anything), st.lists(works, max_size=3))
def test_no_value_of_a_known_field_crashes_the_reader(
    fields: dict[str, Any], citations: list[Any]
) -> None:
    data = json.dumps(LEAST | {"citations": citations} | fields).encode()
    assert is_read_or_refused(data)
