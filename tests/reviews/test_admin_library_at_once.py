"""Two editors with one record of the library open at the same time."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from citations.models import Citation
from tests import people
from tests.reviews.desk import client_of
from tests.reviews.test_admin_at_once import later, wait_for_a_lock
from tests.reviews.test_admin_library import NO_NOTICE, notice


def opened(client: Client, work: Citation) -> tuple[str, dict[str, Any]]:
    url = f"/admin/citations/citation/{work.pk}/change/"
    form = client.get(url).context["adminform"].form
    return url, shown(form) | NO_NOTICE


def shown(form: Any) -> dict[str, Any]:
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.django_db
def test_second_editor_sees_what_the_first_changed_and_keeps_his_own_typing() -> None:
    work = people.citation(further={"publisher-place": "Rome", "edition": "2"})
    first, second = client_of(people.editor("first")), client_of(people.editor("second"))
    url, sent = opened(second, work)
    _, firsts = opened(first, work)
    firsts |= {"title": "A larger trial", "volume": "2", "author": "Smith, Ann\nJones, Jo"}
    firsts |= {"edition": "3", "publisher_place": "", "change_reason": "Looked up.", **notice()}
    assert first.post(url, firsts).status_code == 302
    mine = {"title": "A small trial", "issue": "4", "edition": "4", "change_reason": "Mended."}
    answer = second.post(url, sent | mine)
    form, page = answer.context["adminform"].form, answer.content.decode()
    assert "First Test changed this record on " in page
    changed = re.findall(r"while you had it open: ([^.]*)[.]", page)
    assert [set(labels.split(", ")) for labels in changed] == [
        {"Title", "Authors", "Volume", "Edition", "Place of publication"}
    ]
    assert "Somebody else wrote here meanwhile: “A larger trial”. Yours stands below." in page
    assert "Somebody else wrote here meanwhile: “3”." in page
    now = shown(form)
    assert (now["title"], now["issue"], now["edition"]) == ("A small trial", "4", "4")
    assert (now["volume"], now["author"]) == ("2", "Smith, Ann\nJones, Jo")
    assert (now["publisher_place"], now["change_reason"]) == ("", "Mended.")
    work.refresh_from_db()
    assert (work.title, work.issue) == ("A larger trial", "")
    assert second.post(url, now | NO_NOTICE | {"notices-INITIAL_FORMS": "0"}).status_code == 302
    work.refresh_from_db()
    assert (work.title, work.volume, work.issue) == ("A small trial", "2", "4")
    assert work.further == {"edition": "4"}
    assert [name["family"] for name in work.author] == ["Smith", "Jones"]
    assert work.notices.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("forged", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_who_sends_no_version_or_a_wrong_one_gets_no_error(forged: str) -> None:
    work = people.citation()
    client = client_of(people.editor())
    url, sent = opened(client, work)
    sent |= {"opened": forged, "volume": "9", "change_reason": "Mended."}
    assert client.post(url, sent).status_code == 302
    assert Citation.objects.get().volume == "9"


def test_second_of_two_at_the_same_moment_waits_and_is_told(committed: str) -> None:
    work = people.citation()
    client = client_of(people.editor())
    url, sent = opened(client, work)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Citation.objects.select_for_update().get(pk=work.pk)
            work.volume = "7"
            work.save()
            answer = later(
                pool, lambda: client.post(url, sent | {"volume": "8", "change_reason": "Mended."})
            )
            wait_for_a_lock()
        page = answer.result(30).content.decode()
    assert "Somebody else wrote here meanwhile: “7”." in page
    assert Citation.objects.get().volume == "7"
