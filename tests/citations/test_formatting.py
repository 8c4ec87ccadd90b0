from html.parser import HTMLParser

import pytest
from hypothesis import given
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


def test_journal_article_is_written_out_in_full():
    assert format_reference(ARTICLE) == (
        "Kastner P, Dupuis A, Gaub MP. Function of Ikaros as a tumor suppressor in B cell acute "
        "lymphoblastic leukemia. <em>American Journal of Blood Research</em>. 2013;3(1):1-13. "
        '<a href="https://pubmed.ncbi.nlm.nih.gov/23358883/" rel="noopener">PMID: 23358883</a> '
        '<a href="https://pmc.ncbi.nlm.nih.gov/articles/PMC3555193/" rel="noopener">'
        "PMCID: PMC3555193</a>"
    )


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
        ' rel="noopener">doi:10.1002/(sici)1097(1998)31:4&lt;460::aid-prot12&gt;3.0.co;2-d</a>'
    )


def _names(count):
    return [{"family": f"Name{number}", "given": "Ada B."} for number in range(1, count + 1)]


def test_six_authors_are_all_named():
    assert format_reference_text({"author": _names(6)}) == (
        "Name1 AB, Name2 AB, Name3 AB, Name4 AB, Name5 AB, Name6 AB."
    )


def test_of_seven_authors_three_are_named():
    assert format_reference_text({"author": _names(7)}) == "Name1 AB, Name2 AB, Name3 AB, et al."


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ({"family": "Kong", "given": "Hong-Kai"}, "Kong HK."),
        ({"family": "Kong", "given": "H.-K."}, "Kong HK."),
        ({"family": "Kong", "given": "HK"}, "Kong HK."),
        ({"family": "Kong"}, "Kong."),
        ({"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"}, "van den Berg J."),
        ({"family": "King", "given": "Martin", "suffix": "Jr"}, "King M Jr."),
        ({"literal": "World Health Organization"}, "World Health Organization."),
        ({"given": "Nobody"}, ""),
    ],
)
def test_author_is_family_name_and_initials(name, written):
    assert format_reference_text({"author": [name]}) == written


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({}, "A. J."),
        ({"volume": "3"}, "A. J. 3."),
        ({"issue": "1"}, "A. J. (1)."),
        ({"page": "e5"}, "A. J. e5."),
        ({"volume": 3, "issue": 1, "page": "1-13"}, "A. J. 3(1):1-13."),
        ({"issued": {"date-parts": [[2013]]}}, "A. J. 2013."),
        ({"issued": {"date-parts": [["2013", 5]]}, "page": "e5"}, "A. J. 2013:e5."),
        ({"issued": {"date-parts": [[2013]]}, "volume": "3"}, "A. J. 2013;3."),
        ({"issued": {"date-parts": [[2013]]}, "issue": "1", "page": "2"}, "A. J. 2013;(1):2."),
    ],
)
def test_missing_field_leaves_no_stray_mark(fields, written):
    assert format_reference_text({"title": "A", "container-title": "J", **fields}) == written


def test_nothing_known_is_nothing_written():
    assert format_reference({}) == ""


def test_book_has_its_publisher():
    csl = {"title": "A Book", "publisher": "A Press", "issued": {"date-parts": [[2020]]}}
    assert format_reference_text(csl) == "A Book. A Press; 2020."


def test_title_that_asks_keeps_its_mark():
    assert format_reference_text({"title": "Is it so?"}) == "Is it so?"


def test_web_page_is_shown_with_the_day_it_was_read():
    csl = {
        "title": "Leukemia",
        "URL": "https://www.cancer.gov/types/leukemia",
        "accessed": {"date-parts": [[2025, 6, 12]]},
    }
    assert format_reference(csl) == (
        "Leukemia. Accessed June 12, 2025. "
        '<a href="https://www.cancer.gov/types/leukemia" rel="noopener">'
        "https://www.cancer.gov/types/leukemia</a>"
    )


def test_address_is_left_out_where_an_identifier_leads_to_the_work():
    csl = {"PMID": "1", "URL": "https://www.nih.gov/"}
    assert format_reference_text(csl) == "PMID: 1"


@pytest.mark.parametrize(
    ("csl", "written"),
    [
        ({"DOI": "10.1/<script>"}, "doi:10.1/&lt;script&gt;"),
        ({"container-title": "<p>J"}, "<em>&lt;p&gt;J</em>."),
        ({"publisher": "<p>P"}, "&lt;p&gt;P."),
        ({"author": [{"literal": "<p>W"}]}, "&lt;p&gt;W."),
        ({"page": "<p>"}, "&lt;p&gt;."),
        ({"URL": "javascript:alert(1)"}, "javascript:alert(1)"),
        ({"title": '<img src=x onerror="x">'}, "&lt;img src=x onerror=&quot;x&quot;&gt;."),
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
        ("<b><i>both</i></b>", "&lt;b&gt;<i>both</i>&lt;/b&gt;."),
    ],
)
def test_title_keeps_italics_and_exponents_and_nothing_else(title, written):
    assert format_reference({"title": title}) == written


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
    def handle_starttag(self, tag, attrs):
        assert tag in {"a", "em", "i", "b", "sub", "sup"}
        if tag == "a":
            assert [name for name, _ in attrs] == ["href", "rel"]
            assert dict(attrs)["href"].startswith(("https://", "http://"))
        else:
            assert attrs == []

    def handle_data(self, data):
        assert "<" not in data


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
_fields = st.sampled_from(
    [*ARTICLE, "DOI", "URL", "accessed", "publisher", "family", "given", "date-parts"]
)


@given(st.dictionaries(_fields, _json | st.lists(st.dictionaries(_fields, _json, max_size=3))))
def test_any_json_object_gives_safe_html(csl):
    html = format_reference(csl)
    parser = _Strict(convert_charrefs=False)
    parser.feed(html)
    parser.close()
    assert html.encode().decode() == html
    assert "<" not in format_reference_text({"title": html.replace("<", "")})
