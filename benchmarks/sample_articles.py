"""Articles in bulk, to measure reading: as long, as cited and as varied as answers are."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Words enough that the text compresses about as well as prose does.
WORDS = """
    about across after again along among around because before below between beyond both case
    chapter choice clear common compare content count course describe detail differ during each
    early edge either enough even example few field figure first follow found further general
    given group hardly heading higher however inside instead item kind large later least length
    less likely line list long lower many matter mean measure middle might more most much near
    never next number often once only open order other over page paragraph part pattern perhaps
    place plain point possible present purpose quite range rather reader reason remain report
    result right round sample second section seldom sentence several short side similar simple
    since single small some start still such table tell text then there third though through time
    title together total toward true under until upon usual value very well where whether which
    while whole wide within without word work write year
""".split()  # noqa: SIM905  easier to read and to extend


def write(path: Path, count: int) -> list[str]:
    """Write a file for `import_articles`; return the addresses that the answers will have."""
    with path.open("w") as file:
        file.writelines(json.dumps(_entry(number)) + "\n" for number in range(count))
    return [f"/answers/question-{number}/" for number in range(count)]


def _entry(number: int) -> dict[str, Any]:
    return {
        "question": f"What is the best sample treatment in sample question {number}?",
        "slug": f"question-{number}",
        "topics": [f"Sample topic {number % 20}"],
        "wordings": {
            "clinician": {
                "from_guidelines": "\n\n".join(_part(number, ("Points", "Choices", "Advice"), 1)),
                "from_research": "\n\n".join(_part(number, ("Trials", "Mechanisms"), 4)),
            }
        },
        "citations": [_work(n) for n in range(1, 7)],
        "origin": "Sample text for measuring. It says nothing about medicine.",
        "origin_key": f"sample-{number}",
    }


def _part(number: int, headings: tuple[str, ...], first: int) -> Iterator[str]:
    words = random.Random(f"{number} {first}")  # noqa: S311  the same text in every run
    yield " ".join(_sentence(words, first + n) for n in range(3))
    for heading in headings:
        yield f"## {heading}"
        yield "\n".join(f"- {_sentence(words, first + n)}" for n in range(3))


def _sentence(words: random.Random, work: int) -> str:
    return f"Sample: {' '.join(words.choices(WORDS, k=24))} [@work{work}]."


def _work(number: int) -> dict[str, Any]:
    return {
        "id": f"work{number}",
        "type": "article-journal",
        "title": f"A sample work, number {number}, with a title as long as titles commonly are",
        "author": [{"family": "Sample", "given": f"Author {n}"} for n in range(4)],
        "container-title": "Journal of Samples",
        "issued": {"date-parts": [[2020, 1, 1]]},
        "volume": "12",
        "page": "100-109",
        "DOI": f"10.5555/sample.{number}",
    }
