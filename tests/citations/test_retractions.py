import datetime
from pathlib import Path

import pytest

from citations.retractions import (
    Found,
    Unreadable,
    parse_works,
    read_crossref,
    read_retraction_watch,
)

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "citations" / "retractions"
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample data (../shared/data) is not beside this checkout"
)
HEAD = "OriginalPaperDOI,OriginalPaperPubMedID,RetractionDOI,RetractionDate,RetractionNature"


def test_each_nature_is_kept_apart() -> None:
    rows = [
        "10.1000/A,,10.1000/n,8/17/2021 0:00,Retraction",
        "10.1000/b,123,,2021-08-17,Expression of concern",
        ",456,,2021-08-17,Reinstatement",
        "10.1000/d,0,,2021-08-17,Correction",
    ]
    day = datetime.date(2021, 8, 17)
    assert list(read_retraction_watch([HEAD, *rows])) == [
        Found("10.1000/a", "", "retraction", day, "https://doi.org/10.1000/n"),
        Found("10.1000/b", "123", "expression_of_concern", day, ""),
        Found("", "456", "reinstatement", day, ""),
        Found("10.1000/d", "", "correction", day, ""),
    ]


def test_a_line_that_tells_no_notice_is_named_with_its_number_and_reason() -> None:
    rows = [
        "10.1000/a,,,8/17/2021,Celebration",
        "10.1000/a,,,soon,Retraction",
        "=HYPERLINK(1),,,8/17/2021,Retraction",
    ]
    assert list(read_retraction_watch([HEAD, *rows])) == [
        Unreadable(2, "the nature 'Celebration' is not known"),
        Unreadable(3, "the date 'soon' is not a date"),
        Unreadable(4, "it has neither a DOI nor a PMID of the work", is_usual=True),
    ]


def test_a_file_without_the_columns_is_refused_with_their_names() -> None:
    with pytest.raises(ValueError, match="OriginalPaperDOI, RetractionDate and RetractionNature"):
        list(read_retraction_watch(["a,b", "1,2"]))


def test_a_short_row_is_named_and_does_no_harm() -> None:
    assert list(read_retraction_watch([HEAD, "10.1000/a"])) == [
        Unreadable(2, "it has fewer cells than the first line; a quotation mark may be missing")
    ]


def test_a_notice_tells_the_work_that_it_updates() -> None:
    work = {
        "DOI": "10.1000/notice",
        "update-to": [
            {"DOI": "10.1000/Work", "type": "retraction", "updated": {"date-parts": [[2020, 5]]}},
            {"DOI": "10.1000/work", "type": "new_version", "updated": {"date-parts": [[2020]]}},
        ],
    }
    assert list(read_crossref([{"message": work}])) == [
        Found(
            "10.1000/work",
            "",
            "retraction",
            datetime.date(2020, 5, 1),
            "https://doi.org/10.1000/notice",
        )
    ]


@pytest.mark.parametrize("broken", [{}, {"updated": None}, {"updated": {"date-parts": [[]]}}])
def test_an_update_without_a_date_is_named(broken: dict[str, object]) -> None:
    work = {"DOI": "10.1000/n", "update-to": [{"DOI": "10.1000/w", "type": "retraction", **broken}]}
    assert list(read_crossref([work])) == [Unreadable(1, "an update has no date")]


def test_json_that_is_none_is_refused_with_its_line() -> None:
    with pytest.raises(ValueError, match="^Line 2 is not JSON"):
        parse_works('{"DOI": "10.1/a"}\n{')


@needs_samples
def test_every_line_of_the_real_sample_is_read() -> None:
    with (SAMPLES / "retraction_watch_sample.csv").open(encoding="utf-8", newline="") as stream:
        told = list(read_retraction_watch(stream))
    natures = [notice.nature for notice in told if isinstance(notice, Found)]
    counts = {nature: natures.count(nature) for nature in sorted(set(natures))}
    assert counts == {
        "correction": 76,
        "expression_of_concern": 217,
        "reinstatement": 16,
        "retraction": 3552,
    }


@needs_samples
def test_the_answer_on_one_famous_paper_tells_its_correction_and_its_retraction() -> None:
    text = (SAMPLES / "crossref_wakefield_updated-by.json").read_text()
    told = [(n.nature, n.noticed_on.year) for n in read_crossref(parse_works(text))]
    assert told == [("correction", 2004), ("retraction", 2010)]
