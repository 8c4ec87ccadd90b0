"""What the two heavy verbs cost: at most 25 queries each, record and history included."""

from typing import Any

import pytest

from reviews import workflow
from reviews.models import Verdict
from tests import people

pytestmark = pytest.mark.django_db


def wordings_citing(number: int) -> dict[str, dict[str, str]]:
    for nth in range(number):
        people.citation(f"work{nth}")
    cited = "; ".join(f"@work{nth}" for nth in range(number))
    return {"clinician": {"from_guidelines": f"It helps [{cited}].", "from_research": ""}}


@pytest.mark.parametrize("size", [1, 3])
def test_submitting_takes_at_most_25_queries(size: int, django_assert_max_num_queries: Any) -> None:
    authors = [people.author(f"author{number}") for number in range(size)]
    article = people.drafted(authors=authors, wordings=wordings_citing(size))
    by = people.first_author(article)
    with django_assert_max_num_queries(25):
        workflow.submit(article, by=by, note="Ready")


@pytest.mark.parametrize("others", [1, 3])
def test_the_decision_that_approves_takes_at_most_29_queries(
    others: int, django_assert_max_num_queries: Any
) -> None:
    article = people.submitted(wordings=wordings_citing(others))
    names = ["reviewer1", "reviewer2", *(f"other{number}" for number in range(others - 1))]
    workflow.assign(article, by=people.editor(), members=[people.member(name) for name in names])
    workflow.start_review(article, by=people.editor())
    people.sign(article, "reviewer1")
    by, submission = people.user("reviewer2"), people.latest(article)
    with django_assert_max_num_queries(29):
        signed = workflow.sign(article, by=by, submission=submission, verdict=Verdict.APPROVE)
    assert signed.edition is not None
