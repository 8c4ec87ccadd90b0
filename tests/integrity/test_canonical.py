import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrity.canonical import NotCanonical, canonical, digest, read

_text = st.text(st.characters(exclude_categories=["Cs"]))
_leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _text
)
_documents = st.recursive(
    _leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_text, inner, max_size=4),
    max_leaves=20,
)


def _reversed_keys(value):
    if isinstance(value, dict):
        return {key: _reversed_keys(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [_reversed_keys(item) for item in value]
    return value


@given(_documents)
def test_order_in_which_keys_were_set_does_not_matter(document):
    assert canonical(_reversed_keys(document)) == canonical(document)


@given(_documents)
def test_canonical_form_reads_back_as_the_same_document(document):
    assert read(canonical(document)) == document


def test_large_float_reads_back_though_it_is_written_like_a_whole_number():
    assert canonical(2.0**60) == b"1152921504606847000"
    assert read(b"1152921504606847000") == 2.0**60


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff",
        b"nul",
        b"[" * 100_000,
        b"9" * 5000,
    ],
)
def test_what_is_not_json_is_refused(data):
    with pytest.raises(NotCanonical, match=r"^This is not a JSON document\.$"):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b"[1.0]",
        b"[9007199254740993]",
        b'"\\u0061"',
        b"[]\n",
        '"a"'.encode("utf-16"),
    ],
)
def test_json_in_another_form_is_refused(data):
    with pytest.raises(NotCanonical, match=r"^This JSON document is not in canonical form"):
        read(data)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ({"\u20ac": 1, "\r": 2, "1": 3, "\u00f6": 4}, '{"\\r":2,"1":3,"\u00f6":4,"\u20ac":1}'),
        # Keys are ordered by UTF-16 units: a smiley stands before U+FB33 there, behind it in UTF-8.
        ({"\ufb33": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ufb33":1}'),
        ([1e21, 1e-7, 0.000001, 4.50, -0.0, 1.0], "[1e+21,1e-7,0.000001,4.5,0,1]"),
        ('\u0007"\\/\u007f', '"\\u0007\\"\\\\/\u007f"'),
    ],
)
def test_canonical_form_is_that_of_rfc_8785(document, expected):
    assert canonical(document) == expected.encode()


def _endless():
    document = []
    document.append(document)
    return document


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (
            {"n": float("nan")},
            "A number is not finite (NaN or infinity): leave it out or write it as text.",
        ),
        (
            [float("-inf")],
            "A number is not finite (NaN or infinity): leave it out or write it as text.",
        ),
        (
            2**53,
            "A whole number is beyond 9007199254740991, where digits get lost: write it as text.",
        ),
        (
            [-(10**5000)],
            "A whole number is beyond 9007199254740991, where digits get lost: write it as text.",
        ),
        (
            ["\ud83d"],
            "A text holds half of a character (a lone surrogate): type the character again.",
        ),
        (
            {"\ude00": 1},
            "A text holds half of a character (a lone surrogate): type the character again.",
        ),
        (
            {1: "a"},
            "The document may hold only text, numbers, true, false, null, lists and named values.",
        ),
        (
            {"a": b"bytes"},
            "The document may hold only text, numbers, true, false, null, lists and named values.",
        ),
        (_endless(), "The document is nested too deeply: flatten its lists and objects."),
    ],
)
def test_what_json_cannot_carry_is_refused_with_a_sentence(document, sentence):
    with pytest.raises(NotCanonical) as refusal:
        canonical(document)
    assert str(refusal.value) == sentence


def test_digest_is_sha_256_in_hexadecimal():
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest(b"") == hashlib.sha256().hexdigest()
