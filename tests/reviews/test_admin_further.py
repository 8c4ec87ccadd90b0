"""What a librarian types of a work beyond its columns: edition, editors, ISBN and the like."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from citations.models import Citation
from tests import people
from tests.reviews.desk import client_of
from tests.reviews.test_admin_library import page_of
from tests.reviews.test_admin_lookup import filled_in

pytestmark = pytest.mark.django_db

SUFFIX = {"family": "Adams", "given": "Demo", "suffix": "Jr"}
FOUND = {
    "editor": [SUFFIX],
    "edition": "2",
    "event-date": {"date-parts": [[2019]]},
    "issued": {"end": [2021]},
}


@pytest.fixture
def editor() -> Client:
    return client_of(people.editor())


def change(client: Client, work: Citation, **typed: str) -> Any:
    fields = filled_in(client.get(page_of(work))) | {"change_reason": "Checked against the book."}
    return client.post(page_of(work), fields | typed)


def test_an_editor_types_particulars_and_what_has_no_field_stays(editor: Client) -> None:
    work = people.citation(further=FOUND)
    assert change(editor, work).status_code == 302
    work.refresh_from_db()
    assert work.further == FOUND, "saved as it was found, nothing changes"
    typed = {
        "container_title_short": "  J  Tests ",
        "issn": "00284793",
        "isbn": "978 3 16 148410 0",
        "edition": "",
        "editor": "Adams, Demo\r\n{Study <i>Group</i>}",
        "publisher_place": "Bern",
    }
    assert change(editor, work, **typed).status_code == 302
    work.refresh_from_db()
    assert work.further == {
        "container-title-short": "J Tests",
        "ISSN": "0028-4793",
        "ISBN": "978-3-16-148410-0",
        "editor": [SUFFIX, {"literal": "Study Group"}],
        "publisher-place": "Bern",
        "event-date": FOUND["event-date"],
        "issued": FOUND["issued"],
    }
    history = editor.get(f"/admin/citations/citation/{work.pk}/history/")
    assert "Checked against the book." in history.text
    version = editor.get(f"{history.request['PATH_INFO']}{work.history.latest().pk}/").text
    assert "ISBN: 978-3-16-148410-0" in unescape(re.sub("<[^>]*>", "", version))
    assert change(editor, work, container_title_short="Journal of Tests").status_code == 302
    work.refresh_from_db()
    assert "container-title-short" not in work.further, "imports keep no short form that is none"
    reader = client_of(people.user("auditor", "Auditor")).get(page_of(work))
    assert "<div>ISSN: 0028-4793</div>" in reader.text
    assert 'name="issn"' not in reader.text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("issn", "1234-567", "This is not an ISSN: it has eight digits"),
        ("issn", "9" * 100_000, "at most 9."),
        ("isbn", "none", "This is not an ISBN: it has 10 or 13 digits."),
        ("edition", "3" * 200, "This has 200 characters; at most 100."),
        ("publisher_place", "Bern\u202e", "changes the direction of the text"),
        ("genre", "nul \0", "Null characters are not allowed."),
        ("editor", ", Given only", "Line 1 has no family name"),
        ("editor", "{,}", "Each needs a family name"),
        ("translator", "N" * 600, "A name has 600 characters; at most 500."),
    ],
)
def test_a_wrong_particular_gets_a_sentence_and_stands_open(
    editor: Client, field: str, typed: str, sentence: str
) -> None:
    work = people.citation(further=FOUND)
    closed = editor.get(page_of(work)).text
    page = change(editor, work, **{field: typed, "title": "Lost"})
    assert page.status_code == 200
    assert sentence in page.text
    assert closed.count("<details><summary>") == page.text.count("<details><summary>") + 1
    work.refresh_from_db()
    assert (work.further, work.title) == (FOUND, "A trial of smith2020")
