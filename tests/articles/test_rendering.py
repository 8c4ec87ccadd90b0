import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.manuscript import build
from articles.rendering import contents, lead, render
from tests.articles.strict_html import read_strictly

LIBRARY = [
    {"key": "a", "csl": {"title": "A", "DOI": "10.1000/a"}},
    {"key": "b", "csl": {"title": "B", "container-title": "J"}},
    {"key": "c", "csl": {"title": "C"}},
]


def manuscript(guidelines="", research="", references=LIBRARY, disclaimer="", **wordings):
    return build(
        question="What is it?",
        topics=[],
        tags=[],
        authors=[],
        wordings={
            "clinician": {"from_guidelines": guidelines, "from_research": research},
            **{audience: {"from_research": text} for audience, text in wordings.items()},
        },
        references=references,
        disclaimers={"clinician": disclaimer},
    )


def test_wording_is_rendered_in_full():
    written = manuscript(
        "Lead [@b].\n\n# Key points\n\n- x [@a; @b]",
        "# Key points\n\ny [@a]",
        disclaimer="One & only.\n\nTwo.",
    )
    assert render(written) == {
        "clinician": (
            '<section class="part" id="from-the-guidelines"><h2>From the guidelines</h2>\n'
            '<p>Lead<sup class="citation"><a id="citation-1-1" href="#reference-1"'
            ' aria-label="Reference 1">1</a></sup>.</p>\n'
            '<h3 id="guidelines-key-points">Key points</h3>\n'
            '<ul>\n<li>x<sup class="citation"><a id="citation-2-1" href="#reference-2"'
            ' aria-label="Reference 2">2</a>, <a id="citation-1-2" href="#reference-1"'
            ' aria-label="Reference 1">1</a></sup></li>\n</ul>\n'
            "</section>\n"
            '<section class="part" id="from-the-research"><h2>From the research</h2>\n'
            '<h3 id="research-key-points">Key points</h3>\n'
            '<p>y<sup class="citation"><a id="citation-2-2" href="#reference-2"'
            ' aria-label="Reference 2">2</a></sup></p>\n'
            "</section>\n"
            '<section class="references" id="references"><h2>References</h2>\n'
            "<ol>\n"
            '<li id="reference-1">B. <i>J</i>. '
            '<a class="backlink" href="#citation-1-1"'
            ' aria-label="Back to mention 1 of reference 1">\u21a9</a> '
            '<a class="backlink" href="#citation-1-2"'
            ' aria-label="Back to mention 2 of reference 1">\u21a9</a></li>\n'
            '<li id="reference-2">A. '
            '<a href="https://doi.org/10.1000/a" rel="noopener">doi:10.1000/a</a> '
            '<a class="backlink" href="#citation-2-1"'
            ' aria-label="Back to mention 1 of reference 2">\u21a9</a> '
            '<a class="backlink" href="#citation-2-2"'
            ' aria-label="Back to mention 2 of reference 2">\u21a9</a></li>\n'
            "</ol>\n"
            "</section>\n"
            '<aside class="disclaimer" id="disclaimer"><h2>Disclaimer</h2>\n'
            "<p>One &amp; only.</p>\n<p>Two.</p>\n"
            "</aside>"
        )
    }


def test_each_audience_has_numbers_and_references_of_its_own():
    html = render(manuscript("[@a; @b]", patient="[@b]"))
    assert read_strictly(html["patient"]).ids == [
        "from-the-research",
        "citation-1-1",
        "references",
        "reference-1",
    ]
    assert '<li id="reference-1">B.' in html["patient"]
    assert list(html) == ["clinician", "patient"]


def test_empty_draft_has_nothing_to_show():
    written = manuscript()
    assert render(written) == {}
    assert lead(written, "clinician") == ""
    assert contents(written, "clinician") == []


def test_part_without_text_and_references_without_citation_are_left_out():
    assert render(manuscript(research="x")) == {
        "clinician": (
            '<section class="part" id="from-the-research"><h2>From the research</h2>\n'
            "<p>x</p>\n</section>"
        )
    }


def test_reference_shows_its_notices_and_the_reason_to_cite_it():
    retracted = {
        "key": "a",
        "csl": {"title": "A"},
        "notices": [
            {"kind": "expression_of_concern", "date": "2019-05"},
            {"kind": "retraction", "date": "2020-02-03", "url": "https://doi.org/10.1000/r"},
            {"kind": "correction"},
        ],
        "reason": "It is the <history>.",
    }
    html = render(manuscript("x [@a]", references=[retracted]))["clinician"]
    assert html.split('id="reference-1">')[1].split(' <a class="backlink"')[0] == (
        'A. <span class="notice">Expression of concern, May 2019.</span> '
        '<span class="notice"><a href="https://doi.org/10.1000/r" rel="noopener">Retraction</a>, '
        "February 3, 2020.</span> "
        '<span class="notice">Correction.</span> '
        '<span class="reason">Why it is cited: It is the &lt;history&gt;.</span>'
    )
    read_strictly(html)


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        ({"kind": "<b>", "date": "<i>"}, "&lt;b&gt;, &lt;i&gt;."),
        ({"kind": "retraction", "date": "2020-99-99"}, "Retraction, 2020."),
        ({"kind": "retraction", "url": "javascript:alert(1)"}, "Retraction."),
    ],
)
def test_notice_that_is_not_as_it_should_be_is_text(notice, words):
    cited = [{"key": "a", "csl": {}, "notices": [notice]}]
    html = render(manuscript("[@a]", references=cited))["clinician"]
    assert f'<span class="notice">{words}</span>' in html


def test_preview_shows_a_key_that_has_no_reference():
    written = manuscript("x [@gone]")
    html = render(written)["clinician"]
    assert '<span class="unresolved">[@gone?]</span>' in html
    assert "References" not in html
    assert [heading.id for heading in contents(written, "clinician")] == ["from-the-guidelines"]


def test_contents_are_the_headings_with_the_ids_of_the_page():
    written = manuscript("## A\n### B [@a]", "# A", disclaimer="x")
    assert contents(written, "clinician") == [
        ("from-the-guidelines", "From the guidelines", 2),
        ("guidelines-a", "A", 3),
        ("guidelines-b", "B", 4),
        ("from-the-research", "From the research", 2),
        ("research-a", "A", 3),
        ("references", "References", 2),
        ("disclaimer", "Disclaimer", 2),
    ]
    headings = {heading.id for heading in contents(written, "clinician")}
    assert headings <= set(read_strictly(render(written)["clinician"]).ids)


LONG = "A sentence that is long enough to stand alone as the lead [@a]."
LONG_WORDS = "A sentence that is long enough to stand alone as the lead."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"# Head\n\n{LONG} Another follows. And more.", f"{LONG_WORDS} Another follows."),
        (f"{LONG[:-1]} indeed. Another follows.", f"{LONG_WORDS[:-1]} indeed."),
        ("Yes. It is.", "Yes. It is."),
        ("- First *item*\n- second", "First item"),
        ("word " * 100, "word " * 59 + "word\u2026"),
        ("x" * 400, "x" * 300 + "\u2026"),
        ("# Only a heading", ""),
    ],
)
def test_lead_is_the_first_sentence_or_two(text, expected):
    assert lead(manuscript(text), "clinician") == expected


def test_lead_comes_from_the_research_where_the_guidelines_are_silent():
    assert lead(manuscript("", "From research."), "clinician") == "From research."


@pytest.mark.parametrize(
    "chrome", ["main", "content", "top", "references", "reference-1", "citation-1-1", "disclaimer"]
)
def test_heading_never_takes_an_id_of_the_page(chrome):
    html = render(manuscript(f"# {chrome}\n\n[@a]", disclaimer="x"))["clinician"]
    assert f'<h3 id="guidelines-{chrome}">' in html
    read_strictly(html)


_fragments = st.sampled_from(
    ["[@a]", "[@b; @c]", "[@gone]", "[@a", "# x\n", "- ", "\n\n", "`", "\\", "<p>", "]", "word "]
)
_markdown = st.lists(_fragments | st.text(max_size=5), max_size=20).map("".join)


@given(_markdown, _markdown, st.text())
def test_every_marker_leads_to_its_reference_and_back(guidelines, research, disclaimer):
    written = manuscript(guidelines, research, disclaimer=disclaimer)
    for html in render(written).values():
        found = read_strictly(html)
        own = {f"#{name}" for name in found.ids}
        mentions = {name for name in own if re.fullmatch("#citation-[0-9]+-[0-9]+", name)}
        references = {name for name in own if re.fullmatch("#reference-[0-9]+", name)}
        assert mentions | references == {link for link in found.hrefs if link in own}
        assert {f"#reference-{name.split('-')[1]}" for name in mentions} == references
        assert references == {f"#reference-{n}" for n in range(1, len(references) + 1)}
        assert {link for link in found.hrefs if link.startswith("#")} <= own
