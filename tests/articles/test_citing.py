import pytest

from articles.citing import uncited
from articles.markup import Numbering, citation_keys, render, unreadable_citations
from tests.articles.parts import html, mark


def test_citation_is_a_number_that_leads_to_the_reference():
    assert html("Text [@a].") == (
        '<p>Text<sup class="citation"><a id="citation-1-1" href="#reference-1"'
        ' aria-label="Reference 1">1</a></sup>.</p>'
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x [@a; @b]", f"<p>x{mark((1, 1), (2, 1))}</p>"),
        ("x [@b;@a]", f"<p>x{mark((1, 1), (2, 1))}</p>"),
        ("x [ @a ;\n  @b ]", f"<p>x{mark((1, 1), (2, 1))}</p>"),
        ("x\n[@a]", f"<p>x{mark((1, 1))}</p>"),
        ("x [@a] y [@b] z [@a]", f"<p>x{mark((1, 1))} y{mark((2, 1))} z{mark((1, 2))}</p>"),
        ("x [@a; @a]", f"<p>x{mark((1, 1))}</p>"),
        ("x [@a] [@b][@c]", f"<p>x{mark((1, 1), (2, 1), (3, 1))}</p>"),
        ("x [@A]", f"<p>x{mark((1, 1))}</p>"),
        ("*x [@a]*", f"<p><em>x{mark((1, 1))}</em></p>"),
        ("- x [@a]", f"<ul>\n<li>x{mark((1, 1))}</li>\n</ul>"),
        ("x![@a]", f"<p>x!{mark((1, 1))}</p>"),
        ("[@a]: x", f"<p>{mark((1, 1))}: x</p>"),
        ("[x][@a]", f"<p>[x]{mark((1, 1))}</p>"),
        ("[@a](https://nih.gov)", f"<p>{mark((1, 1))}(https://nih.gov)</p>"),
        ("[x [@a]](https://nih.gov)", f"<p>[x{mark((1, 1))}](https://nih.gov)</p>"),
    ],
)
def test_citation_is_read_wherever_text_stands(text, expected):
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\\[@a]", "<p>[@a]</p>"),
        ("[\\@a]", "<p>[@a]</p>"),
        ("`[@a]`", "<p><code>[@a]</code></p>"),
        ("    [@a]", "<pre><code>[@a]\n</code></pre>"),
        ("```\n[@a]\n```", "<pre><code>[@a]\n</code></pre>"),
        ("@a and a@b.example", "<p>@a and a@b.example</p>"),
        ("[a]", "<p>[a]</p>"),
        ("[@a", "<p>[@a</p>"),
        ("![see [@a]](x.png)", "<p>see</p>"),
    ],
)
def test_what_is_code_or_escaped_or_no_citation_is_text(text, expected):
    assert html(text) == expected
    assert citation_keys(text) == []
    assert unreadable_citations(text) == []


@pytest.mark.parametrize(
    "slip",
    ["[@a, @b]", "[@a; b]", "[@a, p. 3]", "[@]", "[@-a]", "[@a b]", "[@a;]", "[@\u00e9tude]"],
)
def test_slip_in_a_citation_is_shown_and_named(slip):
    assert html(f"x {slip} y") == (
        f'<p>x<sup class="citation"><span class="unresolved">{slip}</span></sup> y</p>'
    )
    assert unreadable_citations(f"x {slip} y [@a]") == [slip]


def test_key_without_a_reference_is_shown_as_unresolved():
    assert html("x [@a; @gone]") == (
        '<p>x<sup class="citation"><a id="citation-1-1" href="#reference-1"'
        ' aria-label="Reference 1">1</a>, <span class="unresolved">[@gone?]</span></sup></p>'
    )


def test_keys_come_once_each_in_order_of_appearance():
    text = "# [@z] H\n\n> [@b; @A]\n\n- [@b]\n\n`[@code]` \\[@no] [@x.y_z:1-2]"
    assert citation_keys(text) == ["z", "b", "a", "x.y_z:1-2"]


def test_key_of_other_letters_that_look_alike_is_not_folded_into_ours():
    assert citation_keys("[@\u212aey] [@\u017fmith]") == []


def test_numbering_goes_on_from_part_to_part():
    numbering = Numbering({"a", "b"})
    render("[@b]", prefix="guidelines", numbering=numbering)
    assert render("[@a; @b]", prefix="research", numbering=numbering) == (
        f"<p>{mark((2, 1), (1, 2))}</p>"
    )
    assert numbering.numbers == {"b": 1, "a": 2}
    assert numbering.mentions == {"b": 2, "a": 1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Give it [@a; @b].", "Give it."),
        ("Give it [@a;\n@b] at night.", "Give it at night."),
        ("Give it\n[ @a ] at night.", "Give it at night."),
        ("Give it[@a, @b] at night.", "Give it at night."),
        ("Write [to a@example.org](https://example.org).",) * 2,
        ("Low [below 3 [@a] at night.", "Low [below 3 at night."),
        ("Low [1] and @a.",) * 2,
        (" \n" * 200_000, " \n" * 200_000),
    ],
)
def test_a_text_without_what_stands_for_citations(text: str, expected: str) -> None:
    assert uncited(text) == expected


def test_what_is_left_out_is_what_is_rendered_as_a_citation() -> None:
    for text in ("x [@a;\n@b]", "x [ @a]", "x [a @b]", "x [a@b](https://nih.gov)", "[x [@a]"):
        assert (uncited(text) != text) == bool(citation_keys(text))
