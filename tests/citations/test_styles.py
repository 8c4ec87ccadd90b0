import json
import threading
import time
from pathlib import Path

import pytest

from citations.formatting import format_reference, format_reference_text
from citations.styles import STYLES
from citations.styles.style import Style, load

HERE = Path(__file__).parents[2]
DATA = HERE.parent / "shared" / "data" / "citations"
AMA, VANCOUVER = STYLES["ama"], STYLES["vancouver"]

has_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the sample data (../shared/data) is not beside this checkout"
)


def _lines(name):
    with (DATA / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@has_data
@pytest.mark.parametrize("style", [AMA, VANCOUVER])
def test_forty_real_works_are_written_as_the_reference_implementation_does(style):
    works = _lines("golden_bibliography.jsonl")
    assert len(works) == 40
    for work in works:
        # The list on the page gives the number.
        expected = work["expected"][style].removeprefix("1. ")
        assert format_reference_text(work["csl"], style) == expected


@has_data
@pytest.mark.parametrize("style", [AMA, VANCOUVER])
def test_answers_of_crossref_are_written_as_they_came(style):
    works = _lines("crossref/works.jsonl")
    assert len(works) == 250
    for work in works:
        assert format_reference(work["message"], style)


OURS_IN_AMA = {
    "kastner2013": (
        "Kastner P, Dupuis A, Gaub MP, Herbrecht R, Lutz P, Chan S. Function of Ikaros as a "
        "tumor suppressor in B cell acute lymphoblastic leukemia. American Journal of Blood "
        "Research. 2013;3(1):1-13. PMID: 23358883 PMCID: PMC3555193"
    ),
    "joglar2024": (
        "Joglar JA, Chung MK, Armbruster AL, et al. 2023 ACC/AHA/ACCP/HRS Guideline for the "
        "Diagnosis and Management of Atrial Fibrillation: A Report of the American College of "
        "Cardiology/American Heart Association Joint Committee on Clinical Practice "
        "Guidelines. Circulation. 2024;149(1):e1-e156. doi:10.1161/CIR.0000000000001193 PMID: "
        "38033089"
    ),
    "ctt2012": (
        "Cholesterol Treatment Trialists\u2019 (CTT) Collaborators. The effects of lowering "
        "LDL cholesterol with statin therapy in people at low risk of vascular disease: "
        "meta-analysis of individual data from 27 randomised trials. The Lancet. "
        "2012;380(9841):581-590. doi:10.1016/S0140-6736(12)60367-5 PMID: 22607822"
    ),
    "paolino2024": (
        "Paolino J, Tsai HK, Harris MH, Pikman Y. IKZF1 Alterations and Therapeutic Targeting "
        "in B-Cell Acute Lymphoblastic Leukemia. Biomedicines. 2024;12(1):89. "
        "doi:10.3390/biomedicines12010089"
    ),
}
OURS_IN_VANCOUVER = {
    "kastner2013": (
        "Kastner P, Dupuis A, Gaub MP, Herbrecht R, Lutz P, Chan S. Function of Ikaros as a "
        "tumor suppressor in B cell acute lymphoblastic leukemia. American Journal of Blood "
        "Research. 2013 Jan 17;3(1):1\u201313. PubMed PMID: 23358883; PubMed Central PMCID: "
        "PMC3555193."
    ),
    "joglar2024": (
        "Joglar JA, Chung MK, Armbruster AL, Benjamin EJ, Chyou JY, Cronin EM, et al. 2023 "
        "ACC/AHA/ACCP/HRS Guideline for the Diagnosis and Management of Atrial Fibrillation: A "
        "Report of the American College of Cardiology/American Heart Association Joint "
        "Committee on Clinical Practice Guidelines. Circulation. 2024 Jan;149(1):e1\u2013156. "
        "doi:10.1161/CIR.0000000000001193 PubMed PMID: 38033089."
    ),
    "ctt2012": (
        "Cholesterol Treatment Trialists\u2019 (CTT) Collaborators. The effects of lowering "
        "LDL cholesterol with statin therapy in people at low risk of vascular disease: "
        "meta-analysis of individual data from 27 randomised trials. The Lancet. 2012 "
        "Aug;380(9841):581\u201390. doi:10.1016/S0140-6736(12)60367-5 PubMed PMID: 22607822."
    ),
}
OURS = [(AMA, *ours) for ours in OURS_IN_AMA.items()]
OURS += [(VANCOUVER, *ours) for ours in OURS_IN_VANCOUVER.items()]


@pytest.mark.parametrize(("style", "key", "written"), OURS)
def test_works_of_the_demo_are_written_as_the_manuals_ask(style, key, written):
    library = json.loads((HERE / "reviews/demo/citations.json").read_text(encoding="utf-8"))
    work = next(item for item in library if item["id"] == key)
    assert format_reference_text(work, style) == written


GUIDELINE = {
    "type": "report",
    "title": "WHO guidelines on physical activity and sedentary behaviour",
    "author": [{"literal": "World Health Organization"}],
    "publisher": "World Health Organization",
    "publisher-place": "Geneva",
    "issued": {"date-parts": [[2020]]},
    "URL": "https://www.who.int/publications/i/item/9789240015128",
    "accessed": {"date-parts": [[2025, 6, 12]]},
}


def test_guideline_is_italic_with_its_day_of_access_in_ama():
    assert format_reference(GUIDELINE, AMA) == (
        "World Health Organization. <i>WHO Guidelines on Physical Activity and Sedentary "
        "Behaviour</i>. World Health Organization; 2020. Accessed June 12, 2025. "
        '<a href="https://www.who.int/publications/i/item/9789240015128" rel="noopener">'
        "https://www.who.int/publications/i/item/9789240015128</a>"
    )


def test_guideline_names_its_place_and_says_where_it_is_in_vancouver():
    assert format_reference_text(GUIDELINE, VANCOUVER) == (
        "World Health Organization. WHO guidelines on physical activity and sedentary behaviour "
        "[Internet]. Geneva: World Health Organization; 2020 [cited 2025 Jun 12]. Available from: "
        "https://www.who.int/publications/i/item/9789240015128"
    )


def test_title_that_stands_for_the_author_is_written_once():
    csl = {"title": "Editorial Board", "container-title": "J", "volume": "1"}
    assert format_reference_text(csl, AMA) == "Editorial Board. J. 1."


@pytest.mark.parametrize(
    ("style", "written"),
    [
        (AMA, "Ghazoul J, Berg A, eds. Ecology. Press."),
        (VANCOUVER, "Ghazoul J, Berg A, editors. Ecology. Press."),
    ],
)
def test_editors_who_stand_for_the_author_are_written_once(style, written):
    editors = [{"family": "Ghazoul", "given": "Jaboury"}, {"family": "Berg", "given": "Ada"}]
    csl = {"type": "book", "title": "Ecology", "editor": editors, "publisher": "Press"}
    assert format_reference_text(csl, style) == written


def test_book_says_how_many_pages_it_has_in_vancouver():
    csl = {"type": "book", "title": "A", "publisher": "P", "number-of-pages": 96}
    assert format_reference_text(csl, VANCOUVER) == "A. P. 96 p."


def test_journal_is_abbreviated_where_its_record_says_how():
    csl = {"title": "A", "container-title": "The Lancet", "container-title-short": "Lancet."}
    assert format_reference_text(csl, AMA) == "A. Lancet."


def test_threads_do_not_mix_their_references():
    records = [
        {"title": f"Work {n}"} if n % 2 else {"title": f"Work {n}", "author": [{"literal": "A"}]}
        for n in range(20)
    ]
    alone = [format_reference(record) for record in records]
    together = {}

    def write(worker):
        together[worker] = [format_reference(record) for record in records * 3]

    threads = [threading.Thread(target=write, args=[worker]) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == dict.fromkeys(range(8), alone * 3)


def test_style_stays_as_it_was_read():
    style = Style(AMA)
    editor = {"type": "book", "title": "A", "editor": [{"family": "Berg"}]}
    before = len(list(style.root.iter()))
    for _ in range(5):
        style.write(editor)
    assert len(list(style.root.iter())) == before


def test_style_is_read_once():
    assert load(AMA) is load(AMA)


def test_sixty_references_take_well_under_a_second():
    csl = {
        "title": "Ten thousand cells",
        "author": [{"family": "Berg", "given": "Ada"}] * 30,
        "container-title": "Journal",
        "issued": {"date-parts": [[2024, 5, 6]]},
        "page": "100-112",
        "DOI": "10.1000/abc",
    }
    format_reference(csl, VANCOUVER)
    start = time.process_time()
    for _ in range(60):
        format_reference(csl, VANCOUVER)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "field", ["title", "container-title", "volume", "issue", "page", "DOI", "URL", "language"]
)
@pytest.mark.parametrize("text", ["<i>", "&lt;", "'a ", "1-", "a-1:", "1" * 9, "\u201d", "<mml:"])
def test_long_field_is_written_in_time_that_grows_with_it(field, text):
    start = time.process_time()
    format_reference({"type": "book", "title": "A", field: text * (50_000 // len(text))})
    assert time.process_time() - start < 2


def test_ten_thousand_authors_are_no_burden():
    authors = [{"family": f"Name{n}", "given": "Ada"} for n in range(10_000)]
    start = time.process_time()
    assert format_reference({"author": authors}) == "Name0 A, Name1 A, Name2 A, et al."
    assert time.process_time() - start < 5
