"""What the two heavy verbs cost: at most 25 queries each, record, mail and history included."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews import workflow
from reviews.models import Verdict
from tests import people


@contextmanager
def at_most_25_queries() -> Iterator[None]:
    """What the verb's transaction asks of PostgreSQL, from its BEGIN to its COMMIT."""
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [query["sql"] for query in captured.captured_queries]
    within = asked[asked.index("BEGIN") + 1 : asked.index("COMMIT")]
    assert len(within) <= 25, "\n".join(within)


def wordings_citing(number: int) -> dict[str, dict[str, str]]:
    for nth in range(number):
        people.citation(f"work{nth}")
    cited = "; ".join(f"@work{nth}" for nth in range(number))
    return {"clinician": {"from_guidelines": f"It helps [{cited}].", "from_research": ""}}


@pytest.mark.parametrize("size", [1, 3])
def test_submitting_takes_at_most_25_queries(committed: str, size: int) -> None:
    authors = [people.author(f"author{number}") for number in range(size)]
    article = people.drafted(authors=authors, wordings=wordings_citing(size))
    by = people.first_author(article)
    with at_most_25_queries():
        workflow.submit(article, by=by, note="Ready")


@pytest.mark.parametrize("others", [1, 3])
def test_the_decision_that_approves_takes_at_most_25_queries(committed: str, others: int) -> None:
    article = people.submitted(wordings=wordings_citing(others))
    names = ["reviewer1", "reviewer2", *(f"other{number}" for number in range(others - 1))]
    workflow.assign(article, by=people.editor(), members=[people.member(name) for name in names])
    workflow.start_review(article, by=people.editor())
    people.sign(article, "reviewer1")
    people.accept(article, "reviewer2")
    by, submission = people.user("reviewer2"), people.latest(article)
    with at_most_25_queries():
        signed = workflow.sign(article, by=by, submission=submission, verdict=Verdict.APPROVE)
    assert signed.edition is not None
