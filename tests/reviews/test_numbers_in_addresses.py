"""Every address with a number in it, written by hand: an answer that says no, never a fault."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from articles.models import Topic
from citations.models import Citation
from integrity.numbers import LEAST, MOST, number_in, numbers_in
from tests import people
from tests.reviews.desk import client_of

ABSURD = [
    *("0", "-1", "x", "²", "٣", "1_0", "1.5", "%00", "+1"),
    *("9" * 10, "9" * 19, str(2**63), "-" + "9" * 19, "9" * 40, "9" * 5000),
]
DESK = [
    f"{model._meta.app_label}/{model._meta.model_name}/{{}}/change/"
    for model in apps.get_models()
    if admin.site.is_registered(model)
] + [
    *(f"articles/article/{{}}/{page}/" for page in ("history", "delete", "preview", "address")),
    *("articles/article/{}/do/submit/", "articles/article/{}/inspection.zip"),
    *("citations/citation/{}/split/", "citations/citation/{}/same/"),
    *("citations/citation/import/{}/", "citations/citation/export/work/{}/ris/"),
    *("citations/citation/export/article/{}/ris/", "citations/citation/export/topic/{}/ris/"),
    *("auth/user/{}/invite/", "auth/user/{}/signing/"),
    *(f"reviews/assignment/{{}}/{page}/" for page in ("invitation", "decline", "end")),
    *("citations/citation/duplicates/?after={}", "citations/citation/merge/?works={}&works=1"),
    *("citations/citation/different/?works={}", "articles/article/assign/?articles={},1"),
    *("articles/declaration/add/?invitation={}", "reviews/assignment/?member__id__exact={}"),
    *("auth/user/?groups__id__exact={}", "citations/citation/?p={}", "reviews/record/?p={}"),
]
SITE = [
    *("/?page={}", "/search/?q=what&page={}", "/topics/hearts/?page={}", "/sitemap.xml?p={}"),
    *("/sitemap-answers.xml?p={}", "/answers/what-helps/editions/{}/"),
    *("/answers/what-helps/editions/{}/manuscript.json", "/answers/what-helps/compare/{}/1/"),
    *("/answers/what-helps/compare/1/{}/", "/answers/what-helps/compare/?from={}&to=1"),
    *(
        "/api/v1/answers/what-helps/editions/{}",
        "/api/v1/answers?page={}",
        "/api/v1/answers?page_size={}",
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", [*(f"/admin/{page}" for page in DESK), *SITE])
def test_an_absurd_number_is_answered(address: str) -> None:
    if address in SITE:
        topic = Topic.objects.create(name="Hearts", slug="hearts")
        people.approved(slug="what-helps", topics=[topic])
        assert Client().get(address.replace("{}", "1")).status_code in {200, 302}
    client = client_of(people.chief())
    client.raise_request_exception = False
    statuses = {
        (number[:30], client.get(address.replace("{}", number)).status_code) for number in ABSURD
    }
    assert {(number, status) for number, status in statuses if status >= 500} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["auth/user/{}/invite/", "articles/disclaimer/{}/change/"])
def test_an_absurd_number_is_answered_where_something_is_sent(page: str) -> None:
    client = client_of(people.chief())
    client.raise_request_exception = False
    for number in ABSURD:
        assert client.post(f"/admin/{page}".replace("{}", number)).status_code in {302, 403, 404}


def test_a_number_is_what_a_column_holds() -> None:
    assert numbers_in(["1", "", "x", "²", "٣", " 1", "1\n", "+1", "-1", "007"]) == [1, 7]
    assert (number_in(str(MOST)), number_in(str(MOST + 1))) == (MOST, None)
    assert (number_in(str(LEAST), least=LEAST), number_in(str(LEAST - 1), least=LEAST)) == (
        LEAST,
        None,
    )


@pytest.mark.django_db
def test_every_page_of_duplicates_is_reached(client: Client) -> None:
    for number in range(50):
        for copy in "ab":
            people.citation(f"work{number}{copy}", title=f"Trial {number}", doi=None)
    client = client_of(people.editor())
    address, seen = reverse("admin:citations_citation_duplicates"), set()
    query = ""
    for _ in range(3):
        context = client.get(f"{address}{query}").context
        seen |= {record["key"] for group in context["groups"] for record in group}
        query = f"?after={context['next']}"
    assert context["next"] is None
    assert len(seen) == Citation.objects.count() == 100
