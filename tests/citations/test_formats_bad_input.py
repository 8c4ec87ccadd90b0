"""Bad input gets a sentence with line and field, and never takes long."""

import contextlib
import io
import time

import pytest

from citations.formats.errors import BadFile
from citations.formats.reading import read, read_all
from citations.formats.recognising import Format
from citations.formats.writing import WRITABLE, write


def ris(*lines):
    return "\n".join(["TY  - JOUR", *lines, "ER  - ", ""]).encode()


def refusal(data):
    with pytest.raises(BadFile) as caught:
        read(data)
    return str(caught.value)


def unreadable(data):
    return [str(bad) for bad in read(data).unreadable]


class Endless(io.RawIOBase):
    """A stream that counts what is taken from it."""

    taken = 0

    def read(self, size=-1):
        self.taken += size
        return b"x" * size


def test_file_of_100_mb_is_refused_without_reading_it_all():
    stream = Endless()
    with pytest.raises(BadFile, match="^This file is larger than 50 MB, the limit"):
        read_all(stream)
    assert stream.taken == 50_000_001


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04rest", "a ZIP archive (or a Word or Excel file, which is one)"),
        (b"\x1f\x8brest", "a gzip archive"),
        (b"%PDF-1.7", "a PDF"),
        (b"{\\rtf1", "a rich text document (RTF)"),
    ],
)
def test_renamed_file_is_called_what_it_is(data, kind):
    assert refusal(data).startswith(f"This file is {kind}, whatever its name says.")


@pytest.mark.parametrize("data", [b"", b" \n", b"\0\0"])
def test_empty_file_is_called_empty(data):
    assert refusal(data) == "This file is empty."


def test_mixed_encodings_are_told_with_the_line():
    data = ris("TI  - \u00dcber", "AB  - x").replace(b"AB  - x", b"AU  - M\xfcller, A")
    assert refusal(data).startswith("This file mixes encodings: parts of it are UTF-8, but line 3")


def test_web_page_and_other_xml_are_told_apart():
    assert refusal(b"<!DOCTYPE html><html>").startswith("This is a web page")
    assert refusal(b"<?xml version='1.0'?><rss/>").startswith("This XML is not PubMed's")


def test_unknown_text_is_told_what_can_be_read():
    assert refusal(b"Adams A. A title. 2020.") == (
        "This is none of the formats that can be read: RIS, PubMed (.nbib or XML), BibTeX, "
        "CSL-JSON, Crossref JSON or Web of Science."
    )


def test_bibtex_entry_that_never_closes_is_told_with_its_line_and_the_others_are_read():
    reading = read(b"@book{a, title={One}}\n@book{b, title={Two\n@book{c, title={Three}}\n@book{d,")
    assert [entry.item["title"] for entry in reading.entries] == ["One", "Three"]
    missing = "a closing brace, bracket or quotation mark is missing."
    assert [str(bad) for bad in reading.unreadable] == [
        f"Line 2: it does not close before the next entry begins: {missing}",
        f"Line 4: it never closes: {missing}",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"@article{a, title = {" * 30_000,
        b"@article{a, title = {" + b"{" * 500_000,
        b'@article{a, title = "' + b"x" * 500_000,
        b"@" + b"a" * 500_000 + b"\n@book{a,title={T}}",
        b"@book{a, author = {" + b"A and " * 100_000 + b"B}}",
        b"TY  - JOUR\n" * 20_000,
        b"TY  - JOUR\nTI  - T" + b"\nx" * 300_000,
        b"PMID- 1\nTI  - T" + b"\n      x" * 100_000,
        b"PT J\nTI T" + b"\n   x" * 100_000,
        b"[" * 500_000,
        b'{"title": ' * 100_000,
        b'[{"title": "' + b"<script>" * 60_000 + b'"}]',
        b'[{"title": "' + b"&amp;" * 100_000 + b'lt;"}]',
        b'[{"title": "' + b"<i>" * 6_000 + b'"}]',
    ],
    ids=range(14),
)
def test_hostile_file_is_read_or_refused_quickly(data):
    started = time.monotonic()
    with contextlib.suppress(BadFile):
        read(data)
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "data",
    [
        b"TY  - JOUR\nTI  - A\nER  - \n\n" * 30_000,
        b"[" + b'{"title":"A book of samples"},' * 30_000 + b"{}]",
        b'{"message":{"items":[' + b"{}," * 300_000 + b"{}]}}",
        b"@book{a,title=A}\n" * 200_000,
        b"<PubmedArticleSet>" + b"<a/>" * 300_000 + b"</PubmedArticleSet>",
    ],
)
def test_a_file_of_too_many_works_is_refused_soon(data):
    started = time.monotonic()
    with pytest.raises(BadFile, match="export fewer works at a time"):
        read(data)
    assert time.monotonic() - started < 30


def test_ten_thousand_authors_are_refused_in_every_format():
    names = [f"Adams{number}, Ann" for number in range(10_000)]
    people = ",".join(f'{{"family": "Adams{number}"}}' for number in range(10_000))
    for data in (
        ris("TI  - T", *(f"AU  - {name}" for name in names)),
        ("PMID- 1\nTI  - T.\n" + "".join(f"FAU - {name}\n" for name in names)).encode(),
        f'[{{"title": "T", "author": [{people}]}}]'.encode(),
    ):
        (sentence,) = unreadable(data)
        assert sentence == (
            "Line 1, Authors: this entry has 10,000 names; at most 5,000 are kept. Name the group "
            "instead, or the first authors."
        )
    data = f"@book{{a, title = {{T}}, author = {{{' and '.join(names)}}}}}".encode()
    assert unreadable(data) == [
        "Line 1, Authors: this has more than 5,000 names, which is the limit."
    ]


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("<b>Bold</b> <span class='x'>and</span> <i>E. coli</i>", "<b>Bold</b> and <i>E. coli</i>"),
        ("<script>alert(1)</script>Safe", "Safe"),
        ("<img src=x onerror=alert(1)>Safe", "Safe"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Safe", "Safe"),
        ("&amp;lt;img src=x&amp;gt;Safe", "Safe"),
        ("<i onclick='x'>E. coli</i>", "<i>E. coli</i>"),
        ("p < 0.05 and x > 3 & y", "p < 0.05 and x > 3 & y"),
        ("An unclosed <i>tag", "An unclosed tag"),
    ],
)
def test_markup_in_titles_is_taken_out_but_for_four_kinds(title, kept):
    assert [entry.item["title"] for entry in read(ris(f"TI  - {title}")).entries] == [kept]


@pytest.mark.parametrize("character", ["\x07", "\x00", "\u202e", "\x85"])
def test_control_characters_are_refused_with_line_and_field(character):
    text = '[{"title": "One"},\n{"title": "T' + f"\\u{ord(character):04x}" + '"}]'
    (sentence,) = unreadable(text.encode())
    assert sentence.startswith("Line 2, Title: it has an invisible ")
    assert f"(U+{ord(character):04X})" in sentence


def test_control_character_behind_an_entity_is_refused():
    (sentence,) = unreadable(ris("TI  - A&#x202e;b"))
    assert sentence.startswith("Line 1, Title: it has an invisible character that changes")


@pytest.mark.parametrize(
    "doi", ["javascript:alert(1)", "10.1000/<script>alert(1)</script>", "https://doi.org/", "n/a"]
)
def test_doi_that_is_none_is_left_out_with_a_sentence(doi):
    (entry,) = read(ris("TI  - T", f"DO  - {doi}")).entries
    assert "DOI" not in entry.item
    (remark,) = entry.remarks
    assert remark == (
        f"DOI \u201c{doi}\u201d was left out. This is not a DOI: it starts with 10. and a number, "
        "then a slash and a name, for example 10.3390/biomedicines12010089."
    )


def test_doi_that_is_none_does_not_make_a_work_findable():
    (sentence,) = unreadable(ris("DO  - javascript:alert(1)"))
    assert sentence.startswith("Line 1: it has neither a title nor an identifier. DOI \u201cjava")


def test_address_that_is_a_script_is_left_out():
    for data in (
        b'[{"title": "T", "URL": "javascript:alert(1)"}]',
        ris("TI  - T", "UR  - javascript:alert(1)"),
    ):
        (entry,) = read(data).entries
        assert entry.item.keys() == {"type", "title"}
        (remark,) = entry.remarks
        assert remark.startswith("URL “javascript:alert(1)” was left out. This is not a web addr")


def test_address_without_a_scheme_is_kept():
    (entry,) = read(ris("TI  - T", "UR  - www.who.int/asthma")).entries
    assert entry.item["URL"] == "https://www.who.int/asthma"


@pytest.mark.parametrize(
    ("date", "sentence"),
    [
        ("2021/02/30", "Line 1, Date: 2021-2-30 is no day."),
        ("2021/13", "Line 1, Date: there is no month 13."),
        ("3021//", "Line 1, Date: the year 3021 is not between 1000 and 2999."),
    ],
)
def test_day_that_never_was_is_refused(date, sentence):
    assert unreadable(ris("TI  - T", f"PY  - {date}")) == [sentence]


def test_values_of_wrong_types_are_refused_with_their_field():
    sentences = unreadable(
        b'[{"title": {"a": 1}}, {"title": "T", "author": "Adams"}, {"title": "T", "author": [1]},'
        b' {"title": "T", "issued": {"date-parts": [["x"]]}}, {"title": "T", "volume": true}, 7]'
    )
    assert [sentence.split(":")[0] for sentence in sentences] == [
        "Line 1, Title",
        "Line 1, Authors",
        "Line 1, Authors",
        "Line 1, Date",
        "Line 1, Volume",
        "Line 1",
    ]


def test_long_values_are_refused_with_their_limit():
    assert unreadable(ris("TI  - T", "VL  - " + "1" * 60)) == [
        "Line 1, Volume: this has 60 characters; at most 50."
    ]


BILLION_LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE PubmedArticleSet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>&b;</PMID></MedlineCitation>
</PubmedArticle></PubmedArticleSet>"""


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_xml_with_entities_of_its_own_is_refused(codec):
    data = BILLION_LAUGHS.decode().encode(codec)
    assert refusal(data) == "This XML declares entities of its own, which PubMed never does."


def test_broken_xml_is_told_with_its_line():
    assert refusal(b"<PubmedArticleSet>\n<PubmedArticle>\n</PubmedArticleSet>").startswith("Line 3")


@pytest.mark.parametrize("format_", WRITABLE)
def test_no_line_of_an_export_begins_with_a_formula(format_):
    """Spreadsheets take a cell for a formula that begins with one of these."""
    formula = '=HYPERLINK("https://example.org","x")'
    item = {
        "id": "adams2020",
        "type": "article-journal",
        "title": formula,
        "container-title": "+1",
        "volume": "-1",
        "author": [{"family": "@SUM", "given": "=A1"}, {"literal": "=cmd|'/c calc'!A1"}],
    }
    text = write([item], format_)
    starts = {line[0] for line in text.splitlines() if line}
    assert starts.isdisjoint("=+-\t")
    assert ("@" in starts) == (format_ is Format.BIBTEX)  # @article{adams2020,
    assert read(text.encode()).entries[0].item["title"] == formula
