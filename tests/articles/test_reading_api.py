"""The API: what it says of an edition is what was signed, and it says nothing of the rest."""

import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from integrity.canonical import canonical
from tests import people
from tests.articles import reading

pytestmark = pytest.mark.django_db

API = "/api/v1"


def get(client: Client, path: str, **headers: str) -> Any:
    return client.get(f"{API}/{path}", headers=headers)


def test_what_it_says_of_an_edition_hashes_to_the_signed_digest(client: Client) -> None:
    article = reading.superseded()
    for number in (1, 2):
        answer = get(client, f"answers/{article.slug}/editions/{number}")
        edition = answer.json()
        assert hashlib.sha256(canonical(edition["manuscript"])).hexdigest() == edition["digest"]
        raw = answer.content.split(b'"manuscript": ')[1][:-1]
        assert hashlib.sha256(raw).hexdigest() == edition["digest"]
        assert edition["is_current"] == (number == 2)
        assert [signer["name"] for signer in edition["signers"]] == [
            "Dr. Reviewer1",
            "Dr. Reviewer2",
        ]
    current = get(client, f"answers/{article.slug}").json()
    assert current == edition
    listed = get(client, f"answers/{article.slug}/editions").json()
    assert [(row["number"], row["is_current"]) for row in listed] == [(2, True), (1, False)]
    cited = get(client, f"answers/{article.slug}/editions/1/citations").json()
    assert [(work["number"], work["key"]) for work in cited] == [(1, "smith2020")]


def test_lists_cost_the_same_at_one_and_three_and_are_paged(
    client: Client, django_assert_num_queries: Any
) -> None:
    for number in (1, 3):
        for _ in range(number - len(get(client, "answers").json()["items"])):
            key = people.citation(f"work{number}").key
            people.approved(
                wordings={"clinician": {"from_guidelines": f"Yes [@{key}].", "from_research": ""}}
            )
        for path, queries in (("answers", 2), ("citations", 4), ("topics", 1)):
            with django_assert_num_queries(queries):
                assert get(client, path).status_code == 200
    first = get(client, "answers?page_size=2").json()
    second = get(client, "answers?page_size=2&page=2").json()
    assert (first["count"], len(first["items"]), len(second["items"])) == (3, 2, 1)
    assert get(client, "answers?page=99").json()["items"] == []
    works = get(client, "citations").json()["items"]
    assert [(work["key"], len(work["cited_by"])) for work in works] == [("work1", 1), ("work3", 2)]
    assert works[0]["csl"]["title"] == "A trial of work1"
    for bad in ("page=0", "page=x", "page=99999999999999999999", "page_size=0", "page_size=101"):
        answer = get(client, f"answers?{bad}")
        assert (answer.status_code, answer["Cache-Control"]) == (422, "no-store")


def test_what_is_not_published_or_withdrawn_is_said_nowhere(client: Client) -> None:
    draft, gone = people.under_review(), reading.superseded()
    reading.withdraw(gone)
    for end in ("", "/editions", "/editions/1", "/editions/1/citations"):
        hidden = get(client, f"answers/{draft.slug}{end}")
        assert hidden.status_code == 404
        assert hidden.json() == {"detail": "There is nothing that readers can read here."}
        withdrawn = get(client, f"answers/{gone.slug}{end}")
        assert withdrawn.status_code == 410
        assert withdrawn.json()["sentence"] == "The source was misread."
        assert withdrawn["Cache-Control"] == "public, max-age=0, s-maxage=60"
    for path in ("answers", "citations", "topics"):
        said = get(client, path).content.decode()
        assert gone.slug not in said
        assert draft.slug not in said


def test_programs_on_other_sites_may_read_it_and_are_told_what_they_have(client: Client) -> None:
    slug = people.approved().slug
    answer = get(client, f"answers/{slug}")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=60, stale-if-error=540"
    again = get(client, f"answers/{slug}", **{"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    asked = client.options(f"{API}/answers/{slug}", headers={"Origin": "https://example.org"})
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")
    assert client.head(f"{API}/answers/{slug}").status_code == 200
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(f"{API}/answers/{slug}").status_code == 405
    nowhere = client.get("/api/never/was")
    assert (nowhere.status_code, nowhere["Content-Type"]) == (404, "application/json")


def test_its_description_is_openapi_with_examples(client: Client) -> None:
    schema = json.loads(get(client, "openapi.json").content)
    assert schema["openapi"].startswith("3.")
    answers = schema["paths"]["/api/v1/answers/{slug}"]["get"]
    assert set(answers["responses"]) == {"200", "301", "404", "410", "422"}
    fields = schema["components"]["schemas"]["EditionShown"]["properties"]
    assert fields["digest"]["examples"]
