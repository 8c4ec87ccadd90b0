"""Every sample file goes in, comes out in every format, and goes in again the same."""

import html
import json

import pytest

from citations.formats.carrying import carried, is_carried
from citations.formats.reading import read
from citations.formats.recognising import Format
from citations.formats.record import read_facts, read_item
from citations.formats.writing import WRITABLE, write
from tests.citations.samples import FOLDER, absent, golden_items, sample_files

pytestmark = absent

# Entries that have neither a title nor an identifier, so that nobody could find the work.
THIN = {
    "citationjs_input_authors with non-ASCII characters.bib": 1,
    "citationjs_input_crossref.bib": 1,
    "citationjs_input_date-range.bib": 1,
    "citationjs_input_escaped and.bib": 2,
    "citationjs_input_literals.bib": 1,
    "citationjs_input_nameparts.bib": 8,
    "citationjs_input_rich text.bib": 1,
    "citationjs_input_uri.bib": 1,
    "citationjs_input_year and month with date.bib": 1,
    "citationjs_input_year and month without date.bib": 1,
    "rispy_example_custom_list_tags.ris": 1,
    "rispy_example_multiline.ris": 3,
}
UNCLOSED = {"citationjs_input_different delimiters.bib": 1}
FORMATS = {
    "medline": Format.MEDLINE,
    "ris": Format.RIS,
    "bibtex": Format.BIBTEX,
    "pubmed_xml": Format.PUBMED_XML,
    "crossref": Format.CROSSREF,
    "retractions": Format.CROSSREF,
}


def without_made_ids(items, expected):
    return [
        {name: value for name, value in item.items() if name != "id" or "id" in other}
        for item, other in zip(items, expected, strict=True)
    ]


@pytest.mark.parametrize("path", sample_files(), ids=lambda path: path.name)
def test_sample_goes_in_and_out_and_in_again(path):
    reading = read(path.read_bytes())
    items = [entry.item for entry in reading.entries]

    thin = [bad for bad in reading.unreadable if "neither a title nor an identifier" in bad.reason]
    unclosed = [bad for bad in reading.unreadable if "never closes" in bad.reason]
    assert (len(thin), len(unclosed)) == (THIN.get(path.name, 0), UNCLOSED.get(path.name, 0))
    assert len(reading.unreadable) == len(thin) + len(unclosed)
    if path.suffix != ".json" and path.name != "rispy_example_wos.ris":
        assert reading.format is FORMATS[path.parent.name]
    for format_ in WRITABLE:
        expected = [carried(item, format_) for item in items if is_carried(item, format_)]
        if not expected:
            continue
        again = [entry.item for entry in read(write(items, format_).encode()).entries]
        assert without_made_ids(again, expected) == expected


def test_every_work_of_the_golden_bibliography_is_kept_whole():
    for item in golden_items():
        kept = {**item, "DOI": item["DOI"].lower()}
        for name in {"title", "container-title", "container-title-short"} & kept.keys():
            kept[name] = " ".join(html.unescape(kept[name]).split())
        if kept.get("container-title-short") == kept["container-title"]:
            del kept["container-title-short"]  # no abbreviation of anything
        assert read_item(item)[0] == kept


# Where we read BibTeX otherwise than citation.js, and why.
OTHERWISE = {
    # A name in braces is a group's.
    ("guidelinesdigedition", "author"),
    ("radboud:manual", "author"),
    # A name of TeX is read for its label or letters.
    ("b of commands", "title"),
    ("c of commands", "title"),
    ("d of commands", "title"),
    ("math of math", "title"),
    ("env of rich text", "title"),
    ("beginend of rich text", "title"),
    # What is no ISSN is left out, with a remark.
    ("Valle2023", "ISSN"),
    # BibLaTeX's keywords mathesis and phdthesis are said in words; a report needs none.
    ("doerr:report", "genre"),
    ("spruijt_characterizing_2022", "genre"),
    ("willighagen2008", "genre"),
    # We keep the number of a thesis and the pages of an article that another field counts.
    ("terano:thesis", "number"),
    ("batori_river_2020", "page"),
    # "May, Keith, and" is a slip of the sample: a given name, not a suffix.
    ("doerr:report", "author"),
}


def bibtex_expectations():
    """Yield the name of each BibTeX sample with its items as citation.js reads them."""
    folder = FOLDER / "bibtex"
    if not folder.is_dir():
        return
    for name, (_, items) in json.loads((folder / "citationjs_input.json").read_text())[
        "@biblatex/text"
    ].items():
        path = folder / f"citationjs_input_{name.removeprefix('with ')}.bib"
        if path.exists():
            yield path, items
    for kind in ("biblatex", "bibtex"):
        items = json.loads((folder / f"citationjs_mapping_{kind}-csl.json").read_text())
        yield folder / f"citationjs_mapping_{kind}-input.bib", items


@pytest.mark.parametrize(
    ("path", "expected"), list(bibtex_expectations()), ids=lambda value: getattr(value, "name", "")
)
def test_bibtex_is_read_as_citation_js_reads_it(path, expected):
    ours = {entry.item["id"]: entry.item for entry in read(path.read_bytes()).entries}
    sample = path.stem.removeprefix("citationjs_input_")
    for item in expected:
        theirs, _ = read_facts(item)
        if item["id"] not in ours:
            continue  # too thin to be found, or never closed: see THIN and UNCLOSED
        mine = ours[item["id"]]
        differing = {name for name in {*mine, *theirs} if mine.get(name) != theirs.get(name)}
        known = {
            name for key, name in OTHERWISE if key in {item["id"], f"{item['id']} of {sample}"}
        }
        assert differing <= known
