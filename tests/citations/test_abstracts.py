import json
import time

import pytest

from citations.csl import citation_from_csl
from citations.formats.reading import read
from citations.formats.recognising import Format
from citations.formats.writing import WRITABLE, write
from citations.importing import apply, preview_file
from citations.matching import Status
from citations.models import Citation
from tests import people
from tests.citations.lookup_server import crossref_work, pubmed_record, pubmed_set

TEXT = "BACKGROUND: A sample. RESULTS: 5% of <3 & more, x_1 = $2."
WORK = {"id": "adams2020", "type": "article-journal", "title": "A sample", "abstract": TEXT}

FILES = {
    "RIS": b"TY  - JOUR\nTI  - A sample\nAB  - Half of\n  a line\nER  - \n",
    "RIS of older programs": b"TY  - JOUR\nTI  - A sample\nN2  - Half of a line\nER  - \n",
    "PubMed": b"PMID- 1\nTI  - A sample.\nAB  - Half of\n      a line\n",
    "PubMed XML": pubmed_set(
        pubmed_record("1").replace(
            "</ArticleTitle>",
            "</ArticleTitle><Abstract><AbstractText>Half of <i>a</i> line</AbstractText>"
            "</Abstract>",
        )
    ),
    "BibTeX": b"@article{a, title = {A sample}, abstract = {Half of\n  {a} line}}",
    "CSL-JSON": b'[{"type": "book", "title": "A sample", "abstract": "Half of a line"}]',
    "Web of Science": b"FN x\nPT J\nTI A sample\nAB Half of\n   a line\nER\n",
    "Crossref JSON": crossref_work(
        abstract="<jats:title>Abstract</jats:title>\n<jats:p>Half of a line</jats:p>"
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_each_format_brings_the_abstract(name: str) -> None:
    assert read(FILES[name]).entries[0].item["abstract"] == "Half of a line"


def test_parts_of_an_abstract_keep_their_headings() -> None:
    parts = '<Abstract><AbstractText Label="AIMS">To try.</AbstractText><AbstractText>So.'
    record = pubmed_record("1").replace(
        "</ArticleTitle>", f"</ArticleTitle>{parts}</AbstractText></Abstract>"
    )
    assert read(pubmed_set(record)).entries[0].item["abstract"] == "AIMS: To try. So."
    jats = "<jats:sec><jats:title>Aims.</jats:title><jats:p>To try.</jats:p></jats:sec><p>So.</p>"
    [entry] = read(crossref_work(abstract=jats)).entries
    assert entry.item["abstract"] == "Aims: To try. So."


@pytest.mark.parametrize("format_", WRITABLE)
def test_an_abstract_comes_out_and_in_again_the_same(format_: Format) -> None:
    [entry] = read(write([WORK], format_).encode()).entries
    assert entry.item["abstract"] == TEXT


@pytest.mark.parametrize(
    ("abstract", "remark"),
    [
        ("x" * 20_001, "it has 20,001 characters; at most 20,000."),
        ("<p>" * 30_000, "it has 90,000 characters; at most 20,000."),
        ("A \x07 bell", "it has an invisible control character"),
        ("Turned \u202e round", "an invisible character that changes the direction"),
        ("&lt;" * 3 + "<b" * 9, None),
        (17, None),
        (["a"], None),
    ],
)
def test_an_abstract_is_never_a_reason_to_refuse_a_work(abstract: object, remark: str) -> None:
    started = time.monotonic()
    [entry] = read(json.dumps([{**WORK, "abstract": abstract}]).encode()).entries
    assert entry.item["title"] == "A sample"
    assert [remark in told for told in entry.remarks] == ([True] if remark else [])
    assert time.monotonic() - started < 2


def test_scripts_that_never_end_are_read_in_no_time() -> None:
    started = time.monotonic()
    hostile = "<script " * 3_000 + "</script" * 3_000 + "<script>x</script >" + "<style>" * 1_000
    read(json.dumps([{**WORK, "abstract": hostile, "title": hostile[:20_000]}]).encode())
    assert time.monotonic() - started < 2


def test_a_long_abstract_in_latex_is_read_word_by_word_and_soon() -> None:
    sentence = (
        r"{\"O}ver 5\% of {the {\textit{E. coli}}} \beta x \c c, \textless3 --- $x^2$ \& \'e."
    )
    once = "Över 5% of the E. coli βx ç, <3 — x2 & é."
    text = " ".join([sentence] * 100)
    started = time.monotonic()
    [entry] = read(f"@article{{a, title = {{A}}, abstract = {{{text}}}}}".encode()).entries
    assert entry.item["abstract"] == " ".join([once] * 100)
    plain = f"@article{{a, title = {{A}}, abstract = {{{'5% of them, ' * 1_500}}}}}".encode()
    assert read(plain * 20).entries[0].item["abstract"].startswith("5% of them, 5%")
    assert time.monotonic() - started < 5


@pytest.mark.django_db
def test_a_reference_has_no_abstract_and_the_library_has() -> None:
    citation_from_csl(WORK).save()
    work = Citation.objects.get()
    assert "abstract" not in work.csl()
    assert work.full_csl() == WORK


@pytest.mark.django_db
def test_an_abstract_that_the_library_lacks_is_a_gap_and_another_one_no_conflict() -> None:
    citation_from_csl({**WORK, "abstract": ""}).save()
    data = json.dumps([WORK]).encode()
    [match] = preview_file(data).matches
    assert (match.status, match.gaps) == (Status.KNOWN, ("abstract",))
    Citation.objects.update(abstract="Another one.")
    [match] = preview_file(data).matches
    assert (match.status, match.gaps, match.differences) == (Status.KNOWN, (), ())
    apply(preview_file(data), by=people.editor(), reason="Once more")
    assert Citation.objects.get().abstract == "Another one."
