# ruff: noqa: T201  this program talks to a person at a terminal
"""How well ask ranks, on real questions, and how fast.

    .venv/bin/python -m benchmarks.search_quality ../shared/data [--questions 300] [--keep]

The 16,407 pairs of MedQuAD and the 500 papers of PubMedQA are made sample editions in a database
of this program's own (some minutes). Asked are MeQSum's messages, as long and misspelled as they
came, their one-sentence summaries, and PubMedQA's questions. `docs/search.md` says what counts as
right, and what that is worth. Without --keep the database is made anew.
"""

import argparse
import gzip
import hashlib
import json
import math
import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.load import own_database
from config import embedded

VAR = embedded.BASE / "var" / "benchmark-search"
AT = 10
LONGEST_NAME = 8  # words
MOST_RIGHT = 60  # editions that answer one question; beyond, its topic is too wide to judge by

# What a summary asks, and MedQuAD's kind of question that answers it.
INTENTS = {
    "treatment": r"treat|cure|therap|medic|help|manage|drug|remed|surgery|relief",
    "symptoms": r"symptom|sign",
    "causes": r"cause|why|reason",
    "inheritance": r"inherit|heredit|genetic|family",
    "outlook": r"outlook|prognos|surviv|life expect",
    "exams and tests": r"test|diagnos|detect",
    "genetic changes": r"gene\b|mutation",
    "prevention": r"prevent|avoid",
    "research": r"trial|research",
    "susceptibility": r"risk|likely",
    "complications": r"complication",
    "information": r"what is|information|info|learn|about",
    "frequency": r"how common|rare|how many",
    "considerations": r"diet|eat|food",
}


class Case(NamedTuple):
    """A question, and how right each edition is: 3 what was asked, 2 its topic, 1 beside it."""

    key: str
    question: str
    right: dict[str, int]


def main() -> None:
    options = read_options()
    with own_database(VAR, keep=options.keep):
        prepare(options.data, options.editions)
        for name, cases in sets(options.data).items():
            report(name, cases[: options.questions])


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, help="the folder with medquad, pubmedqa and queries")
    parser.add_argument("--questions", type=int, default=1_000, help="of each set, at most")
    parser.add_argument("--editions", type=int, help="of each set, at most; to try this out")
    parser.add_argument("--keep", action="store_true", help="use the database of an earlier run")
    return parser.parse_args()


def prepare(data: Path, most: int | None) -> None:
    """Make sample editions of both sets, unless they are there."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from articles.models import IndexEntry
    from benchmarks.answer_page import make_author

    call_command("migrate", verbosity=0)
    if IndexEntry.objects.exists():
        call_command("index_editions")
        return
    make_author("benchmark")
    sources = {"medquad": "medquad/medquad_open.jsonl.gz", "pubmedqa": "pubmedqa/pqal.jsonl"}
    for name, path in sources.items():
        lines = VAR / f"{name}.jsonl"
        call_command("convert_dataset", name, str(data / path), str(lines))
        if most:
            lines.write_text("\n".join(lines.read_text("utf-8").split("\n")[:most]), "utf-8")
        call_command("import_articles", lines, author="benchmark")
    call_command("load_sample_editions")
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def sets(data: Path) -> dict[str, list[Case]]:
    """Return the questions by set. What was tuned was tuned on the tuning half alone."""
    messages, summaries = meqsum(data)
    return {
        "MeQSum messages, tuning half": [case for case in messages if not is_kept_back(case)],
        "MeQSum messages, kept back": [case for case in messages if is_kept_back(case)],
        "MeQSum summaries, tuning half": [case for case in summaries if not is_kept_back(case)],
        "MeQSum summaries, kept back": [case for case in summaries if is_kept_back(case)],
        "PubMedQA questions": list(pubmedqa(data)),
    }


def is_kept_back(case: Case) -> bool:
    return int(hashlib.md5(case.key.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 1


def meqsum(data: Path) -> tuple[list[Case], list[Case]]:
    by_name = named(data)
    messages, summaries = [], []
    for line in (data / "queries/meqsum.jsonl").read_text(encoding="utf-8").strip().split("\n"):
        asked = json.loads(line)
        if right := judged(asked["summary"], by_name):
            message = f"{asked['subject']} {asked['message']}".strip()
            messages.append(Case(message, message, right))
            summaries.append(Case(message, asked["summary"], right))
    return messages, summaries


def named(data: Path) -> dict[str, list[dict[str, Any]]]:
    """Return MedQuAD's pairs by each name of their topic."""
    by_name: dict[str, list[dict[str, Any]]] = {}
    with gzip.open(data / "medquad/medquad_open.jsonl.gz", "rt", encoding="utf-8") as lines:
        for pair in map(json.loads, lines):
            for name in filter(None, [pair["focus"], *pair["synonyms"]]):
                by_name.setdefault(" ".join(plain(name)), []).append(pair)
    return by_name


def judged(summary: str, by_name: dict[str, list[dict[str, Any]]]) -> dict[str, int]:
    """Return how right each pair is whose topic the summary names in so many words."""
    intents = {name for name, words in INTENTS.items() if re.search(words, summary.lower())}
    right: dict[str, int] = {}
    for pair in [pair for name in names_in(plain(summary), by_name) for pair in by_name[name]]:
        grade = 3 if pair["qtype"] in intents else 2 if pair["qtype"] == "information" else 1
        right[pair["key"]] = max(right.get(pair["key"], 0), grade)
    return right if len(right) <= MOST_RIGHT else {}


def names_in(words: list[str], by_name: dict[str, Any]) -> Iterator[str]:
    """Yield the names that stand in `words`, the longest first and no word twice."""
    taken: set[int] = set()
    for length in range(min(LONGEST_NAME, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            place = set(range(start, start + length))
            name = " ".join(words[start : start + length])
            if name in by_name and not place & taken and len(name) > 3:
                taken |= place
                yield name


def plain(text: str) -> list[str]:
    words = re.findall("[a-z0-9]+", re.sub(r"\(.*?\)", " ", text.lower()).replace("'s", ""))
    return [w[:-1] if w.endswith("s") and not w.endswith("ss") and len(w) > 3 else w for w in words]


def pubmedqa(data: Path) -> Iterator[Case]:
    for line in (data / "pubmedqa/pqal.jsonl").read_text(encoding="utf-8").strip().split("\n"):
        paper = json.loads(line)
        yield Case(paper["pmid"], paper["question"], {f"pubmedqa-{paper['pmid']}": 3})


def report(name: str, cases: list[Case]) -> None:
    from articles.models import Audience
    from articles.reading.audiences import path_of
    from articles.search.answering import KNOWN, answer

    gains, ranks, first, took = [], [], [], []
    for case in cases:
        started = time.perf_counter()
        reply = answer(case.question, audience=Audience.CLINICIAN, address=path_of, limit=AT)
        took.append((time.perf_counter() - started) * 1000)
        keys = [passage.origin_key or "" for passage in reply.passages]
        gains.append(ndcg(keys, case.right))
        ranks.append(reciprocal_rank(keys, case.right))
        sure = reply.passages[0].confidence if reply.passages else 0.0
        first.append((sure, bool(keys) and keys[0] in case.right))
    first.sort(reverse=True)
    half = first[: len(first) // 2]
    known = [right for sure, right in first if sure >= KNOWN]
    took.sort()
    print(
        f"{name} ({len(cases)}): nDCG@10 {statistics.mean(gains):.3f}, "
        f"MRR@10 {statistics.mean(ranks):.3f}; first right {share([r for _, r in first])}, "
        f"at the surest half {share([r for _, r in half])}; answered {len(known) / len(cases):.0%}"
        f" with {share(known)} right; ms median {statistics.median(took):.0f}, 95th percentile "
        f"{took[int(len(took) * 0.95)]:.0f}",
        flush=True,
    )


def share(right: list[bool]) -> str:
    return f"{sum(right) / len(right):.0%}" if right else "-"


def ndcg(keys: list[str], right: dict[str, int]) -> float:
    """Source: Järvelin and Kekäläinen 2002, with gains of 2^grade - 1."""
    found = [2 ** right.get(key, 0) - 1 for key in keys[:AT]]
    best = sorted((2**grade - 1 for grade in right.values()), reverse=True)[:AT]
    return discounted(found) / discounted(best)


def discounted(gains: list[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def reciprocal_rank(keys: list[str], right: dict[str, int]) -> float:
    return next((1 / place for place, key in enumerate(keys[:AT], 1) if right.get(key, 0) > 1), 0.0)


if __name__ == "__main__":
    main()
