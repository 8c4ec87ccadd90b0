"""Answers to search and to ask, with questions and texts of their own."""

from typing import Any

from articles.models import Article, Disclaimer
from articles.search import rarity
from tests import people


def answered(question: str, text: str, **facts: Any) -> Article:
    """Return an approved article: `text` is Markdown, and cited behind its last word."""
    rarity.forget()
    texts = {"clinician": text, **facts.pop("also", {})}
    for audience in texts:
        Disclaimer.objects.get_or_create(audience=audience, defaults={"text": "For education."})
    wordings = {
        audience: {"from_guidelines": f"{words} [@smith2020].", "from_research": ""}
        for audience, words in texts.items()
    }
    return people.approved(question=question, wordings=wordings, **facts)


def aspirin(**facts: Any) -> Article:
    return answered(
        "Should healthy adults take aspirin to prevent a first heart attack?",
        "Aspirin does more harm than good from age 60.\n\n## Bleeding\n\nIt makes the stomach "
        "bleed; omeprazole protects it",
        **facts,
    )


def metformin(**facts: Any) -> Article:
    return answered(
        "Is metformin the first drug in type 2 diabetes?",
        "Metformin is most often the first drug",
        **facts,
    )
