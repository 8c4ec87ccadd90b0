import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import markup
from articles.importing.datasets import CONVERTERS
from articles.importing.datasets.plain import escaped, markdown

RECORD = {
    "key": "mq-NHLBI-0000001-1",
    "source": "NHLBI",
    "file": "8_NHLBI_QA_XML/0000001.xml",
    "url": "http://www.nhlbi.nih.gov/health/health-topics/topics/sample",
    "focus": "Sample",
    "qtype": "treatment",
    "question": "What are the treatments for Sample ?",
    "answer": "Rest.  Drink.\n   \nAsk  your doctor.",
}


def test_paragraphs_and_lists_of_a_page_are_kept() -> None:
    text = (
        "Signs are       - Fever.    -  Cough that\n lasts.   -   Rash : red.         These pass."
        "  See a doctor.\n        \n  Treatment\n  Rest  and drink. - Not a list."
    )
    assert markdown(text, "[@x]") == (
        "Signs are\n\n- Fever.\n- Cough that\n\nlasts.\n\n- Rash : red.\n\nThese pass.\n\n"
        "See a doctor.\n\nTreatment\n\nRest and drink. - Not a list. [@x]"
    )


def test_a_list_at_the_very_start_is_one() -> None:
    assert markdown("- One  - Two") == "- One\n- Two"
    assert markdown("\n  -\n One -  Two") == "- One\n- Two"


def test_nothing_is_left_of_nothing() -> None:
    assert markdown("", "[@x]") == "[@x]"
    assert markdown(" \n ", "[@x]") == "[@x]"


def words(text: str) -> list[str]:
    return re.sub(r"[\s\u00a0]+|(?<!\S)-(?!\S)", " ", text).split()


lines = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=60)
markdown_like = st.text("ab1.)#+-=~*_`[]()<>!&;@:/\\| ", max_size=40)


@given(lines | markdown_like)
def test_commonmark_reads_an_escaped_line_as_it_stands(text: str) -> None:
    line = " ".join(text.split())
    assert markup.plain_text(escaped(line)) == line
    assert markup.citation_keys(escaped(line)) == []


@given(st.lists(lines | markdown_like | st.sampled_from(["\n", "   ", "  - ", "\n- "])))
def test_no_word_of_a_page_is_lost_or_added(pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = markup.plain_text(markdown(text))
    assert words(found) == words(text)


def test_an_answer_of_medquad_cites_its_page() -> None:
    assert CONVERTERS["medquad"](RECORD) == {
        "question": "What are the treatments for Sample ?",
        "wordings": {
            "clinician": {
                "from_guidelines": "Rest.\n\nDrink.\n\nAsk your doctor. [@medquad-nhlbi-0000001]"
            }
        },
        "citations": [
            {
                "id": "medquad-nhlbi-0000001",
                "type": "webpage",
                "title": "Sample",
                "publisher": "National Heart, Lung, and Blood Institute",
                "URL": "http://www.nhlbi.nih.gov/health/health-topics/topics/sample",
            }
        ],
        "topics": ["Heart, lungs and blood"],
        "origin": "MedQuAD (NHLBI, treatment), from "
        "http://www.nhlbi.nih.gov/health/health-topics/topics/sample. Ben Abacha A, "
        "Demner-Fushman D. BMC Bioinformatics 2019;20:511.",
        "origin_key": "mq-NHLBI-0000001-1",
        "license": "CC BY 4.0",
    }


@pytest.mark.parametrize("year", ["2007", None])
def test_a_conclusion_of_pubmedqa_cites_its_paper(year: str | None) -> None:
    record = {
        "pmid": "17559449",
        "question": "Is a sample a sample?",
        "year": year,
        "long_answer": "It is (P<0.05).",
    }
    issued = {"issued": {"date-parts": [[2007]]}} if year else {}
    entry = CONVERTERS["pubmedqa"](record)
    assert entry["wordings"] == {
        "clinician": {"from_research": "It is (P\\<0.05). [@pmid17559449]"}
    }
    assert entry["citations"] == [
        {
            "id": "pmid17559449",
            "type": "article-journal",
            "title": "Is a sample a sample?",
            "PMID": "17559449",
            **issued,
        }
    ]
