"""Files of citations for benchmarks, made of the sample ones in ../shared/data/citations.

Each sample stands many times over, with identifiers, title and year of its own. RIS, BibTeX and
CSL-JSON carry what databases export beside the reference: abstract, keywords, first address.
"""

import json
import re
from itertools import cycle, islice
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "shared/data/citations"


def sample_texts(works: int) -> dict[str, str]:
    """Return a file of `works` works for each format, by the format's name."""
    records = medline_records(works)
    items = [json_item(record) for record in records]
    return {
        "PubMed (.nbib)": "\n".join(f"{record}\n" for record in records) + "\n",
        "RIS": with_extras("RIS", items),
        "BibTeX": with_extras("BibTeX", items),
        "CSL-JSON": json.dumps(items, ensure_ascii=False),
        "Crossref JSON": crossref_lines(works),
    }


def medline_records(works: int) -> list[str]:
    text = (FOLDER / "medline/pubmed_set_first45.nbib").read_text()
    samples = re.split(r"\n\n+(?=PMID-)", text.strip())
    return [varied(sample, number) for number, sample in enumerate(islice(cycle(samples), works))]


def varied(record: str, number: int) -> str:
    record = re.sub(r"^PMID- .*$", f"PMID- {30_000_000 + number}", record, flags=re.MULTILINE)
    record = re.sub(r"^PMC - .*$", f"PMC - PMC{7_000_000 + number}", record, flags=re.MULTILINE)
    record = re.sub(r"10\.\S+(?= \[doi\])", f"10.5555/sample.{number}", record)
    return re.sub(r"^TI  - ", f"TI  - Sample {number}: ", record, flags=re.MULTILINE)


def json_item(record: str) -> dict[str, Any]:
    """Return a record as CSL-JSON, with its abstract, keywords and first address."""
    from citations.formats.reading import read

    item = read(record.encode()).entries[0].item
    joined = re.sub(r"\n {6}", " ", record)
    abstract = re.search(r"^AB  - (.*)$", joined, re.MULTILINE)
    keywords = re.findall(r"^(?:OT|MH)  - \*?(.*)$", joined, re.MULTILINE)
    address = re.search(r"^AD  - (.*)$", joined, re.MULTILINE)
    return item | {
        "id": f"sample{item['PMID']}",
        "abstract": abstract[1] if abstract else "",
        "keyword": "; ".join(keywords),
        "note": address[1] if address else "",
    }


def with_extras(name: str, items: list[dict[str, Any]]) -> str:
    from citations.formats.recognising import Format
    from citations.formats.writing import write

    pieces = []
    for item in items:
        record = write([item], Format(name))
        pieces.append(_ris(record, item) if name == "RIS" else _bibtex(record, item))
    return "\n".join(pieces)


def _ris(record: str, item: dict[str, Any]) -> str:
    keywords = (f"KW  - {word}" for word in item["keyword"].split("; "))
    extras = "\n".join([f"AB  - {item['abstract']}", f"AD  - {item['note']}", *keywords])
    return record.replace("ER  - ", f"{extras}\nER  - ")


def _bibtex(record: str, item: dict[str, Any]) -> str:
    values = {"abstract": item["abstract"], "keywords": item["keyword"], "note": item["note"]}
    clean = {name: re.sub(r"[{}\\%]", "", value) for name, value in values.items()}
    extras = "".join(f"  {name} = {{{value}}},\n" for name, value in clean.items())
    return record.removesuffix("}\n") + f"{extras}}}\n"


def crossref_lines(works: int) -> str:
    lines = (FOLDER / "crossref/works.jsonl").read_text().splitlines()
    samples = [json.loads(line)["message"] for line in lines]
    made = []
    for number, work in enumerate(islice(cycle(samples), works)):
        title = " ".join([f"Sample {number}", *work["title"][:1]])
        made.append(json.dumps({**work, "DOI": f"10.5555/sample.{number}", "title": [title]}))
    return "\n".join(made)
