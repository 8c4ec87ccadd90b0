"""Answers to search and to ask, with questions and texts of their own."""

import time
from typing import Any

from django.core import signing

from articles.models import Article, Disclaimer
from articles.reading.persons import SALT
from articles.search import rarity
from tests import people


def drafted(question: str, text: str, **facts: Any) -> Article:
    """Return a draft: `text` is Markdown, and cited behind its last word."""
    rarity.forget()
    texts = {"clinician": text, **facts.pop("also", {})}
    for audience in texts:
        Disclaimer.objects.get_or_create(audience=audience, defaults={"text": "For education."})
    wordings = {
        audience: {"from_guidelines": f"{words} [@smith2020].", "from_research": ""}
        for audience, words in texts.items()
    }
    return people.drafted(question=question, wordings=wordings, **facts)


def answered(question: str, text: str, **facts: Any) -> Article:
    return people.approved(drafted(question, text, **facts))


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


class _Earlier(signing.TimestampSigner):
    ago = 60

    def timestamp(self) -> str:
        return signing.b62_encode(int(time.time()) - self.ago)


def opened(ago: int = 60) -> str:
    """Return the mark of a form whose page was made `ago` seconds ago."""
    signer = _Earlier(salt=SALT)
    signer.ago = ago
    return signer.sign("form")
