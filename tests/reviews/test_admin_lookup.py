"""Looking up a work at the desk: pasted, checked, saved; and what happens when nobody knows it."""

import datetime
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from citations.models import Citation, Notice
from tests import people
from tests.citations.lookup_server import Answer, LookupServer, crossref_work, running
from tests.reviews.desk import _Form

pytestmark = pytest.mark.django_db

PAGE = "/admin/citations/citation/lookup/"
ADD = "/admin/citations/citation/add/"
DOI = "10.1000/sample"
RETRACTION = {
    "DOI": "10.1000/Notice",
    "type": "retraction",
    "updated": {"date-parts": [[2021, 8, 17]]},
}


@pytest.fixture
def server(settings: Any) -> Iterator[LookupServer]:
    cache.clear()
    with running() as server:
        settings.CROSSREF_URL, settings.NCBI_URL = server.crossref, server.ncbi
        settings.LOOKUP_TIMEOUT = 2
        server.works[DOI] = crossref_work(volume="12", page="4-9", abstract="<p>A sample.</p>")
        yield server
    cache.clear()


def desk_of(name: str, *groups: str) -> Client:
    client = Client()
    client.force_login(people.user(name, *groups))
    return client


@pytest.fixture
def author() -> Client:
    return desk_of("author", "Author")


@pytest.fixture
def editor() -> Client:
    return desk_of("editor", "Editor")


def ask(client: Client, pasted: str) -> Any:
    return client.post(PAGE, {"identifier": pasted}, follow=True)


def told(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def filled_in(page: Any) -> dict[str, str]:
    """Return what a browser would send of the form for a new work."""
    text = page.content.decode()
    start = text.index('id="citation_form"')
    form = _Form()
    form.feed(text[text.rindex("<form", 0, start) : text.index("</form>", start)])
    return {name: value for name, value in form.fields if name}


def error(page: Any) -> str:
    (sentence,) = re.findall(r'<ul class="errorlist"[^>]*><li>(.*?)</li>', page.content.decode())
    return unescape(sentence)


def test_an_author_looks_up_a_work_checks_and_saves_it(
    author: Client, server: LookupServer
) -> None:
    page = ask(author, f"https://doi.org/{DOI.upper()}")
    assert told(page) == ["Crossref knows this work. Check it, then save it."]
    assert Citation.objects.count() == 0
    fields = filled_in(page)
    assert (fields["key"], fields["author"], fields["doi"]) == ("adams2020", "Adams, Demo", DOI)
    assert f'action="{ADD}"' in page.content.decode()
    assert author.post(ADD, fields).status_code == 302
    citation = Citation.objects.get()
    assert citation.full_csl() == {
        "id": "adams2020",
        "abstract": "A sample.",
        "type": "article-journal",
        "title": "A sample of our own",
        "author": [{"family": "Adams", "given": "Demo"}],
        "container-title": "Journal of Samples",
        "issued": {"date-parts": [[2020, 5, 17]]},
        "volume": "12",
        "page": "4-9",
        "DOI": DOI,
    }
    assert citation.history.get().history_user.username == "author"


def test_what_the_form_has_no_place_for_is_saved_as_well_and_what_is_typed_wins(
    editor: Client, server: LookupServer
) -> None:
    server.works[DOI] = crossref_work(
        short_container_title=["J Samp"],
        ISSN=["0028-4793"],
        edition_number="2",
        language="en",
        issued={"date-parts": [[2020, 5], [2020, 6]]},
    )
    page = ask(editor, DOI)
    (address,) = re.findall(rf'action="({ADD}[?]more=[^"]+)"', page.content.decode())
    typed = filled_in(page) | {"edition": "", "container_title_short": "J Sampl"}
    another = typed | {"key": "another", "doi": "10.1000/another"}
    assert editor.post(address, another).status_code == 302
    assert editor.post(address, typed).status_code == 302
    found = {"container-title-short": "J Sampl", "ISSN": "0028-4793"}
    assert Citation.objects.get(key="another").further == found
    work = Citation.objects.get(doi=DOI)
    assert (work.language, work.further) == ("en", {**found, "issued": {"end": [2020, 6]}})


def test_the_suggested_key_is_free(author: Client, server: LookupServer) -> None:
    people.citation("adams2020")
    people.citation("adams2020a")
    assert filled_in(ask(author, DOI))["key"] == "adams2020b"


def test_a_retraction_that_comes_along_is_saved_by_an_editor_with_the_work(
    editor: Client, server: LookupServer
) -> None:
    server.works[DOI] = crossref_work(updated_by=[RETRACTION])
    page = ask(editor, DOI)
    assert told(page) == [
        "Crossref knows this work. Check it, then save it.",
        "Crossref tells: Retraction, 2021-08-17, https://doi.org/10.1000/notice.",
        "It is filled in at the end of the form, to be saved with it.",
    ]
    assert editor.post(ADD, filled_in(page)).status_code == 302
    notice = Notice.objects.get()
    assert (notice.citation.doi, notice.nature, notice.noticed_on, notice.url) == (
        DOI,
        "retraction",
        datetime.date(2021, 8, 17),
        "https://doi.org/10.1000/notice",
    )


def test_a_retraction_that_comes_along_is_saved_with_an_authors_work_and_no_other(
    author: Client, server: LookupServer
) -> None:
    server.works[DOI] = crossref_work(updated_by=[RETRACTION])
    page = ask(author, DOI)
    assert told(page)[1:] == [
        "Crossref tells: Retraction, 2021-08-17, https://doi.org/10.1000/notice.",
        "It is saved with the work: cite it only with a reason.",
    ]
    (address,) = re.findall(rf'action="({ADD}[?]told=[^"]+)"', page.content.decode())
    typed = filled_in(page)
    made_up = {"notices-0-nature": "correction", "notices-0-noticed_on": "2020-01-01"}
    refused = author.post(address, typed | made_up | {"notices-TOTAL_FORMS": "1"})
    assert "Please submit at most 0 forms" in refused.content.decode()
    another = typed | {"key": "another", "doi": "10.1000/another"}
    for sent, to in [(another, address), ({**another, "doi": ""}, f"{ADD}?told=made.up")]:
        assert author.post(to, {**sent, "key": f"another{len(sent['doi'])}"}).status_code == 302
    assert Notice.objects.count() == 0
    bad = author.post(address, typed | {"title": "\x07"})
    assert f'action="{ADD}' not in bad.content.decode()  # it is sent to the same address again
    assert author.post(address, typed).status_code == 302
    notice = Notice.objects.get()
    assert (str(notice), notice.citation.doi) == ("Retraction, 2021-08-17", DOI)
    line = notice.history.get()
    assert (line.history_user.username, line.history_change_reason) == (
        "author",
        "Told by Crossref when it was looked up",
    )


@pytest.mark.parametrize("pasted", ["10.5555/SMITH2020", "https://doi.org/10.5555/smith2020"])
def test_a_work_of_the_library_is_shown_and_nobody_is_asked(
    author: Client, server: LookupServer, pasted: str
) -> None:
    citation = people.citation()
    page = ask(author, pasted)
    assert page.redirect_chain == [(f"/admin/citations/citation/{citation.pk}/change/", 302)]
    assert told(page) == ["The library has this work already: cite it as [@smith2020]."]
    assert server.asked == []


def test_a_work_of_the_library_is_known_by_what_the_answer_says(
    author: Client, server: LookupServer
) -> None:
    citation = people.citation(doi=DOI)
    server.works["10.1000/old"] = crossref_work(aliases=["10.1000/old"])
    page = ask(author, "10.1000/old")
    assert page.redirect_chain == [(f"/admin/citations/citation/{citation.pk}/change/", 302)]


@pytest.mark.parametrize("pasted", ["", "  ", "vitamin D", "\x00", "10.1000/" + "x" * 4000])
def test_what_names_no_work_gets_a_sentence(
    author: Client, server: LookupServer, pasted: str
) -> None:
    page = ask(author, pasted)
    assert page.status_code == 200
    assert error(page)
    assert server.asked == []


def test_what_was_pasted_stands_in_the_box_escaped(author: Client, server: LookupServer) -> None:
    text = ask(author, '"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in text
    assert "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_where_the_service_is_down_the_form_can_be_filled_by_hand(
    author: Client, server: LookupServer
) -> None:
    server.faults = [Answer(b"<html>", 500)] * 9
    page = ask(author, DOI)
    assert error(page) == (
        f"Crossref was asked for DOI {DOI}. It has a fault of its own at the moment (500). Try "
        "again in a minute, or fill in the form by hand."
    )
    assert f'href="{ADD}"' in page.content.decode()
    assert author.get(ADD).status_code == 200


def test_a_hostile_record_is_shown_as_text(author: Client, server: LookupServer) -> None:
    server.works[DOI] = crossref_work(
        title=["</textarea><script>alert(1)</script>5 < 6"],
        author=[{"family": '"><img src=x onerror=alert(1)>Adams'}],
    )
    text = ask(author, DOI).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_a_work_with_a_thousand_authors_fits(author: Client, server: LookupServer) -> None:
    names = [{"family": f"Adams{number}", "given": "Demo"} for number in range(1000)]
    server.works[DOI] = crossref_work(author=names)
    assert author.post(ADD, filled_in(ask(author, DOI))).status_code == 302
    assert len(Citation.objects.get().author) == 1000


def test_a_suffix_that_the_form_has_no_place_for_is_told(
    author: Client, server: LookupServer
) -> None:
    server.works[DOI] = crossref_work(author=[{"family": "Adams", "given": "D", "suffix": "Jr"}])
    assert told(ask(author, DOI))[1:] == [
        "The form has no place for the suffix of Adams Jr: left out."
    ]


@pytest.mark.parametrize("group", ["Board member", "Auditor"])
def test_who_may_not_add_works_cannot_look_them_up(group: str, server: LookupServer) -> None:
    client = desk_of("someone", group)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"identifier": DOI}).status_code == 403
    assert server.asked == []


def test_who_is_not_signed_in_is_asked_to(server: LookupServer) -> None:
    assert Client().get(PAGE).status_code == 302
    Client().post(PAGE, {"identifier": DOI})
    assert server.asked == []


def test_nobody_can_be_made_to_look_up_from_elsewhere(server: LookupServer) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.user("author", "Author"))
    assert client.post(PAGE, {"identifier": DOI}).status_code == 403
    assert client.get(PAGE, {"identifier": DOI}).status_code == 200
    assert client.put(PAGE).status_code in {403, 405}
    assert server.asked == []


def test_the_page_is_led_to_from_the_list_and_the_form(author: Client) -> None:
    for url in ("/admin/citations/citation/", ADD):
        assert f'href="{PAGE}"' in author.get(url).content.decode()


def test_the_pages_run_no_script_or_style_of_their_own(
    author: Client, server: LookupServer
) -> None:
    for page in (author.get(PAGE), ask(author, DOI)):
        text = page.content.decode()
        assert (
            re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style", text) == []
        )
        assert re.findall(r"<[^>]+\s(?:style|on[a-z]+)=", text) == []
