"""What keeps authors from submitting, as a policy sees it."""

from typing import Any

from articles.models import Article
from articles.readiness import lacks
from reviews.declaring import undeclared
from reviews.models import Policy


def submit_lacks(article: Article, manuscript: dict[str, Any], policy: Policy) -> list[str]:
    """Return a sentence for each thing that `manuscript`, or an author of it, still lacks."""
    return [
        *lacks(manuscript, patient_grade=policy.patient_grade),
        *undeclared(article, policy),
    ]
