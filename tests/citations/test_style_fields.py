"""Names, dates, pages and punctuation, as the styles write them."""

import pytest

from citations.formatting import format_reference_text
from citations.styles import STYLES
from citations.styles.inline import curved
from citations.styles.richtext import Mark, RichText
from citations.styles.titlecase import title_case

AMA, VANCOUVER = STYLES["ama"], STYLES["vancouver"]


def _names(count):
    return [{"family": f"Name{number}", "given": "Ada B."} for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("style", "count", "written"),
    [
        (AMA, 6, "Name1 AB, Name2 AB, Name3 AB, Name4 AB, Name5 AB, Name6 AB."),
        (AMA, 7, "Name1 AB, Name2 AB, Name3 AB, et al."),
        (VANCOUVER, 7, "Name1 AB, Name2 AB, Name3 AB, Name4 AB, Name5 AB, Name6 AB, et al."),
    ],
)
def test_long_list_of_authors_is_cut_as_the_style_says(style, count, written):
    assert format_reference_text({"author": _names(count)}, style) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ({"family": "Kong", "given": "Hong-Kai"}, "Kong HK."),
        ({"family": "Kong", "given": "H.-K."}, "Kong HK."),
        ({"family": "Kong", "given": "HK"}, "Kong HK."),
        ({"family": "VAHLQUIST", "given": "BO"}, "VAHLQUIST B."),
        ({"family": "Kong"}, "Kong."),
        ({"family": "Bots", "given": "G. Th. A. M."}, "Bots GThAM."),
        ({"family": "Berg", "given": "Jan van den"}, "Berg J van den."),
        ({"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"}, "van den Berg J."),
        ({"family": "Almeida", "given": "A", "non-dropping-particle": "d'"}, "d\u2019Almeida A."),
        ({"family": "Humboldt", "given": "A", "dropping-particle": "von"}, "Humboldt A von."),
        ({"family": "King", "given": "Martin", "suffix": "Jr"}, "King M Jr."),
        ({"family": "King", "given": "Martin", "suffix": "Jr."}, "King M Jr."),
        ({"family": "O'Byrne", "given": "Paul"}, "O\u2019Byrne P."),
        ({"family": "\u674e", "given": "\u660e"}, "\u674e\u660e."),
        ({"given": "Sumaryadi"}, "Sumaryadi."),
        ({"literal": "World Health Organization"}, "World Health Organization."),
        ({"family": ["x"], "given": None, "literal": 5}, "x."),
        ({}, ""),
        ("Kong", ""),
    ],
)
def test_author_is_family_name_and_initials(name, written):
    assert format_reference_text({"author": [name]}) == written


@pytest.mark.parametrize(
    ("issued", "ama", "vancouver"),
    [
        ({"date-parts": [[2016, 12, 16]]}, "December 16, 2016", "2016 Dec 16"),
        ({"date-parts": [["2016", "06"]]}, "June 2016", "2016 Jun"),
        ({"date-parts": [[2016]]}, "2016", "2016"),
        ({"date-parts": [[2016, 9, 0]]}, "September 2016", "2016 Sep"),
        ({"date-parts": [[2016, 99, 4]]}, "2016", "2016"),
        ({"date-parts": [[2016, 21]]}, "Spring 2016", "2016 Spring"),
        ({"date-parts": [[2016]], "season": 4}, "Winter 2016", "2016 Winter"),
        ({"raw": "2016-12-16"}, "December 16, 2016", "2016 Dec 16"),
        ({"literal": "Advent 2016"}, "Advent 2016", "Advent 2016"),
        ({"date-parts": [[2016, 1], [2016, 2]]}, "January\u2013February 2016", "2016 Jan\u2013Feb"),
        (
            {"date-parts": [[2016, 1, 5], [2016, 1, 9]]},
            "January 5\u20139, 2016",
            "2016 Jan 5\u20139",
        ),
        (
            {"date-parts": [[2015, 12], [2016, 1]]},
            "December 2015\u2013January 2016",
            "2015 Dec\u20132016 Jan",
        ),
        ({"date-parts": [[2015], [2016]]}, "2015\u20132016", "2015\u20132016"),
        ({"date-parts": [[2016, 5], [2016, 5]]}, "May 2016", "2016 May"),
        ({"date-parts": [[2016, 5], [None]]}, "May 2016", "2016 May"),
    ],
)
def test_date_is_written_as_far_as_it_is_known(issued, ama, vancouver):
    csl = {"title": "A", "container-title": "J", "issued": issued}
    assert format_reference_text(csl, AMA) == f"A. J. Published online {ama}."
    assert format_reference_text(csl, VANCOUVER) == f"A. J. {vancouver}."


@pytest.mark.parametrize(
    "issued", [None, [], "2016", {"date-parts": 5}, {"date-parts": [[0]]}, {"date-parts": [["x"]]}]
)
def test_date_that_is_none_leaves_no_trace(issued):
    csl = {"title": "A", "container-title": "J", "issued": issued}
    assert format_reference_text(csl, VANCOUVER) == "A. J."


@pytest.mark.parametrize(
    ("page", "ama", "vancouver"),
    [
        ("279-290", "279-290", "279\u201390"),
        ("1-13", "1-13", "1\u201313"),
        ("1-10", "1-10", "1\u201310"),
        ("99-101", "99-101", "99\u2013101"),
        ("321-28", "321-328", "321\u20138"),
        ("380-380", "380-380", "380\u2013380"),
        ("380-80", "380-80", "380\u201380"),
        ("1000 \u2013 1009", "1000-1009", "1000\u20139"),
        ("S158-S178", "S158-S178", "S158\u201378"),
        ("e1-e156", "e1-e156", "e1\u2013156"),
        ("v-vii", "v-vii", "v\u2013vii"),
        ("1-2, 5-6", "1-2, 5-6", "1\u20132, 5\u20136"),
        ("4:1-4:10", "4:1-4:10", "4:1-4:10"),
        ("e0168934", "e0168934", "e0168934"),
        ("A1-B5", "A1-B5", "A1-B5"),
        ("12-5-18", "12-5-18", "12-5-18"),
        ("5-", "5-", "5-"),
        ("473s", "473s", "473s"),
    ],
)
def test_range_of_pages_is_full_in_ama_and_short_in_vancouver(page, ama, vancouver):
    csl = {"title": "A", "container-title": "J", "volume": "2", "page": page}
    assert format_reference_text(csl, AMA) == f"A. J. 2:{ama}."
    assert format_reference_text(csl, VANCOUVER) == f"A. J. 2:{vancouver}."


@pytest.mark.parametrize(
    ("issue", "ama", "vancouver"),
    [
        ("2-3", "2-3", "2\u20133"),
        ("2\u20133", "2-3", "2\u20133"),
        ("Supplement 1", "Supplement 1", "Supplement 1"),
        ("A-B", "A-B", "A-B"),
        (7, "7", "7"),
    ],
)
def test_range_of_issues_has_the_mark_of_the_style(issue, ama, vancouver):
    csl = {"title": "A", "container-title": "J", "volume": "2", "issue": issue}
    assert format_reference_text(csl, AMA) == f"A. J. 2({ama})."
    assert format_reference_text(csl, VANCOUVER) == f"A. J. 2({vancouver})."


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Is it so?", "Is it so? J."),
        ("It is!", "It is! J."),
        ("It ends.", "It ends. J."),
        ("It goes on...", "It goes on... J."),
        ("In the <i>U.S.</i>", "In the U.S. J."),
        ('What is "health?"', "What is \u201chealth?\u201d J."),
        ('The word "health"', "The word \u201chealth.\u201d J."),
        ("The dogs'", "The dogs\u2019. J."),
    ],
)
def test_point_after_a_title_is_never_one_too_many(title, written):
    assert format_reference_text({"title": title, "container-title": "J"}) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("d'un purpura", "d\u2019un purpura"),
        ("3',4'-dideoxykanamycin", "3\u2019,4\u2019-dideoxykanamycin"),
        ("Don't 'quote' me", "Don\u2019t \u201cquote\u201d me"),
        ("He said 'a \"b\" c'", "He said \u201ca \u2018b\u2019 c\u201d"),
        ("the '90s and the 'n'", "the \u201990s and the \u201cn\u201d"),
        ('5" tall', '5" tall'),
        ("\u201cCurved\u201d it\u2019s", "\u201cCurved\u201d it\u2019s"),
    ],
)
def test_straight_quotation_marks_are_curved(text, written):
    assert curved(text) == written


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("the state of the art", "The State of the Art"),
        ("ecology: a very short introduction", "Ecology: A Very Short Introduction"),
        ("who cares? an answer", "Who Cares? An Answer"),
        ("what it stands for", "What It Stands For"),
        (
            "evidence-based, up-to-date care (not screening)",
            "Evidence-Based, Up-to-Date Care (Not Screening)",
        ),
        ("the IKZF1 gene and mRNA", "The IKZF1 Gene and mRNA"),
        ("\u03b1-synuclein vs \u03b2", "\u03b1-Synuclein vs \u03b2"),
        ("a woman's health", "A Woman's Health"),
        ("\u00df and \u0149", "\u00df and \u0149"),
        ("", ""),
    ],
)
def test_title_case_raises_what_csl_says(title, written):
    assert title_case(RichText.of(title)).text == written


def test_title_case_leaves_what_is_marked_to_stay():
    marked = RichText.of("x", Mark("sub")) + RichText.of(" iphone", Mark("nocase")) + " in use"
    assert title_case(marked).text == "x iphone in Use"


def test_only_english_titles_are_raised():
    csl = {"type": "book", "title": "la revue de m\u00e9decine", "language": "fr"}
    assert format_reference_text(csl) == "la revue de m\u00e9decine."
