"""PubMedQA's expert-labelled set: research questions, each with the conclusion of one paper.

Source: Jin Q, Dhingra B, Liu Z, Cohen WW, Lu X. PubMedQA: a dataset for biomedical research
question answering. EMNLP-IJCNLP 2019. The records are those of ori_pqal.json, one JSON object a
line: pmid, question, year, long_answer.
"""

from collections.abc import Mapping
from typing import Any

from articles.importing.datasets.plain import markdown

LICENSE = "MIT (PubMedQA); the abstract is its publisher's"
TOPIC = "Research questions"


def entry(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as a line of an import file. Raises LookupError for what is no record.

    The questions of this set are the papers' own titles, so the paper is cited by it.
    """
    pmid, question = record["pmid"], " ".join(record["question"].split())
    key = f"pmid{pmid}"
    conclusion = markdown(record["long_answer"], f"[@{key}]")
    year = {"issued": {"date-parts": [[int(record["year"])]]}} if record["year"] else {}
    return {
        "question": question,
        "wordings": {"clinician": {"from_research": conclusion}},
        "citations": [
            {
                "id": key,
                "type": "article-journal",
                "title": question,
                "PMID": pmid,
                **year,
            }
        ],
        "topics": [TOPIC],
        "origin": f"PubMedQA, the authors' conclusion of PMID {pmid}. Jin Q et al. EMNLP-IJCNLP "
        "2019.",
        "origin_key": f"pubmedqa-{pmid}",
        "license": LICENSE,
    }
