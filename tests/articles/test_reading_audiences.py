"""Which best describes you? Each audience has its own address; lists remember the choice."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from articles.models import Article, Disclaimer
from tests import people

pytestmark = pytest.mark.django_db

WORDINGS = {
    "clinician": {"from_guidelines": "Titrate the dose [@smith2020].", "from_research": ""},
    "patient": {
        "from_guidelines": "# What to do\n\nTake it slowly [@smith2020].",
        "from_research": "",
    },
}


def approved_for_patients(**facts: Any) -> Article:
    Disclaimer.objects.get_or_create(audience="patient", defaults={"text": "For patients."})
    return people.approved(wordings=WORDINGS, **facts)


def linked_data(page: Any) -> Any:
    html = page.content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(found) == 1
    return json.loads(found[0])


def test_patient_reads_their_own_wording_with_its_disclaimer_at_an_address_of_its_own(
    client: Client, django_assert_num_queries: Any
) -> None:
    article = approved_for_patients()
    address = f"/answers/{article.slug}/for/patients/"
    with django_assert_num_queries(1):
        page = client.get(address)
    html = page.content.decode()
    assert "Take it slowly" in html
    assert "<p>For patients.</p>" in html
    assert "Titrate" not in html
    assert "For professionals." not in html
    assert '<a href="#guidelines-what-to-do">What to do</a>' in html
    assert f'<link rel="canonical" href="{settings.SITE_URL}{address}">' in html
    professionals = f"{settings.SITE_URL}/answers/{article.slug}/"
    assert f'<link rel="alternate" href="{professionals}"' in html
    assert "/for/trainees/" not in html
    with django_assert_num_queries(1):
        again = client.get(address, headers={"If-None-Match": page["ETag"]})
    assert again.status_code == 304
    other = client.get(f"/answers/{article.slug}/", headers={"If-None-Match": page["ETag"]})
    assert other.status_code == 200
    assert linked_data(page)["audience"]["@type"] == "Patient"
    assert linked_data(page)["description"] == "Take it slowly."


def test_the_choice_is_remembered_and_lists_lead_to_it_while_answers_stay_the_same(
    client: Client,
) -> None:
    article, other = approved_for_patients(), people.approved()
    before = client.get(f"/answers/{article.slug}/")
    answer = client.post("/for/", {"audience": "patient", "slug": article.slug})
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/answers/{article.slug}/for/patients/",
    )
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    cookie = answer.cookies["audience"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("patient", "Lax", True)
    after = client.get(f"/answers/{article.slug}/")
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    assert not after.cookies
    home = client.get("/")
    html = " ".join(home.content.decode().split())
    assert home["Vary"] == "Cookie"
    assert f'<a href="/answers/{article.slug}/for/patients/">{article.question}</a>' in html
    assert "Take it slowly." in html
    assert f'<a href="/answers/{other.slug}/">{other.question}</a>' in html
    assert html.count("this one is written for healthcare professionals") == 1
    assert '<button name="audience" value="patient" aria-current="true">' in html


@pytest.mark.parametrize("value", ["", "nobody", "\x00", "patient' OR 1=1", "x" * 5000])
def test_a_choice_that_is_none_forgets_and_does_no_harm(client: Client, value: str) -> None:
    client.cookies["audience"] = "patient"
    answer = client.post("/for/", {"audience": value, "slug": "a"})
    assert (answer.status_code, answer["Location"]) == (303, "/answers/a/")
    assert answer.cookies["audience"]["max-age"] == 0
    client.cookies["audience"] = value.replace("\x00", "")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("given", "leads_to"),
    [
        ({"next": "/topics/oncology/?page=2"}, "/topics/oncology/?page=2"),
        ({"next": "https://evil.example/"}, "/"),
        ({"next": "//evil.example/"}, "/"),
        ({"next": "/\\evil.example/"}, "/"),
        ({"next": "javascript:alert(1)"}, "/"),
        ({"slug": "//evil.example", "next": "/"}, "/"),
        ({"slug": "a/../../evil"}, "/"),
        ({}, "/"),
    ],
)
def test_the_choice_leads_back_and_never_to_another_site(
    given: dict[str, str], leads_to: str
) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/for/", {"audience": "patient", **given})
    assert (answer.status_code, answer["Location"]) == (303, leads_to)
    assert strict.get("/for/").status_code == 405


def test_linked_data_says_who_reviewed_when_and_from_which_sources(client: Client) -> None:
    hostile = "Is </script><script>alert(1)</script> & <!-- safe?"
    article = people.approved(question=hostile)
    page = client.get(f"/answers/{article.slug}/")
    data = linked_data(page)
    assert "<script>alert" not in page.content.decode()
    assert data["name"] == hostile
    assert data["@type"] == "MedicalWebPage"
    assert [person["name"] for person in data["reviewedBy"]] == ["Dr. Reviewer1", "Dr. Reviewer2"]
    article.refresh_from_db()
    signed = article.standing.last_reviewed_at
    assert data["lastReviewed"] == signed.date().isoformat()
    assert data["citation"] == [
        "Smith A. A trial of smith2020. Journal of Tests. 2020;1:1-9. doi:10.5555/smith2020"
    ]
    assert f"sha256:{people.latest(article).digest_hex}" in data["identifier"]
