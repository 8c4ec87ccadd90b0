import pytest

from articles.markup import headings
from tests.articles.parts import html, mark
from tests.articles.strict_html import read_strictly


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# A", [3]),
        ("### A", [3]),
        ("###### A", [3]),
        ("# A\n## B\n### C\n#### D\n##### E\n# F", [3, 4, 5, 6, 6, 3]),
        ("## A\n#### B\n### C\n## D", [3, 4, 4, 3]),
        ("### A\n# B\n## C", [3, 3, 4]),
        ("A\n===\nB\n---", [3, 4]),
        ("> ## A\n\n- # B", [3, 3]),
    ],
)
def test_headings_nest_under_the_page_without_a_gap(text, levels):
    assert read_strictly(html(text)).levels == levels
    assert [heading.level for heading in headings(text, prefix="x")] == levels


def test_heading_is_written_with_its_anchor():
    assert html("# Key *considerations* [@a]\n\ntext\n\n## `x` & y") == (
        f'<h3 id="guidelines-key-considerations">Key <em>considerations</em>{mark((1, 1))}</h3>\n'
        "<p>text</p>\n"
        '<h4 id="guidelines-x-y"><code>x</code> &amp; y</h4>'
    )


def test_headings_of_the_same_words_have_ids_of_their_own():
    text = "# A\n# A\n# A-2\n# a!\n# ***\n# \u2014\n# \u2014"
    assert [heading.id for heading in headings(text, prefix="research")] == [
        "research-a",
        "research-a-2",
        "research-a-2-2",
        "research-a-3",
        "research-section",
        "research-section-2",
        "research-section-3",
    ]


@pytest.mark.parametrize("text", ["#", "# ![](x.png)", "# [@a]"])
def test_heading_without_words_is_no_heading(text):
    assert headings(text, prefix="x") == []
    assert read_strictly(html(text)).levels == []


def test_heading_of_another_script_keeps_its_words():
    assert headings("# \u6cbb\u7642", prefix="x") == [("x-\u6cbb\u7642", "\u6cbb\u7642", 3)]


def test_heading_that_looks_numbered_does_not_lend_its_id():
    found = headings("# A-2\n# A\n# A", prefix="x")
    assert [heading.id for heading in found] == ["x-a-2", "x-a", "x-a-3"]


def test_headings_in_thousands_are_counted_in_one_go():
    found = headings("# a\n" * 20_000, prefix="x")
    assert found[-1].id == "x-a-20000"
