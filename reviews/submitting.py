"""What keeps authors from submitting, as a policy sees it."""

from typing import Any

from articles.models import Article
from articles.readiness import Lack, lacks
from reviews.declaring import undeclared
from reviews.models import Policy

NO_TOPIC = (
    "Name at least one topic: editors ask reviewers whose specialty it is, and readers find the "
    "answer under it."
)


def submit_lacks(article: Article, manuscript: dict[str, Any], policy: Policy) -> list[Lack]:
    """Return a sentence for each thing that `manuscript`, or an author of it, still lacks."""
    unmatched = policy.matching_specialties and not manuscript["topics"]
    return [
        *lacks(manuscript, patient_grade=policy.patient_grade),
        *([Lack(NO_TOPIC, "field", "topics_1")] if unmatched else []),
        *undeclared(article, policy),
    ]
