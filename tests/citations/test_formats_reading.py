"""Files as programs really write them: encodings, line ends, habits of exporters."""

import pytest

from citations.formats.decoding import decode
from citations.formats.reading import read
from citations.formats.recognising import Format

TITLE = "M\u00e9ni\u00e8re\u2019s disease \u2013 na\u00efve Gr\u00f6\u00dfe"
RIS = f"TY  - JOUR\nTI  - {TITLE}\nPY  - 2020\nER  - \n"


def only(text, format_=None):
    reading = read(text.encode())
    assert reading.unreadable == []
    assert format_ is None or reading.format is format_
    (entry,) = reading.entries
    return entry.item


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("cp1252", "Windows-1252"),
        ("mac_roman", "Mac OS Roman"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_file_of_any_platform_is_read(codec, name, line_end):
    reading = read(RIS.replace("\n", line_end).encode(codec))
    assert reading.encoding == name
    assert [entry.item["title"] for entry in reading.entries] == [TITLE]


def test_guessed_encoding_is_told():
    (remark,) = decode(RIS.encode("cp1252")).remarks
    assert remark == (
        "This file is not UTF-8; it was read as Windows-1252. Look at the accents (the first is in "
        "line 2): where they are wrong, save the file as UTF-8."
    )


def test_each_entry_knows_its_line_whatever_the_line_ends():
    for line_end in ("\n", "\r\n", "\r"):
        entries = read(f"\nProvider: X\n{RIS}\n2.\n{RIS}".replace("\n", line_end).encode()).entries
        assert [(entry.number, entry.line) for entry in entries] == [(1, 3), (2, 9)]


def test_ris_without_a_closing_line_is_read_up_to_the_next_record():
    reading = read(b"TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\n")
    assert [entry.item["title"] for entry in reading.entries] == ["One", "Two"]


def test_ris_lines_that_go_on_belong_to_the_field_before():
    item = only("TY  - JOUR\nTI  - A title\n  that goes on\nand on\nVL  - 3\nER  - \n")
    assert (item["title"], item["volume"]) == ("A title that goes on and on", "3")


@pytest.mark.parametrize("sloppy", ["TY - JOUR\nTI - A title\nER -", " TY  - JOUR\n TI  - A title"])
def test_ris_of_sloppy_programs_is_read(sloppy):
    assert only(sloppy)["title"] == "A title"


def test_ris_names_of_groups_may_have_commas():
    item = only("TY  - RPRT\nTI  - T\nAU  - Centers for Health, Division X,\nAU  - WHO\nER  - \n")
    assert item["author"] == [{"literal": "Centers for Health, Division X"}, {"literal": "WHO"}]


def test_ris_of_databases_tells_the_pmid():
    for line in ("AN  - 123\nDB  - PubMed", "AN  - PMID: 123", "N1  - PMID: 123", "PM  - 123"):
        assert only(f"TY  - JOUR\nTI  - T\n{line}\nER  - \n")["PMID"] == "123"
    assert "PMID" not in only("TY  - JOUR\nTI  - T\nAN  - 123\nDB  - Embase\nER  - \n")


def test_medline_keeps_all_groups_and_the_doi_of_lid():
    item = only(
        "PMID- 1\nTI  - T.\nLID - 10.1000/X [doi]\nIS  - 0028-4793\nFAU - Adams, Ann B Jr\n"
        "AU  - Adams AB Jr\nCN  - First Group\nCN  - Second Group, Europe\nDP  - 2018 Jul-Sep\n",
        Format.MEDLINE,
    )
    assert item["DOI"] == "10.1000/x"
    assert item["author"] == [
        {"family": "Adams", "given": "Ann B", "suffix": "Jr"},
        {"literal": "First Group"},
        {"literal": "Second Group, Europe"},
    ]
    assert item["issued"] == {"date-parts": [[2018, 7], [2018, 9]]}


@pytest.mark.parametrize(
    ("types", "evidence"),
    [
        (["Journal Article", "Review", "Practice Guideline"], "guideline"),
        (["Systematic Review", "Meta-Analysis"], "meta-analysis"),
        (["Clinical Trial, Phase III", "Randomized Controlled Trial"], "randomized-trial"),
        (["Clinical Trial, Phase II"], "trial"),
        (["Letter", "Comment"], None),
    ],
)
def test_medline_publication_types_tell_the_kind_of_evidence(types, evidence):
    lines = "\n".join(f"PT  - {name}" for name in types)
    item = only(f"PMID- 1\nTI  - T.\n{lines}\n")
    assert item.get("custom") == ({"evidence": evidence} if evidence else None)


def test_crossref_comes_in_all_its_wrappings():
    work = '{"type": "journal-article", "title": ["T"], "DOI": "10.1000/x"}'
    for text in (
        work,
        f"[{work}]",
        f'{{"status": "ok", "message": {work}}}',
        f'{{"status": "ok", "message": {{"items": [{work}]}}}}',
        f"{work}\n",
    ):
        assert only(text) == {"type": "article-journal", "title": "T", "DOI": "10.1000/x"}


def test_json_lines_are_numbered():
    reading = read(b'{"title": "One"}\n\n{"title": 2.5}\n{"title": "Three"}\n')
    assert [(entry.line, entry.item["title"]) for entry in reading.entries] == [
        (1, "One"),
        (4, "Three"),
    ]
    assert [str(bad) for bad in reading.unreadable] == ["Line 3, Title: this must be text."]


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\"U}ber {\ss} \'e \c{c} {\o}", "\u00dcber \u00df \u00e9 \u00e7 \u00f8"),
        (r"{DNA} repair -- a \emph{review}", "DNA repair \u2013 a <i>review</i>"),
        (r"{\it E. coli} in 5\% of 10 % \& more", "<i>E. coli</i> in 5% of 10 % & more"),
        (r"H$_2$O and $10^{-3}$", "H<sub>2</sub>O and 10<sup>-3</sup>"),
        (r"\href{https://who.int/x}{Label} \url{https://who.int}", "Label https://who.int"),
    ],
)
def test_latex_becomes_text(latex, text):
    assert only(f"@article{{a, title = {{{latex}}}}}")["title"] == text


def test_bibtex_inherits_from_the_book_and_resolves_abbreviations():
    reading = read(
        b'@string{pub = "Reclam"}\n'
        b"@incollection{a, title = {Part}, crossref = {B}}\n"
        b'@book{b, title={Whole}, author={Adams, Ann}, publisher = pub # " Verlag", year=2020}'
    )
    part = reading.entries[0].item
    assert part["container-title"] == "Whole"
    assert part["container-author"] == [{"family": "Adams", "given": "Ann"}]
    assert part["publisher"] == "Reclam Verlag"
