"""Two editors with one topic, disclaimer, author, entity, member or account open at once."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpResponse

from articles.models import Author, Disclaimer, SynonymSet, Topic
from articles.search.synonyms import keys
from reviews.models import BoardMember, Entity
from tests import people
from tests.reviews.desk import client_of, sent
from tests.reviews.test_admin_at_once import later, wait_for_a_lock

REASON = {"change_reason": "Looked up."}
UNVERIFIED = ", How credentials were verified"  # emptied with what was verified


def topic() -> Topic:
    return Topic.objects.create(name="Hearts", slug="hearts", description="Old")


def disclaimer() -> Disclaimer:
    return Disclaimer.objects.create(audience="clinician", text="Old\n\nlines")


def entity() -> Entity:
    return Entity.objects.create(name="Old", other_names=["One", "Two"])


def synonyms() -> SynonymSet:
    return SynonymSet.objects.create(names=["old", "ancient"], keys=keys(["old", "ancient"]))


class Editor:
    """A browser with the page of `record` open."""

    def __init__(self, name: str, record: Any) -> None:
        self.client, meta = client_of(people.chief(name)), record._meta
        self.url = f"/admin/{meta.app_label}/{meta.model_name}/{record.pk}/change/"
        self.form = f"{meta.model_name}_form"
        self.fields = sent(self.client.get(self.url), self.form)

    def saves(self, **changes: Any) -> HttpResponse:
        """Send the form as it was opened, or as the last answer shows it, with `changes`."""
        fields = {name: value for name, value in (self.fields | changes).items() if value != []}
        answer = self.client.post(self.url, fields)
        if answer.status_code == 200:
            self.fields = sent(answer, self.form)
        return answer


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("made", "theirs", "mine", "label"),
    [
        (topic, {"name": "New"}, {"description": "Mine"}, "Name"),
        (topic, {"is_safety": "on"}, {"name": "Mine"}, "About dosing or safety"),
        (entity, {"other_names": "One\r\nThree"}, {"name": "Mine"}, "Other names"),
        (people.author, {"name": "New"}, {"affiliation": "Mine"}, "Printed name"),
        (
            people.member,
            {"licence_until": "2998-01-01"},
            {"name": "M"},
            f"Licence valid until{UNVERIFIED}",
        ),
        (people.member, {"is_active": []}, {"name": "M"}, "Serves on the board"),
        (people.member, {"specialties": []}, {"specialty": "M"}, f"Specialties{UNVERIFIED}"),
    ],
)
def test_second_editor_is_told_and_overwrites_nothing_he_left_alone(
    made: Callable[[], Any], theirs: dict[str, Any], mine: dict[str, Any], label: str
) -> None:
    record = made()
    first, second = Editor("first", record), Editor("second", record)
    assert first.saves(**theirs, **REASON).status_code == 302
    saved = type(record).objects.values().get(pk=record.pk)
    page = second.saves(**mine, **REASON).text
    assert "First Test changed this record on " in page
    assert re.findall("while you had it open: ([^.]*)[.]", page) == [label]
    assert type(record).objects.values().get(pk=record.pk) == saved
    assert second.saves().status_code == 302
    record.refresh_from_db()
    assert {name: getattr(record, name) for name in mine} == mine
    for name in theirs:
        assert getattr(record, name) == saved[name]


@pytest.mark.django_db
def test_a_disclaimer_that_both_changed_shows_both_and_asks_again() -> None:
    record = disclaimer()
    first, second = Editor("first", record), Editor("second", record)
    assert first.saves(text="Theirs", **REASON).status_code == 302
    page = second.saves(text="Mine", **REASON).text
    assert "Somebody else wrote here meanwhile: “Theirs”. Yours stands below." in page
    assert second.fields["text"] == "Mine"
    record.refresh_from_db()
    assert record.text == "Theirs"
    assert second.saves().status_code == 302
    record.refresh_from_db()
    assert record.text == "Mine"
    rows = record.history.all()[:2]
    assert [(row.text, row.history_user.username) for row in rows] == [
        ("Mine", "second"),
        ("Theirs", "first"),
    ]


@pytest.mark.django_db
def test_a_third_change_while_the_second_looks_is_told_again() -> None:
    record = disclaimer()
    first, second = Editor("first", record), Editor("second", record)
    first.saves(text="Theirs", **REASON)
    second.saves(text="Mine", **REASON)
    Editor("third", record).saves(text="Third", **REASON)
    page = second.saves().text
    assert "Third Test changed this record on " in page
    assert "meanwhile: “Third”" in page
    assert Disclaimer.objects.get(pk=record.pk).text == "Third"


@pytest.mark.django_db
def test_who_opened_what_nobody_changed_is_not_asked_twice() -> None:
    for record in (topic(), entity(), people.author(), people.member(), synonyms(), disclaimer()):
        assert Editor("first", record).saves(**REASON).status_code == 302


@pytest.mark.django_db
def test_both_came_to_the_same_and_nobody_is_asked() -> None:
    record = topic()
    first, second = Editor("first", record), Editor("second", record)
    first.saves(name="New", **REASON)
    assert second.saves(name="New", **REASON).status_code == 302


@pytest.mark.django_db
def test_synonyms_have_no_history_and_are_not_overwritten_either() -> None:
    record = synonyms()
    first, second = Editor("first", record), Editor("second", record)
    assert first.saves(names="old, antique").status_code == 302
    page = second.saves(names="old, aged").text
    assert "Somebody changed this record, while you had it open: Names." in page
    assert "meanwhile: “old,antique”" in page
    assert SynonymSet.objects.get().names == ["old", "antique"]
    assert second.saves().status_code == 302
    assert SynonymSet.objects.get().keys == keys(["old", "aged"])


@pytest.mark.django_db
def test_a_group_taken_from_an_account_is_not_given_back_by_who_had_it_open() -> None:
    account = people.user("reader", "Editor", "Author")
    account.email = "reader@example.org"
    account.save()
    first, second = Editor("first", account), Editor("second", account)
    assert first.saves(groups=[], **REASON).status_code == 302
    page = second.saves(first_name="Rea", **REASON).text
    assert "while you had it open: Groups." in page
    assert second.saves().status_code == 302
    account.refresh_from_db()
    assert account.first_name == "Rea"
    assert not account.groups.exists()


@pytest.mark.django_db
def test_groups_that_both_changed_are_told_by_their_names() -> None:
    account = people.user("reader", "Editor", "Author")
    account.email = "reader@example.org"
    account.save()
    first, second = Editor("first", account), Editor("second", account)
    kept = Group.objects.get(name="Author").pk
    assert first.saves(groups=[kept], **REASON).status_code == 302
    page = second.saves(groups=[], **REASON).text
    assert "Somebody else wrote here meanwhile: “Author”. Yours stands below." in page


@pytest.mark.django_db
def test_an_authors_name_is_not_put_back_by_who_has_the_account_open() -> None:
    author = people.author()
    author.user.email = "author@example.org"
    author.user.save()
    of_author, of_account = Editor("first", author), Editor("second", author.user)
    assert of_author.saves(name="New Name", **REASON).status_code == 302
    page = of_account.saves(last_name="Mine", **REASON).text
    assert "First Test changed this record on " in page
    assert of_account.fields["author-0-name"] == "New Name"
    assert of_account.saves().status_code == 302
    assert Author.objects.get(pk=author.pk).name == "New Name"


@pytest.mark.django_db
def test_two_who_add_an_author_profile_add_one() -> None:
    account = people.user("newcomer", "Author")
    account.email = "newcomer@example.org"
    account.save()
    first, second = Editor("first", account), Editor("second", account)
    assert first.saves(**{"author-0-name": "Theirs"}, **REASON).status_code == 302
    answer = second.saves(**{"author-0-name": "Mine"}, **REASON)
    assert "Somebody added this meanwhile, so yours was not saved." in answer.text
    assert Author.objects.get(user=account).name == "Theirs"


@pytest.mark.django_db
@pytest.mark.parametrize("forged", ["", "x", "text:0", "\0", "text:" + "0" * 16, "é" * 5000])
def test_a_forged_version_gets_no_error(forged: str) -> None:
    record = disclaimer()
    editor = Editor("first", record)
    assert editor.saves(text="New", opened=forged, **REASON).status_code in {200, 302}


@pytest.mark.django_db
def test_who_may_only_read_is_shown_no_version() -> None:
    client = client_of(people.user("auditor", "Auditor"))
    for record in (topic(), disclaimer(), people.member()):
        meta = record._meta
        page = client.get(f"/admin/{meta.app_label}/{meta.model_name}/{record.pk}/change/").text
        assert str(record) in page
        assert "pened" not in page


@pytest.mark.parametrize(("made", "field"), [(disclaimer, "text"), (people.member, "name")])
def test_second_of_two_at_the_same_moment_waits_and_is_told(
    committed: str, made: Callable[[], Any], field: str
) -> None:
    record = made()
    second = Editor("second", record)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert Editor("first", record).saves(**{field: "Theirs"}, **REASON).status_code == 302
            answer = later(pool, lambda: second.saves(**{field: "Mine"}, **REASON))
            wait_for_a_lock()
        assert "meanwhile: “Theirs”. Yours stands below." in answer.result(30).text
    record.refresh_from_db()
    assert getattr(record, field) == "Theirs"


def test_an_account_waits_for_who_saves_its_seat_on_the_board(committed: str) -> None:
    member = people.member()
    member.user.email = "member@example.org"
    member.user.save()
    second = Editor("second", member.user)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Editor("first", member).saves(name="Theirs", **REASON)
            answer = later(pool, lambda: second.saves(**{"board_member-0-name": "Mine"}, **REASON))
            wait_for_a_lock()
        assert "meanwhile: “Theirs”. Yours stands below." in answer.result(30).text
    assert BoardMember.objects.get(pk=member.pk).name == "Theirs"
