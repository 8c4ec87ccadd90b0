"""Importing a file of citations at the desk: looked at first, then done, by several people."""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from citations.csl import citation_from_csl
from citations.models import Citation
from reviews.models import Upload
from tests import people
from tests.reviews.test_admin_at_once import later

PAGE = "/admin/citations/citation/import/"
RIS = """TY  - JOUR
TI  - A new work
AU  - Adams, Ann
PY  - 2020
DO  - 10.1000/new
ER  -

TY  - JOUR
TI  - A new work
DO  - 10.1000/NEW
ER  -

TY  - JOUR
TI  - Known & <script>alert(1)</script> told
VL  - 13
IS  - 4
DO  - 10.1000/known
ER  -

TY  - JOUR
AU  - Nobody, N
ER  -
"""
RIS = RIS.replace("ER  -", "ER  - ")
KNOWN = {
    "id": "known2020",
    "type": "article-journal",
    "title": "Known and told",
    "volume": "12",
    "DOI": "10.1000/known",
}


def desk_of(name: str, *groups: str) -> Client:
    client = Client()
    client.force_login(people.user(name, *groups))
    return client


@pytest.fixture
def author(db: None) -> Client:
    citation_from_csl(KNOWN).save()
    return desk_of("author", "Author")


def upload(client: Client, data: str | bytes = RIS, name: str = "export.ris") -> Any:
    content = data.encode() if isinstance(data, str) else data
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content)}, follow=True)


def form_of(page: Any) -> dict[str, str]:
    text = page.content.decode()
    hidden = dict(re.findall(r'name="(seen-\d+)" value="([^"]*)"', text))
    chosen = dict(re.findall(r'type="radio" name="([^"]+)" [^>]*value="([^"]+)" checked', text))
    return hidden | chosen


def said(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def test_author_sees_what_a_file_would_do_before_anything_is_saved(author: Client) -> None:
    page = upload(author)
    text = page.content.decode()
    assert Citation.objects.count() == 1
    for kind in ("1 new", "0 already known", "1 in conflict", "1 twice", "1 that cannot be read"):
        assert f"<li>{kind}" in text
    assert "Line 20: it has neither a title nor an identifier." in text
    assert "This is the work of line 1 again." in text
    assert "<dd>Library: 12</dd><dd>File: 13</dd>" in text
    assert "<script>alert" not in text
    assert sorted(form_of(page)) == ["choice-3", "seen-3"]


@pytest.mark.parametrize(
    ("choice", "volume", "issue"), [("KEEP", "12", ""), ("FILL", "12", "4"), ("TAKE", "13", "4")]
)
def test_author_imports_with_one_click(
    author: Client, choice: str, volume: str, issue: str
) -> None:
    page = upload(author)
    address = page.request["PATH_INFO"]
    done = author.post(address, form_of(page) | {"choice-3": choice}, follow=True)
    changed = int(choice != "KEEP")
    assert said(done) == [f"1 work added to the library, {changed} changed."]
    known = Citation.objects.get(key="known2020")
    assert (known.volume, known.issue) == (volume, issue)
    assert Citation.objects.get(doi="10.1000/new").key == "adams2020"
    assert known.history.count() == 1 + changed
    again = author.post(address, form_of(page), follow=True)
    assert said(again)[0].startswith("This file was imported already")
    assert Citation.objects.count() == 2
    assert not Upload.objects.exists()


def test_choice_is_for_what_was_seen_and_no_other(author: Client) -> None:
    page = upload(author)
    Citation.objects.filter(key="known2020").update(volume="99")
    sent = form_of(page) | {"choice-3": "TAKE"}
    done = author.post(page.request["PATH_INFO"], sent, follow=True)
    assert said(done)[1].startswith("Line 13: the library changed since you looked")
    assert Citation.objects.get(key="known2020").volume == "99"


def test_author_cannot_add_a_work_whose_identifier_is_anothers(author: Client) -> None:
    page = upload(author)
    sent = form_of(page) | {"choice-3": "ADD", "choice-x": "ADD", "choice-1": "nonsense"}
    done = author.post(page.request["PATH_INFO"], sent, follow=True)
    assert "cannot be a work of its own" in said(done)[1]


def test_file_is_its_owners_and_for_who_may_add(author: Client) -> None:
    page = upload(author)
    other = desk_of("other", "Author")
    address = page.request["PATH_INFO"]
    for answer in (other.get(address, follow=True), other.post(address, follow=True)):
        assert said(answer)[0].startswith("This file was imported already")
    assert desk_of("reviewer", "Board member").get(PAGE).status_code == 403
    assert Client(enforce_csrf_checks=True).post(PAGE).status_code in {302, 403}
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.user("author"))
    assert strict.post(address).status_code == 403
    assert Upload.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b"PK\x03\x04rest", "This file is a ZIP archive"),
        (b"<!DOCTYPE html><html>", "This is a web page"),
        (
            b'<!DOCTYPE P [<!ENTITY x "y">]><PubmedArticleSet></PubmedArticleSet>',
            "entities",
        ),
        (b"Adams A. A title.", "This is none of the formats"),
    ],
)
def test_bad_file_gets_a_sentence(author: Client, data: bytes, sentence: str) -> None:
    page = upload(author, data)
    assert page.status_code == 200
    assert sentence in str(page.context["form"].errors["file"])
    assert not Upload.objects.exists()


def test_too_large_file_is_refused_before_anything_is_made_of_it(author: Client) -> None:
    page = author.generic("POST", PAGE, bytes(50_200_000))
    assert page.status_code == 413
    assert "This file is larger than 50 MB, the limit" in page.content.decode()
    assert author.post(PAGE).status_code == 200


def test_ten_thousand_works_are_a_page_that_says_so(author: Client) -> None:
    works = "".join(f"TY  - JOUR\nTI  - Work {n}\nPY  - 2020\nER  -\n" for n in range(10_000))
    page = upload(author, works)
    text = page.content.decode()
    assert "and 9,950 more." in text
    assert len(text) < 60_000
    done = author.post(page.request["PATH_INFO"], form_of(page), follow=True)
    assert said(done) == ["10,000 works added to the library, 0 changed."]


def test_two_people_import_the_same_file_at_once_and_it_is_there_once(committed: str) -> None:
    desks = [desk_of(name, "Author") for name in ("author", "other")]
    pages = [upload(desk) for desk in desks]

    def send(desk: Client, page: Any) -> str:
        done = desk.post(page.request["PATH_INFO"], form_of(page), follow=True)
        # A response's context has what other threads rendered as well.
        return re.findall(r"\d works added to the library, \d changed\.", done.content.decode())[0]

    with ThreadPoolExecutor(2) as pool:
        answers = [later(pool, partial(send, *pair)) for pair in zip(desks, pages, strict=True)]
        told = sorted(answer.result(60) for answer in answers)
    added = ["0 works added to the library, 0 changed.", "2 works added to the library, 0 changed."]
    assert told == added
    assert Citation.objects.count() == 2
