import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.commonmark import parse, to_html
from articles.markup import (
    Numbering,
    citation_keys,
    first_paragraph,
    headings,
    plain_text,
    problems,
    render,
    sanitise,
)
from articles.outline import nest
from integrity.text import legible
from integrity.text import problems as invisible
from tests.articles.parts import html
from tests.articles.strict_html import read_strictly

HAZARDS = Path(__file__).parents[2] / "../shared/data/hazards"


def test_plain_text_has_the_words_and_no_marks():
    text = "# Head\n\nSome *text* [@a],\nand [more](https://nih.gov).\n\n- `x`\n\n      code\n"
    assert plain_text(text) == "Head\nSome text, and more.\nx\ncode"


def test_first_paragraph_passes_over_headings_and_code():
    assert first_paragraph("# Head\n\n    code\n\n- Words [@a].\n\nMore.") == "Words."
    assert first_paragraph("# Head") == ""


def test_invisible_character_is_named_also_when_written_as_an_entity():
    assert problems("a\n\u202eb") == problems("a\n&#x202E;b") == problems("a\n&#8238;b")
    assert len(problems("a\n&#8238;b")) == 1
    assert problems("&amp; &lrm; &nbsp; fine") == []


@pytest.mark.parametrize(
    "pattern",
    [
        *("[", "![", "](", "[@", "[@a;", "[@a][@b]", "[a](<b", "[a]: /b\n"),
        *("*", "_*", "**a *b ", "`", "`a``b", "<", "&#", "\\"),
        *(">", "> ", "- ", "- a\n", "1. ", "# a\n", "\t", "\n"),
    ],
)
def test_50_000_characters_of_one_mark_are_rendered(pattern):
    read_strictly(html(pattern * (50_000 // len(pattern))))


def test_five_million_characters_are_rendered():
    assert len(html("word " * 1_000_000)) == 4_999_999 + len("<p></p>")


def test_emphasis_nested_by_the_thousand_is_rendered():
    read_strictly(html("*" * 50_000 + "a" + "*" * 50_000))


def unsanitised(text):
    tokens = parse(text)
    nest(tokens, "x")
    return legible(to_html(tokens, Numbering({"a", "b"})))


def _load(name):
    path = HAZARDS / name
    if not path.exists():
        pytest.skip(f"the folder ../shared/data/hazards is not here: it holds {name}")
    return json.loads(path.read_text())


def test_every_example_of_the_commonmark_specification_is_safe():
    examples = _load("commonmark_examples.json")
    for example in examples:
        read_strictly(html(example["markdown"]))
    assert len(examples) == 655


def test_every_payload_of_the_xss_list_is_safe():
    for payload in _load("owasp_xss_payloads.json"):
        for text in (payload, f"[x]({payload})", f"![x]({payload})", f"<{payload}>"):
            read_strictly(html(text))
            read_strictly(unsanitised(text))


def test_sanitiser_alone_leaves_nothing_that_a_part_may_not_have():
    hostile = (
        '<p class="x" onclick="x" id="top">a<script>x</script><img src=x><style>p{}</style></p>'
        '<a href="javascript:x" class="backlink" target="_blank">b</a><a href="/admin/">c</a>'
        '<sup class="citation x" id="main">d</sup><h1 id="y">e</h1><!-- f --><svg><a>g</a></svg>'
    )
    assert sanitise(hostile) == ('<p>a</p><a>b</a><a>c</a><sup class="citation">d</sup>e')


def test_every_naughty_string_is_safe():
    for string in _load("blns.json"):
        for text in (string, f"# {string}", f"[{string}]({string})", f"[@{string}]", f"`{string}`"):
            read_strictly(html(text))


_fragments = st.sampled_from(
    [
        *("[@a]", "[@a; @b]", "[@gone]", "[@a, b]", "\\", "`", "```\n", "    ", "\n", "\n\n"),
        *("# ", "### ", "> ", "- ", "1. ", "*", "**", "_", "[", "]", "(", ")", "!", "&lt;", "&#0;"),
        *(
            "<script>",
            "</p>",
            "<a href=x>",
            "<!--",
            "-->",
            "javascript:alert(1)",
            "https://nih.gov",
        ),
        *(
            "](javascript:x)",
            "](https://nih.gov)",
            "[x]: https://nih.gov\n",
            '"',
            "'",
            "=",
            "---\n",
        ),
        *("word ", "caf\u00e9", "\u202e", "\x00", "\ud800", "\u6cbb"),
    ]
)
_markdown = st.lists(_fragments | st.text(max_size=8), max_size=30).map("".join)


@given(_markdown)
def test_any_text_gives_html_that_is_allowed(text):
    read_strictly(html(text))


@given(_markdown)
def test_parser_alone_lets_nothing_pass_that_is_not_allowed(text):
    read_strictly(unsanitised(text))


@given(_markdown)
def test_any_text_is_numbered_by_first_appearance(text):
    numbering = Numbering({"a", "b"})
    found = read_strictly(render(text, prefix="x", numbering=numbering))
    cited = [key for key in citation_keys(text) if key in {"a", "b"}]
    assert list(numbering.numbers) == cited
    assert list(numbering.numbers.values()) == list(range(1, len(cited) + 1))
    mentions = [name for name in found.ids if name.startswith("citation-")]
    assert set(mentions) == {
        f"citation-{numbering.numbers[key]}-{nth}"
        for key, count in numbering.mentions.items()
        for nth in range(1, count + 1)
    }
    firsts = [name for name in mentions if name.endswith("-1")]
    assert firsts == [f"citation-{number}-1" for number in numbering.numbers.values()]


@given(_markdown)
def test_headings_of_any_text_are_those_of_its_html(text):
    found = read_strictly(html(text))
    listed = headings(text, prefix="guidelines")
    assert [heading.level for heading in listed] == found.levels
    assert [heading.id for heading in listed] == [
        name for name in found.ids if name.startswith("guidelines-")
    ]


@given(_markdown)
def test_plain_text_of_any_text_can_be_shown(text):
    assert invisible(plain_text(text)) == []
    assert "\n" not in first_paragraph(text)
