"""Two records of one work: found, compared, merged by an editor, and split again."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from articles.compose import compose
from articles.importing.library import Library
from articles.models import Article, Standing
from citations.duplicates import duplicates
from citations.importing import preview_file
from citations.lookup.looking import known
from citations.matching import Status
from citations.models import Citation, Notice
from citations.noticing import add_notices
from citations.retractions import Found
from reviews import workflow
from reviews.merging import seen
from reviews.notices import put_up
from reviews.refusals import Refused
from reviews.verification import verify_rows
from tests import people
from tests.reviews.desk import client_of

pytestmark = pytest.mark.django_db

LIST = "/admin/citations/citation/"


def twins() -> tuple[Citation, Citation]:
    """Two records of one work, the other one with another DOI, a PMID and a retraction."""
    one = people.citation()
    other = people.citation("smyth2020", title="A Trial of <i>Smith2020</i>.", pmid="77", page="")
    retraction = {"nature": "retraction", "noticed_on": datetime.date(2026, 2, 3)}
    Notice.objects.create(citation=other, **retraction)
    return one, other


def cites(text: str) -> dict[str, Any]:
    return {"wordings": {"clinician": {"from_guidelines": text, "from_research": ""}}}


def merge(one: Citation, other: Citation, **facts: Any) -> Citation:
    given = {"take": ["PMID"], "by": people.editor(), "reason": "One trial, typed twice."} | facts
    records = Citation.objects.filter(pk__in=[one.pk, other.pk])
    facts = {"fingerprint": seen(records)} | given
    return workflow.merge(stays=one.pk, goes=other.pk, **facts)


def page_of(article: Article) -> str:
    return Client().get(f"/answers/{article.slug}/").content.decode()


def test_an_editor_finds_compares_and_merges_a_duplicate_at_the_desk() -> None:
    one, other = twins()
    people.citation("smith2020x", title="A trial of something else")
    client = client_of(people.editor())
    page = client.get(f"{LIST}duplicates/").content.decode()
    assert "[@smith2020]" in page
    assert "[@smyth2020]" in page
    assert "smith2020x" not in page
    url = f"{LIST}merge/?works={one.pk}&works={other.pk}"
    form = client.get(url).context["form"]
    assert [field.label for field in form.pairs()] == ["Title", "Pages", "DOI", "PMID"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    wrong = client.post(url, sent | {"field-DOI": "12"})
    assert "Choose" in wrong.content.decode() or wrong.context["form"].errors
    assert wrong.context["form"]["reason"].errors
    chosen = {"field-title": other.pk, "reason": "One trial, typed twice."}
    assert client.post(url, sent | chosen).status_code == 302
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.title, one.page, one.doi, one.pmid) == (
        other.title,
        "1-9",
        "10.5555/smith2020",
        "77",
    )
    assert (other.merged_into, other.doi, other.pmid) == (one, "10.5555/smyth2020", None)
    rows = [record.history.latest() for record in (one, other)]
    assert {row.history_user.username for row in rows} == {"editor"}
    assert all("One trial, typed twice." in row.history_change_reason for row in rows)
    assert [str(notice) for notice in one.notices.all()] == ["Retraction, 2026-02-03"]
    assert not duplicates().groups
    assert "[@smyth2020] was merged into [@smith2020]." in client.get(LIST).content.decode()
    listed = client.get(LIST).content.decode()
    assert "smyth2020" not in listed
    assert "merged into [@smith2020]" in client.get(f"{LIST}?q=[@smyth2020]").content.decode()
    assert "smyth2020" not in client.get(f"{LIST}?q=trial").content.decode()
    merged = client.get(f"{LIST}{other.pk}/change/").content.decode()
    assert "This record was merged into" in merged
    assert "Split it again" in merged
    assert client.post(f"{LIST}{other.pk}/change/", sent).status_code == 403
    assert "[@smyth2020]" in client.get(f"{LIST}{one.pk}/change/").content.decode()


def test_both_keys_lead_to_one_reference_with_one_number() -> None:
    one, other = twins()
    text = "It helps [@smyth2020; @smith2020], twice [@SMYTH2020]. Code: `[@smyth2020]`."
    article = people.drafted(**cites(text))
    article.citation_reasons.create(citation=other, reason="To warn of it.")
    merge(one, other)
    manuscript = compose(Article.objects.get(pk=article.pk))
    assert manuscript["wordings"]["clinician"]["from_guidelines"] == (
        "It helps [@smith2020], twice [@smith2020]. Code: `[@smyth2020]`."
    )
    (reference,) = manuscript["references"]
    assert (reference["key"], reference["reason"]) == ("smith2020", "To warn of it.")
    assert article.wordings.get().from_guidelines == text
    shown = client_of(people.editor()).get(f"{LIST}{one.pk}/change/").content.decode()
    assert article.question in shown
    assert one.key not in client_of(people.editor()).get(f"{LIST}?use=uncited").content.decode()
    people.approved(article)
    assert page_of(article).count('<li id="reference-') == 1
    verify_rows(str)


def test_what_was_published_stays_and_hears_of_notices_on_either_record() -> None:
    one, other = twins()
    Notice.objects.all().delete()
    old = people.approved(**cites("It helps [@smyth2020]."))
    new = people.approved()
    before = {article.pk: page_of(article) for article in (old, new)}
    signed = {a.pk: bytes(people.latest(a).manuscript) for a in (old, new)}
    merge(one, other, take=[])
    assert page_of(new) == before[new.pk]
    assert "record was corrected on" in page_of(old), "its pages stand in the record that stays"
    for article in (old, new):
        assert bytes(people.latest(article).manuscript) == signed[article.pk]
    verify_rows(str)
    found = Found("10.5555/smyth2020", "", "retraction", datetime.date(2026, 3, 4), "")
    notices = add_notices([found, found], by=None, reason="Imported")
    assert [notice.citation for notice in notices] == [one]
    assert len(put_up(notices)) == 2
    told = {s.article_id: [n["key"] for n in s.notices] for s in Standing.objects.all()}
    assert told == {old.pk: ["smyth2020"], new.pk: ["smith2020"]}
    assert put_up(notices) == [], "nothing is told twice"
    verify_rows(str)


def test_a_merge_tells_readers_of_the_other_records_notice() -> None:
    one, other = twins()
    article = people.approved()
    merge(one, other)
    (notice,) = Standing.objects.get(article=article).notices
    assert (notice["key"], notice["kind"]) == ("smith2020", "retraction")
    verify_rows(str)


def test_files_look_ups_and_writers_find_the_work_by_what_either_record_had() -> None:
    one, other = twins()
    merge(one, other)
    for entry in ("DO  - 10.5555/SMYTH2020", "AN  - PMID:77\nDO  - 10.5555/smith2020"):
        file = f"TY  - JOUR\nTI  - A trial of smith2020\n{entry}\nER  - \n".encode()
        (match,) = preview_file(file).matches
        assert (match.status, match.key) == (Status.KNOWN, "smith2020")
    assert known("https://doi.org/10.5555/smyth2020") == one
    client = client_of(people.user("author", "Author"))
    for query in ("smyth", "10.5555/smyth2020", "trial"):
        works = client.get(f"{LIST}pick/", {"q": query}).json()["works"]
        assert [work["key"] for work in works] == ["smith2020"]
    work = Citation(key="smyth2020", title=other.title, doi="10.5555/smyth2020")
    library = Library([work], [])
    assert library.place([("citations[0]", work)]) == {"smyth2020": "smith2020"}
    assert not library.new


def test_a_split_gives_both_records_what_they_had() -> None:
    one, other = twins()
    third = people.citation("third2020")
    merge(other, third, take=[])
    merge(one, other)
    third.refresh_from_db()
    assert third.merged_into == one, "a key leads to its work in one step"
    client = client_of(people.editor())
    url = f"{LIST}{other.pk}/split/"
    assert client.post(url, {"reason": " "}).status_code == 200
    assert client.post(url, {"reason": "Another trial."}).status_code == 302
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.doi, one.pmid, other.doi, other.pmid, other.merged_into) == (
        *("10.5555/smith2020", None),
        *("10.5555/smyth2020", "77", None),
    )
    assert other.history.latest().history_change_reason.endswith("Another trial.")
    assert client.get(url).status_code == 404
    verify_rows(str)


def test_only_editors_merge_and_only_two_records_that_stand() -> None:
    one, other = twins()
    url = f"{LIST}merge/?works={one.pk}&works={other.pk}"
    for name, group in (("author", "Author"), ("auditor", "Auditor")):
        client = client_of(people.user(name, group))
        assert client.get(url).status_code == 403
        assert client.post(url, {"stays": one.pk}).status_code == 403
        assert client.get(f"{LIST}{other.pk}/split/").status_code == 403
        assert client.get(f"{LIST}duplicates/").status_code == 200
    with pytest.raises(Refused):
        merge(one, other, by=people.user("author", "Author"))
    Citation.objects.filter(pk=other.pk).update(title="", doi=None)
    with pytest.raises(Refused, match="Keep one of these"):
        merge(one, other, take=["title", "DOI"])
    client = client_of(people.editor())
    for asked in ("", "works=1", f"works={one.pk}&works=x", f"works={one.pk}&works={10**30}"):
        assert client.get(f"{LIST}merge/?{asked}").status_code == 302
    assert client.get(f"{LIST}duplicates/?after=x").status_code == 200


def test_postgresql_knows_no_chain_of_merged_records() -> None:
    one, two, three = (people.citation(f"work{number}") for number in range(3))
    Citation.objects.filter(pk=two.pk).update(merged_into=one)
    for record, into in ((one, one), (three, two), (one, three)):
        merged = Citation.objects.filter(pk=record.pk)
        with (
            pytest.raises(IntegrityError, match="merged into another one"),
            transaction.atomic(),
        ):
            merged.update(merged_into=into)


@pytest.mark.parametrize("number", [1, 3])
def test_duplicates_take_as_many_queries_for_three_as_for_one(
    number: int, django_assert_max_num_queries: Any
) -> None:
    client = client_of(people.editor())
    for place in range(number):
        for copy in "ab":
            people.citation(f"work{place}{copy}", title=f"The {place}th Æther, revisited")
    with django_assert_max_num_queries(10):
        page = client.get(f"{LIST}duplicates/")
    assert page.content.decode().count("Compare and merge") == number
