"""MedQuAD: questions and answers from pages of the National Institutes of Health.

Source: Ben Abacha A, Demner-Fushman D. A question-entailment approach to question answering. BMC
Bioinformatics 2019;20:511. The records are those of its XML files, one JSON object a line: key,
source, file, url, focus, qtype, question, answer.
"""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from articles.importing.datasets.plain import markdown

LICENSE = "CC BY 4.0"


class Publisher(NamedTuple):
    name: str
    topic: str


PUBLISHERS = {
    "CancerGov": Publisher("National Cancer Institute", "Cancer"),
    "GARD": Publisher("Genetic and Rare Diseases Information Center", "Rare diseases"),
    "GHR": Publisher("Genetics Home Reference, National Library of Medicine", "Genetic conditions"),
    "MPlusHealthTopics": Publisher("MedlinePlus, National Library of Medicine", "General medicine"),
    "NIDDK": Publisher(
        "National Institute of Diabetes and Digestive and Kidney Diseases",
        "Diabetes, digestion and kidneys",
    ),
    "NINDS": Publisher("National Institute of Neurological Disorders and Stroke", "Nervous system"),
    "NIHSeniorHealth": Publisher("NIHSeniorHealth, National Institute on Aging", "Older adults"),
    "NHLBI": Publisher("National Heart, Lung, and Blood Institute", "Heart, lungs and blood"),
    "CDC": Publisher("Centers for Disease Control and Prevention", "Infections"),
}


def entry(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as a line of an import file. Raises LookupError for what is no record.

    The page's own text stands in From the guidelines: it is what an institute advises, not what a
    study found. The page is cited behind the last word.
    """
    publisher = PUBLISHERS[record["source"]]
    key = f"medquad-{record['source']}-{PurePosixPath(record['file']).stem}".lower()
    question = " ".join(record["question"].split())
    return {
        "question": question,
        "wordings": {"clinician": {"from_guidelines": markdown(record["answer"], f"[@{key}]")}},
        "citations": [
            {
                "id": key,
                "type": "webpage",
                "title": record["focus"] or question,
                "publisher": publisher.name,
                "URL": record["url"],
            }
        ],
        "topics": [publisher.topic],
        "origin": f"MedQuAD ({record['source']}, {record['qtype']}), from {record['url']}. Ben "
        "Abacha A, Demner-Fushman D. BMC Bioinformatics 2019;20:511.",
        "origin_key": record["key"],
        "license": LICENSE,
    }
