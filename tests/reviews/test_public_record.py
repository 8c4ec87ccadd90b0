"""What anyone can read of how an answer came about, and what nobody can."""

import datetime
import hashlib
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Edition, Submission
from integrity.models import save_with_reason
from reviews import workflow
from reviews.models import Verdict
from tests import people

pytestmark = pytest.mark.django_db


def revised(article: Article, text: str, kind: Edition.Kind = Edition.Kind.UPDATE) -> Article:
    author = people.first_author(article)
    workflow.revise(article, by=author, kind=kind, note=f"Because of {text}")
    wording = article.wordings.get(audience="clinician")
    wording.from_research = f"{text} [@smith2020]."
    save_with_reason(wording, author, "Revised")
    return people.approved(article)


def withdraw(article: Article) -> None:
    workflow.withdraw(article, by=people.editor(), category="wrong", sentence="Misread.")


def record_of(client: Client, article: Article) -> Any:
    return client.get(reverse("answer_record", args=[article.slug]))


def words(page: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page.text).split())


def test_the_record_tells_each_published_event_in_its_order(client: Client) -> None:
    article = revised(people.approved(), "A newer trial")
    workflow.reaffirm(
        article, by=people.user("reviewer2"), edition=article.editions.latest("number")
    )
    page = record_of(client, article)
    events = re.findall(r'<li class="event-(\w+)">', page.text)
    edition = ["submitted", "started", "signed", "signed", "edition"]
    assert sorted(events) == sorted([*edition, *edition, "reaffirmed"])
    assert page.text.count("<use href") == 2 * len(events)
    assert "Dr. Reviewer1, MD, PhD" in words(page)
    assert Verdict.APPROVE.meaning in page.text.replace("&#x27;", "'")
    assert "Because of A newer trial" in words(page)
    assert re.search(r"\d\d:\d\d UTC", page.text)
    assert "style=" not in page.text
    assert page.headers.get("Set-Cookie") is None


def test_nothing_of_a_draft_a_refusal_or_a_silent_reviewer_is_told(client: Client) -> None:
    article = people.changes_requested()  # reviewer1: "The dose is missing."
    workflow.submit(article, by=people.first_author(article), note="A note to reviewers.")
    editor, silent = people.editor(), people.member("silent")
    members = [people.member("reviewer1"), people.member("reviewer2"), silent]
    workflow.assign(article, by=editor, members=members)
    workflow.start_review(article, by=editor)
    assert record_of(client, article).status_code == 404
    people.sign(article, "reviewer1")
    people.sign(article, "reviewer2")
    author = people.first_author(article)
    workflow.revise(article, by=author, kind=Edition.Kind.UPDATE, note="A secret revision")
    people.changes_requested(article)
    page = words(record_of(client, article))
    for secret in ("dose is missing", "A note to reviewers", "Silent", "secret", "Changes req"):
        assert secret not in page
    assert "Submitted by its authors" in page


def test_a_withdrawn_answers_record_lists_events_without_text(client: Client) -> None:
    article = revised(people.approved(), "A newer trial")
    withdraw(article)
    page = record_of(client, article)
    assert page.status_code == 200
    assert "Withdrawn: It is wrong" in words(page)
    assert "Approved as edition 2" in words(page)
    for text in ("newer trial", "manuscript.json", "says yes"):
        assert text not in page.text
    compared = client.get(reverse("compare", args=[article.slug, 1, 2]))
    assert compared.status_code == 410
    assert "newer trial" not in compared.text


def test_the_digest_is_that_of_the_downloaded_manuscript(client: Client) -> None:
    page = record_of(client, people.approved())
    (address,) = re.findall(r"curl -s \S+?(/answers/\S+) \|", page.text)
    assert hashlib.sha256(client.get(address).content).hexdigest() in page.text


def test_any_two_editions_are_compared_word_by_word(client: Client) -> None:
    article = revised(people.approved(), "Three trials agree and this matters")
    revised(article, "Four trials agree and this matters", Edition.Kind.CORRECTION)
    page = client.get(reverse("compare", args=[article.slug, 2, 3]))
    assert "<del>Three</del><ins>Four</ins> trials agree" in page.text
    assert "1 unchanged paragraph" in page.text
    assert "In short: revision changed" in words(page)
    form = reverse("choose_comparison", args=[article.slug])
    sent = client.get(form, {"from": "3", "to": "1"})
    assert sent.headers["Location"] == reverse("compare", args=[article.slug, 1, 3])
    same = client.get(reverse("compare", args=[article.slug, 2, 2]))
    assert "Nothing differs" in same.text
    for bad in ({}, {"from": "x", "to": "1"}, {"from": "0", "to": "1"}, {"from": "9" * 40}):
        assert client.get(form, bad).status_code == 404
    for pair in ((1, 9), (0, 1), (1, 10**30)):
        assert client.get(reverse("compare", args=[article.slug, *pair])).status_code == 404


def test_hostile_text_in_a_comparison_is_only_text(client: Client) -> None:
    article = revised(people.approved(), "<script>alert(1)</script>")
    page = client.get(reverse("compare", args=[article.slug, 1, 2]))
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


@pytest.mark.parametrize("size", [1, 3])
def test_the_record_takes_the_same_queries_at_any_size(
    client: Client, size: int, django_assert_num_queries: Any
) -> None:
    article = people.approved()
    for number in range(1, size):
        revised(article, f"Trial {number}")
    with django_assert_num_queries(5):
        record_of(client, article)


def test_corrections_and_withdrawals_have_a_list_and_a_feed(client: Client) -> None:
    assert "Nothing was corrected" in client.get("/corrections/").text
    corrected = revised(people.approved(), "A misprint", Edition.Kind.CORRECTION)
    gone = revised(people.approved(), "Another slip", Edition.Kind.CORRECTION)
    withdraw(gone)
    for address in ("/corrections/", "/corrections/feed.atom"):
        page = client.get(address)
        assert page.status_code == 200
        assert corrected.question in page.text
        assert "Because of A misprint" in page.text
        assert "Misread." in page.text
        assert "Another slip" not in page.text
        assert "Cookie" not in page.headers.get("Vary", "")
    assert (
        client.get("/corrections/feed.atom").headers["Content-Type"].startswith("application/atom")
    )


@pytest.mark.parametrize("size", [1, 3])
def test_programs_read_the_same_record(
    client: Client, size: int, django_assert_num_queries: Any
) -> None:
    day = datetime.date(2020, 1, 1)
    gift = {"entity": "Acme", "kind": "gifts", "amount": "none", "since": day}
    people.declared(people.member("reviewer1").user, gift)
    people.declared(people.author().user, gift)
    article = people.under_review()
    people.sign(article, "reviewer1", Verdict.APPROVE_WITH_DISSENT, "Too small a trial.")
    people.sign(article, "reviewer2")
    for number in range(1, size):
        revised(article, f"Trial {number}")
    address = f"/api/v1/answers/{article.slug}/record"
    with django_assert_num_queries(5):
        answer = client.get(address)
    record, page = answer.json(), record_of(client, article)
    assert [event["kind"] for event in record["events"]] == re.findall(
        r'<li class="event-(\w+)">', page.text
    )
    signed = [e["signature"] for e in record["events"] if e["signature"] and e["edition"] == 1]
    first = next(one for one in signed if one["name"] == "Dr. Reviewer1")
    assert (first["name"], first["verdict"]) == ("Dr. Reviewer1", "Approved with dissent")
    assert first["meaning"] == Verdict.APPROVE_WITH_DISSENT.meaning
    assert datetime.datetime.fromisoformat(first["signed_at"]).tzinfo is not None
    assert [one["entity"] for one in first["disclosures"]] == ["Acme"]
    assert first["dissent"] == "Too small a trial."
    assert {event["digest"] for event in record["events"]} > {""}
    assert all(event["digest"] in page.text for event in record["events"])
    assert record["editions"][-1] == {"number": 1, "is_readable": True}
    edition = client.get(f"/api/v1/answers/{article.slug}/editions/1").json()
    assert [one["entity"] for one in edition["authors"][0]["disclosures"]] == ["Acme"]
    assert [len(one["disclosures"]) for one in edition["signers"]] == [1, 0]
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")
    withdraw(article)
    gone = client.get(address)
    assert (gone.status_code, gone.json()["is_withdrawn"]) == (200, True)
    assert gone["ETag"] != answer["ETag"]
    assert "Dr. Reviewer1" in gone.text
    assert "Too small" not in gone.text
    assert {edition["is_readable"] for edition in gone.json()["editions"]} == {False}
    people.under_review(hidden := people.drafted())
    assert client.get(f"/api/v1/answers/{hidden.slug}/record").status_code == 404
    schema = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert schema["EventShown"]["properties"]["words"]["examples"]
    assert set(schema["Signer"]["required"]) == set(first) - {"dissent"}


def test_an_old_address_leads_to_the_record(client: Client) -> None:
    article = people.approved()
    assert Submission.objects.count() == 1
    assert client.post(reverse("answer_record", args=[article.slug])).status_code == 405
    assert client.get("/answers/no-such-answer/record/").status_code == 404
