import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citations.formatting import (
    date_in_words,
    external_link,
    format_reference,
    format_reference_text,
)

ARTICLE = {
    "id": "kastner2013",
    "type": "article-journal",
    "title": "Function of Ikaros as a tumor suppressor in B cell acute lymphoblastic leukemia.",
    "author": [
        {"family": "Kastner", "given": "Philippe"},
        {"family": "Dupuis", "given": "A."},
        {"family": "Gaub", "given": "Marie-Pierre"},
    ],
    "container-title": "American Journal of Blood Research",
    "issued": {"date-parts": [[2013, 1, 17]]},
    "volume": "3",
    "issue": "1",
    "page": "1-13",
    "PMID": "23358883",
    "PMCID": "PMC3555193",
}
PUBMED = '<a href="https://pubmed.ncbi.nlm.nih.gov/23358883/" rel="noopener">'
PMC = '<a href="https://pmc.ncbi.nlm.nih.gov/articles/PMC3555193/" rel="noopener">'


def test_identifiers_that_the_style_does_not_print_follow_as_links():
    assert format_reference(ARTICLE) == (
        "Kastner P, Dupuis A, Gaub MP. Function of Ikaros as a tumor suppressor in B cell acute "
        "lymphoblastic leukemia. <i>American Journal of Blood Research</i>. 2013;3(1):1-13. "
        f"{PUBMED}PMID: 23358883</a> {PMC}PMCID: PMC3555193</a>"
    )


def test_identifiers_that_the_style_prints_are_links_there_and_nowhere_else(settings):
    settings.CITATION_STYLE = "nlm-citation-sequence"
    assert format_reference(ARTICLE) == (
        "Kastner P, Dupuis A, Gaub MP. Function of Ikaros as a tumor suppressor in B cell acute "
        "lymphoblastic leukemia. American Journal of Blood Research. 2013 Jan 17;3(1):1\u201313. "
        f"PubMed PMID: {PUBMED}23358883</a>; PubMed Central PMCID: {PMC}PMC3555193</a>."
    )


def test_style_that_is_asked_for_goes_before_the_setting():
    assert format_reference_text(ARTICLE, "nlm-citation-sequence").endswith("PMC3555193.")


def test_doi_leads_to_its_resolver_and_comes_first():
    csl = {"title": "A", "DOI": "https://doi.org/10.3390/Biomedicines12010089", "PMID": 1}
    assert format_reference(csl) == (
        'A. <a href="https://doi.org/10.3390/biomedicines12010089" rel="noopener">'
        "doi:10.3390/biomedicines12010089</a> "
        '<a href="https://pubmed.ncbi.nlm.nih.gov/1/" rel="noopener">PMID: 1</a>'
    )


def test_doi_with_angle_brackets_is_encoded_in_its_address():
    csl = {"DOI": "10.1002/(SICI)1097(1998)31:4<460::AID-PROT12>3.0.CO;2-D"}
    assert format_reference(csl) == (
        '<a href="https://doi.org/10.1002/(sici)1097(1998)31:4%3C460::aid-prot12%3E3.0.co;2-d"'
        ' rel="noopener">doi:10.1002/(SICI)1097(1998)31:4&lt;460::AID-PROT12&gt;3.0.CO;2-D</a>'
    )


def test_nothing_known_is_nothing_written():
    assert format_reference({}) == ""


def test_web_page_is_shown_with_the_day_it_was_read():
    csl = {
        "type": "webpage",
        "title": "Leukemia",
        "URL": "https://www.cancer.gov/types/leukemia",
        "accessed": {"date-parts": [[2025, 6, 12]]},
    }
    assert format_reference(csl) == (
        "Leukemia. Accessed June 12, 2025. "
        '<a href="https://www.cancer.gov/types/leukemia" rel="noopener">'
        "https://www.cancer.gov/types/leukemia</a>"
    )


@pytest.mark.parametrize(
    ("csl", "written"),
    [
        ({"DOI": "10.1/<script>"}, "doi:10.1/&lt;script&gt;"),
        ({"container-title": "<p>J"}, "<i>&lt;p&gt;J</i>."),
        ({"type": "book", "publisher": "<p>P"}, "&lt;p&gt;P."),
        ({"author": [{"literal": "<p>W"}]}, "&lt;p&gt;W."),
        ({"author": [{"family": "<script>", "given": "A"}]}, "&lt;script&gt; A."),
        ({"page": "<p>"}, "&lt;p&gt;."),
        ({"issued": {"literal": "<p>"}}, "Published online &lt;p&gt;."),
        ({"URL": "javascript:alert(1)"}, "javascript:alert(1)"),
        ({"title": '<img src=x onerror="x">'}, "&lt;img src=x onerror=&quot;x&quot;&gt;."),
        ({"title": "A &lt;script&gt; tag"}, "A &lt;script&gt; tag."),
        ({"title": "&#60;script&#62;x&#60;/script&#62;"}, "&lt;script&gt;x&lt;/script&gt;."),
        ({"title": "Acids &amp; bases"}, "Acids &amp; bases."),
    ],
)
def test_what_is_no_link_and_no_markup_is_shown_as_text(csl, written):
    assert format_reference(csl) == written


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("The <i>IKZF1</i> gene", "The <i>IKZF1</i> gene."),
        ("10<sup>9</sup>/L and H<sub>2</sub>O", "10<sup>9</sup>/L and H<sub>2</sub>O."),
        ("Unclosed <i>IKZF1", "Unclosed &lt;i&gt;IKZF1."),
        ("P <.05 in <i onclick=x>mice</i>", "P &lt;.05 in &lt;i onclick=x&gt;mice&lt;/i&gt;."),
        ("<b><i>both</i></b>", "<b><i>both</i></b>."),
        ("<i><b>crossed</i></b>", "&lt;i&gt;<b>crossed&lt;/i&gt;</b>."),
        ("&lt;i&gt;E. coli&lt;/i&gt; twice encoded", "<i>E. coli</i> twice encoded."),
        ("The H <scp>i</scp> disk", "The H i disk."),
        ('<mml:math xmlns:mml="x"><mml:mi>LaSrVO</mml:mi></mml:math>: a state', "LaSrVO: a state."),
        ("Ends inside <i>Ecology.</i>", "Ends inside <i>Ecology.</i>"),
    ],
)
def test_title_keeps_the_markup_of_csl_and_nothing_else(title, written):
    assert format_reference({"title": title}) == written


def test_italic_name_inside_an_italic_title_stands_upright():
    csl = {"type": "book", "title": "The <i>Drosophila</i> Book"}
    assert format_reference(csl) == "<i>The </i>Drosophila<i> Book</i>."


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([2025, 6, 12], "June 12, 2025"),
        ([2025, 6], "June 2025"),
        ([2025], "2025"),
        ([2025, 13, 1], "2025"),
        ([], ""),
    ],
)
def test_date_is_said_as_far_as_it_is_known(parts, words):
    assert date_in_words(parts) == words


def test_link_escapes_its_address_and_its_words():
    assert external_link('https://a.example/?a=1&b="', "<b>") == (
        '<a href="https://a.example/?a=1&amp;b=&quot;" rel="noopener">&lt;b&gt;</a>'
    )


class _Strict(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.open = []

    def handle_starttag(self, tag, attrs):
        assert tag in {"a", "i", "b", "sub", "sup"}
        if tag == "a":
            assert "a" not in self.open
            assert [name for name, _ in attrs] == ["href", "rel"]
            assert dict(attrs)["href"].startswith(("https://", "http://"))
        else:
            assert attrs == []
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        assert "<" not in data


_pieces = st.sampled_from(
    ["<i>", "</i>", "<sub>", "</sub>", "<script>", "&lt;", "&amp;", '"', "'", ". ", "?", "-", "1"]
)
_texts = st.text(max_size=6) | st.lists(_pieces, max_size=8).map("".join)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
_parts = st.sampled_from(["family", "given", "literal", "suffix", "non-dropping-particle"])
_names = st.lists(st.dictionaries(_parts, _texts | _json, max_size=3), max_size=8)
_numbers = st.none() | st.integers(-1, 32) | st.sampled_from(["2020", 2020, 9999, "x"])
_dates = st.fixed_dictionaries(
    {"date-parts": st.lists(st.lists(_numbers, max_size=4), max_size=3)},
    optional={"season": _json, "literal": _json, "raw": _texts, "circa": _json},
)
_fields = st.sampled_from(
    [*ARTICLE, "DOI", "URL", "accessed", "publisher", "editor", "edition", "number-of-pages"]
)
_kinds = st.sampled_from(["book", "chapter", "webpage", "report", "thesis", "speech", "x"])


@settings(deadline=None)
@given(
    st.dictionaries(_fields, _json | _texts | _names | _dates),
    st.fixed_dictionaries({}, optional={"type": _kinds, "issued": _dates, "author": _names}),
    st.sampled_from(["american-medical-association", "nlm-citation-sequence"]),
)
def test_any_json_object_gives_safe_html(fields, likely, style):
    csl = fields | likely
    html = format_reference(csl, style)
    parser = _Strict()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    assert html.encode().decode() == html
    assert unescape(re.sub("<[^>]*>", "", html)) == format_reference_text(csl, style)
