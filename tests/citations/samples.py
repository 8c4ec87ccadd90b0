"""The sample files that lie beside a checkout, where somebody put them; they are not ours."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "shared/data/citations"
KINDS = ("medline", "ris", "bibtex", "pubmed_xml", "crossref", "csl-json")
absent = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="needs the sample files in ../shared/data/citations"
)


def sample_files() -> list[Path]:
    """Return the files that are citations in one of the formats."""
    files = [path for kind in KINDS for path in sorted((FOLDER / kind).glob("*"))]
    files += [FOLDER / "retractions/crossref_wakefield_updated-by.json"]
    # Tables of citation.js: many small tests in one file, which is no file of citations.
    tables = {"citationjs_input.json", "citationjs_core_data.json"}
    return [path for path in files if path.exists() and path.name not in tables]


def golden_items() -> list[dict[str, Any]]:
    lines = (FOLDER / "golden_bibliography.jsonl").read_text().splitlines()
    return [json.loads(line)["csl"] for line in lines]
