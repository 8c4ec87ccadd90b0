"""Records that look like one work and are two: an editor says so, and takes it back."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from citations.duplicates import duplicates
from citations.models import Citation, DifferentWorks
from reviews import workflow
from reviews.merging import seen
from reviews.refusals import Forbidden, Refused
from reviews.verification import verify_rows
from tests import people
from tests.reviews.desk import client_of
from tests.reviews.test_admin_at_once import later, wait_for_a_lock

LIST = "/admin/citations/citation/"
REASON = "An editorial of another month."


def editorials(number: int) -> list[Citation]:
    return [
        people.citation(f"smith2020{letter}", title="Editorial", page=str(page))
        for page, letter in enumerate("abcdefghij"[:number], 1)
    ]


def listed() -> list[list[str]]:
    return [[record.key[-1] for record in group] for group in duplicates().groups]


def tell_apart(*works: Citation, **facts: Any) -> None:
    given = {"by": people.editor(), "reason": REASON, "fingerprint": seen(works)} | facts
    workflow.tell_apart(works=[work.pk for work in works], **given)


@pytest.mark.django_db
def test_an_editor_tells_two_works_apart_at_the_desk_and_takes_it_back() -> None:
    one, other = editorials(2)
    client = client_of(people.editor())
    page = client.get(f"{LIST}duplicates/").content.decode()
    url = f"{LIST}different/?works={one.pk}&works={other.pk}"
    assert url.replace("&", "&amp;") in page
    assert (
        url.replace("&", "&amp;")
        in client.get(f"{LIST}merge/?works={one.pk}&works={other.pk}").content.decode()
    )
    sent = {"fingerprint": client.get(url).context["form"]["fingerprint"].value()}
    assert client.post(url, sent | {"reason": " "}).context["form"]["reason"].errors
    done = client.post(url, sent | {"reason": REASON}, follow=True).content.decode()
    assert "[@smith2020a], [@smith2020b] are kept as different works." in done
    assert "No records look like duplicates." in done
    page = client.get(f"{LIST}{one.pk}/change/").content.decode()
    assert "by Editor Test: " in page
    assert REASON in page
    assert (
        f"Told apart from [@smith2020b]: {REASON}"
        in client.get(f"{LIST}{one.pk}/history/").content.decode()
    )
    url = f"{LIST}{other.pk}/same/"
    assert url in client.get(f"{LIST}{other.pk}/change/").content.decode()
    assert client.post(url, {"reason": ""}).context["form"]["reason"].errors
    done = client.post(url, {"reason": "The same after all."}, follow=True).content.decode()
    assert "[@smith2020b] is compared with all others again." in done
    assert listed() == [["a", "b"]]
    assert client.get(url).status_code == 404
    rows = DifferentWorks.history.order_by("history_date")
    kept = rows.values_list("history_type", "history_user__username", "history_change_reason")
    assert list(kept) == [("+", "editor", REASON), ("-", "editor", "The same after all.")]
    verify_rows(lambda _: None)


@pytest.mark.django_db
def test_what_is_told_apart_holds_until_title_year_or_author_changes() -> None:
    one, other = editorials(2)
    tell_apart(one, other)
    other.page = "77"
    other.save()
    assert listed() == []
    for record in (one, other):
        record.title = "Farewell"
        record.save()
    assert listed() == [["a", "b"]]
    tell_apart(*Citation.objects.filter(pk__in=[one.pk, other.pk]))
    assert listed() == []
    assert DifferentWorks.objects.count() == 1


@pytest.mark.django_db
def test_of_many_records_those_that_may_still_be_one_work_are_listed(
    django_assert_num_queries: Any,
) -> None:
    one, two, three, four = editorials(4)
    tell_apart(one, two)
    assert listed() == [["a", "b", "c", "d"]]
    tell_apart(one, two, three)
    tell_apart(two, three, four)
    assert listed() == [["a", "d"]]
    tell_apart(one, four)
    with django_assert_num_queries(3):
        assert listed() == []
    people.citation("smith2020e", title="Editorial", page="9")
    assert listed() == [["a", "b", "c", "d", "e"]]
    with django_assert_num_queries(6):
        duplicates()


@pytest.mark.django_db
def test_only_an_editor_tells_apart_and_only_what_looks_alike() -> None:
    one, other = editorials(2)
    third = people.citation("jones2021")
    with pytest.raises(Forbidden, match="^Only an editor"):
        tell_apart(one, other, by=people.author().user)
    assert client_of(people.author().user).get(f"{LIST}different/").status_code == 403
    for works, facts, sentence in (
        ((one,), {}, "Choose two records"),
        ((one, third), {}, "Their title, year or first author differ"),
        ((one, other), {"reason": " "}, "Say why"),
        ((one, other), {"fingerprint": "x"}, "Somebody changed one of these records"),
    ):
        with pytest.raises(Refused, match=f"^{sentence}"):
            tell_apart(*works, **facts)
    for first, second in ((other, one), (one, one)):
        with pytest.raises(IntegrityError), transaction.atomic():
            DifferentWorks.objects.create(first=first, second=second, compared_by="1")
    client = client_of(people.editor())
    url = f"{LIST}different/?works={one.pk}&works={other.pk}"
    page = client.post(url, {"fingerprint": "old", "reason": REASON})
    assert "Somebody changed one of these records" in page.content.decode()
    sent = {name: page.context["form"][name].value() for name in ("fingerprint", "reason")}
    assert sent["reason"] == REASON
    assert client.post(url, sent).status_code == 302
    assert client.get(f"{LIST}different/?works={one.pk}&works=x", follow=True).status_code == 200


def test_of_two_editors_at_once_the_second_is_told_that_the_records_were_merged(
    committed: str,
) -> None:
    one, other = editorials(2)
    client = client_of(people.editor("second"))
    url = f"{LIST}different/?works={one.pk}&works={other.pk}"
    sent = {"fingerprint": client.get(url).context["form"]["fingerprint"].value(), "reason": "x"}
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            facts = {"take": [], "fingerprint": seen([one, other]), "reason": "One editorial."}
            workflow.merge(stays=one.pk, goes=other.pk, by=people.editor(), **facts)
            answer = later(pool, lambda: client.post(url, sent, follow=True))
            wait_for_a_lock()
        page = answer.result(30).content.decode()
    assert "merged [@smith2020b] into [@smith2020a] meanwhile" in page
    assert not DifferentWorks.objects.exists()
