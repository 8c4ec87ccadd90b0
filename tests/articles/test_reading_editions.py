"""Permanent pages of editions, the manuscripts behind them, and what a withdrawal leaves."""

import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from citations.formats.reading import read
from citations.formats.recognising import Format
from citations.models import Citation
from reviews import workflow
from tests import people
from tests.articles import reading

pytestmark = pytest.mark.django_db


def edition(client: Client, article: Article, number: int | str, end: str = "") -> Any:
    return client.get(f"/answers/{article.slug}/editions/{number}/{end}")


def test_the_current_edition_has_a_permanent_page_that_search_engines_leave_out(
    client: Client,
) -> None:
    article = people.approved()
    page = edition(client, article, 1)
    html = page.content.decode()
    assert page.status_code == 200
    assert '<meta name="robots" content="noindex">' in html
    assert "permanent page of edition 1, the current one" in html
    assert people.latest(article).digest_hex in html
    assert "Superseded" not in html


def test_a_superseded_edition_can_be_read_and_nobody_can_overlook_that_it_is(
    client: Client,
) -> None:
    article = reading.superseded()
    page = edition(client, article, 1)
    html = page.content.decode()
    assert page.status_code == 200
    assert "The first words" in html
    assert "The second words" not in html
    assert '<meta name="robots" content="noindex">' in html
    assert 'class="watermark" aria-hidden="true" data-words="Superseded"' in html
    assert "<strong>Superseded edition.</strong> This is edition 1" in html
    assert f'<a href="/answers/{article.slug}/">read the current answer</a>' in html
    assert "<dt>Status</dt><dd>Superseded</dd>" in html
    assert "Next review due" not in html
    assert "For professionals." in html


def test_an_update_under_review_is_no_news_of_a_superseded_edition(client: Client) -> None:
    article = people.submitted(reading.revised(reading.superseded(), "The third words"))
    assert b"An update is under review" not in edition(client, article, 1).content
    assert b"An update is under review" in edition(client, article, 2).content


def test_anyone_can_check_that_the_manuscript_has_the_printed_digest(client: Client) -> None:
    article = reading.superseded()
    for number in (1, 2):
        file = edition(client, article, number, "manuscript.json")
        digest = hashlib.sha256(file.content).hexdigest()
        assert file["Content-Type"] == "application/json"
        assert json.loads(file.content)["question"] == article.question
        assert f"<code>{digest}</code>" in edition(client, article, number).content.decode()


@pytest.mark.parametrize("number", ["0", "3", "99", "2147483648", "9" * 30, "9" * 5000, "-1", "x"])
def test_an_edition_that_never_was_is_not_found(client: Client, number: str) -> None:
    article = reading.superseded()
    assert edition(client, article, number).status_code == 404
    assert edition(client, article, number, "manuscript.json").status_code == 404


def test_a_withdrawal_takes_the_answer_and_all_its_editions_with_their_files(
    client: Client,
) -> None:
    article = reading.superseded()
    digests = [submission.digest_hex for submission in article.submissions.order_by("number")]
    reading.withdraw(article)
    answer = client.get(f"/answers/{article.slug}/")
    pages = [answer, edition(client, article, 1), edition(client, article, 2)]
    for page, digest in zip(pages, [digests[1], *digests], strict=True):
        html = page.content.decode()
        assert page.status_code == 410
        assert page["Cache-Control"] == "public, max-age=0, s-maxage=60"
        assert "This answer was withdrawn on" in html
        assert "Reason: It is wrong. " in html
        assert "The source was misread." in html
        assert digest in html
        assert '<meta name="robots" content="noindex">' in html
        assert "The first words" not in html
        assert "The second words" not in html
    for number, digest in enumerate(digests, 1):
        file = edition(client, article, number, "manuscript.json")
        facts = json.loads(file.content)
        assert file.status_code == 410
        assert facts.pop("withdrawn_at")
        assert facts == {
            "category": "It is wrong",
            "sentence": "The source was misread.",
            "replacement": None,
            "digest": digest,
        }


def test_a_withdrawn_page_is_never_taken_for_the_one_that_a_cache_has(client: Client) -> None:
    article = people.approved()
    tag = client.get(f"/answers/{article.slug}/")["ETag"]
    reading.withdraw(article)
    for known in (tag, "*"):
        answer = client.get(f"/answers/{article.slug}/", headers={"If-None-Match": known})
        assert answer.status_code == 410


def test_a_replacement_is_named_as_long_as_it_can_be_read(client: Client) -> None:
    article, better = people.approved(), people.approved(question="What is better?")
    reading.withdraw(article, replacement=better)
    link = f'<a href="/answers/{better.slug}/">What is better?</a>'
    assert link in client.get(f"/answers/{article.slug}/").content.decode()
    file = edition(client, article, 1, "manuscript.json")
    assert json.loads(file.content)["replacement"] == f"/answers/{better.slug}/"
    reading.withdraw(better)
    page = client.get(f"/answers/{article.slug}/").content.decode()
    assert "What is better?" not in page
    assert "No other answer replaces it so far." in page


def test_a_replacement_is_named_as_published_not_as_it_is_being_rewritten(client: Client) -> None:
    article, better = people.approved(), people.approved(question="What is better?")
    reading.withdraw(article, replacement=better)
    reading.revised(better, "New words")
    better.question = "An unpublished question?"
    better.save()
    page = client.get(f"/answers/{article.slug}/").content.decode()
    assert "What is better?" in page
    assert "An unpublished question?" not in page


def test_an_answer_approved_again_is_read_and_its_withdrawn_edition_stays_gone(
    client: Client,
) -> None:
    article = people.approved(reading.rewritten(people.drafted(), "The first words"))
    reading.withdraw(article)
    people.approved(reading.rewritten(article, "The second words"))
    answer, first = client.get(f"/answers/{article.slug}/"), edition(client, article, 1)
    assert answer.status_code == 200
    assert b"The second words" in answer.content
    assert first.status_code == 410
    assert b"Edition 1 of this answer was withdrawn on" in first.content
    assert f'<a href="/answers/{article.slug}/">{article.question}</a>' in first.content.decode()
    assert edition(client, article, 1, "manuscript.json").status_code == 410
    assert edition(client, article, 2).status_code == 200
    assert edition(client, article, 2, "manuscript.json").status_code == 200


def test_each_withdrawal_gives_its_own_reason(client: Client) -> None:
    article = people.approved()
    reading.withdraw(article)
    people.approved(reading.rewritten(article, "Other words"))
    workflow.withdraw(
        article, by=people.editor(), category="outdated", sentence="A newer guideline."
    )
    assert b"The source was misread." in edition(client, article, 1).content
    assert b"A newer guideline." in edition(client, article, 2).content
    assert b"A newer guideline." in client.get(f"/answers/{article.slug}/").content


def test_pages_of_editions_cost_few_queries(client: Client, django_assert_num_queries: Any) -> None:
    article, gone = reading.superseded(), people.withdrawn()
    for path, queries in {
        f"/answers/{article.slug}/editions/1/": 2,
        f"/answers/{article.slug}/editions/1/manuscript.json": 2,
        f"/answers/{gone.slug}/": 3,
        f"/answers/{gone.slug}/editions/1/manuscript.json": 3,
        "/answers/never-was/": 2,
    }.items():
        with django_assert_num_queries(queries):
            client.get(path)


def test_reference_managers_get_the_references_of_an_edition_until_it_is_withdrawn(
    client: Client,
) -> None:
    group = {"literal": "Study Group {A} and B"}
    people.citation(
        title="Is 50% & more {x} \\y_z enough?", author=[{"family": "Ön", "given": "A."}, group]
    )
    article, draft = people.approved(), people.under_review()
    ris, bib = (edition(client, article, 1, f"references.{end}") for end in ("ris", "bib"))
    assert ris["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert ris["Content-Disposition"] == f'attachment; filename="{article.slug}-edition-1.ris"'
    signed = [Citation.objects.get().csl()]
    for file, format_ in ((ris, Format.RIS), (bib, Format.BIBTEX)):
        found = read(file.content)
        assert (found.format, found.unreadable) == (format_, [])
        assert [entry.item for entry in found.entries] == signed
    assert edition(client, draft, 1, "references.ris").status_code == 404
    assert edition(client, article, 2, "references.bib").status_code == 404
    reading.withdraw(article)
    for end in ("ris", "bib"):
        gone = edition(client, article, 1, f"references.{end}")
        assert (gone.status_code, gone.json()["sentence"]) == (410, "The source was misread.")
