"""Crossref and PubMed when they are slow, busy, broken or not themselves."""

import gzip
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from citations.lookup.failing import LookupFailed
from citations.lookup.looking import look_up
from citations.lookup.turns import take_turn
from tests.citations.lookup_server import (
    Answer,
    Fault,
    LookupServer,
    broken_off,
    crossref_work,
    dripping_body,
    dripping_headers,
    endless,
    no_http,
    pubmed_record,
    pubmed_set,
    reset,
    running,
    silent,
    summary,
    unused_port,
)

pytestmark = pytest.mark.django_db
DOI = "10.1000/sample"
ASKED = f"Crossref was asked for DOI {DOI}. "
LATER = " Try again in a minute, or fill in the form by hand."
BY_HAND = " Fill in the form by hand."


@pytest.fixture
def server(settings: Any) -> Iterator[LookupServer]:
    cache.clear()
    with running() as server:
        settings.CROSSREF_URL, settings.NCBI_URL = server.crossref, server.ncbi
        settings.LOOKUP_TIMEOUT = 1
        server.works[DOI] = crossref_work()
        server.records["123"] = pubmed_set(pubmed_record("123"))
        yield server
    cache.clear()


def failure(pasted: str, within: float = 1.7) -> str:
    """Return why nothing was found; that it is told in time is part of every failure."""
    begun = time.monotonic()
    with pytest.raises(LookupFailed) as failed:
        look_up(pasted)
    assert time.monotonic() - begun < within
    return str(failed.value)


def test_a_work_that_crossref_does_not_know(server: LookupServer) -> None:
    assert failure("10.1000/unknown") == (
        "Crossref was asked for DOI 10.1000/unknown. It knows no such work. Check for slips, or "
        "fill in the form by hand."
    )
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 404])
def test_a_work_that_pubmed_does_not_know(server: LookupServer, status: int) -> None:
    sentence = (
        "PubMed was asked for {}. It knows no such work. Check for slips, or fill in the form by "
        "hand."
    )
    assert failure("124") == sentence.format("PMID 124")
    assert failure("PMC124") == sentence.format("PMC124")
    server.faults = [Answer(b"<ERROR>ID list is empty!</ERROR>", status)]
    assert failure("125") == sentence.format("PMID 125")


@pytest.mark.parametrize("fault", [silent, dripping_headers, dripping_body])
def test_who_answers_too_slowly_is_not_waited_for(server: LookupServer, fault: Fault) -> None:
    server.faults = [fault]
    assert failure(DOI) == f"{ASKED}It did not answer in time.{LATER}"


@pytest.mark.parametrize("fault", [broken_off, reset, no_http])
def test_who_breaks_off_once_is_asked_again(
    server: LookupServer, settings: Any, fault: Fault
) -> None:
    settings.LOOKUP_TIMEOUT = 3
    server.faults = [fault]
    assert look_up(DOI).item["DOI"] == DOI
    assert len(server.asked) == 2


@pytest.mark.parametrize("fault", [broken_off, reset, no_http])
def test_who_breaks_off_again_is_given_up(server: LookupServer, fault: Fault) -> None:
    server.faults = [fault] * 5
    assert failure(DOI) == f"{ASKED}It cannot be reached, or broke off its answer.{LATER}"


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid"])
def test_who_cannot_be_reached_is_named(server: LookupServer, settings: Any, host: str) -> None:
    settings.CROSSREF_URL = f"http://{host}:{unused_port()}"
    settings.LOOKUP_TIMEOUT = 3  # some resolvers take their time to know no such host
    assert (
        failure(DOI, within=3.7) == f"{ASKED}It cannot be reached, or broke off its answer.{LATER}"
    )


@pytest.mark.parametrize("status", [500, 503])
def test_a_fault_of_the_service_is_outlasted(
    server: LookupServer, settings: Any, status: int
) -> None:
    settings.LOOKUP_TIMEOUT = 3
    server.faults = [Answer(b"<html>Sorry</html>", status)]
    assert look_up(DOI).item["DOI"] == DOI


def test_a_fault_that_stays_is_tried_three_times_with_longer_and_longer_waits(
    server: LookupServer, settings: Any
) -> None:
    settings.LOOKUP_TIMEOUT = 8
    server.faults = [Answer(b"", 500)] * 9
    with pytest.raises(LookupFailed) as failed:
        look_up(DOI)
    assert str(failed.value) == f"{ASKED}It has a fault of its own at the moment (500).{LATER}"
    first, second, third = (asked.at for asked in server.asked)
    assert 0.5 < second - first < 1.4
    assert 1.5 < third - second < 3


def test_a_service_that_asks_for_a_short_wait_gets_it(server: LookupServer, settings: Any) -> None:
    settings.LOOKUP_TIMEOUT = 8
    server.faults = [Answer(b"", 429, {"Retry-After": "2"})]
    assert look_up(DOI).item["DOI"] == DOI
    first, second = (asked.at for asked in server.asked)
    assert 2 < second - first < 3


def test_a_service_that_asks_for_a_long_wait_is_left_alone(server: LookupServer) -> None:
    server.faults = [Answer(b"", 429, {"Retry-After": "600"})]
    assert failure(DOI) == (
        f"{ASKED}It gets too many questions at the moment. Try again in 10 minutes, or fill in the "
        "form by hand."
    )
    assert failure("10.1000/other") == (
        "Crossref was asked for DOI 10.1000/other. It wants to be left alone for a while. Try "
        "again in 10 minutes, or fill in the form by hand."
    )
    assert len(server.asked) == 1
    assert look_up("123").item["PMID"] == "123"  # the other service goes on


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("99999999999999999999999", "60 minutes"),
        ("60", "60 seconds"),
        ("soon", "a minute"),
        ("-5", "a minute"),
        ("", "a minute"),
        ("\xb2", "a minute"),
    ],
    ids=["endless", "seconds", "words", "negative", "nothing", "no-digit"],
)
def test_a_wish_to_wait_is_read_in_all_its_forms(
    server: LookupServer, value: str, words: str
) -> None:
    server.faults = [Answer(b"", 429, {"Retry-After": value})] * 3
    assert failure(DOI) == (
        f"{ASKED}It gets too many questions at the moment. Try again in {words}, or fill in the "
        "form by hand."
    )


def test_a_wish_to_wait_until_a_date_is_read(server: LookupServer) -> None:
    date = datetime.now(UTC) + timedelta(minutes=30)
    server.faults = [Answer(b"", 429, {"Retry-After": format_datetime(date, usegmt=True)})]
    assert failure(DOI) == (
        f"{ASKED}It gets too many questions at the moment. Try again in 30 minutes, or fill in the "
        "form by hand."
    )


@pytest.mark.parametrize("status", [204, 304, 401, 403, 418])
def test_a_refusal_is_one_for_the_administrator(server: LookupServer, status: int) -> None:
    server.faults = [Answer(b"", status)]
    assert failure(DOI) == (
        f"{ASKED}It refused to answer ({status}). Fill in the form by hand, and tell an "
        "administrator to look at CROSSREF_URL."
    )


NO_RECORD = f"{ASKED}Its answer is none of its records.{BY_HAND}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"42",
        b'"Resource not found."',
        b"{}",
        b'{"message": null}',
        b'{"message": "work"}',
        b'{"message": []}',
        b'{"message": {"DOI": "10.1000/sa',
        b"<!DOCTYPE html><html><body>Sign in to this network</body></html>",
        b"\xff\xfe\x00\x01",
        b"\x89PNG\r\n\x1a\n",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"message": {"DOI": ' + b"9" * 5000 + b"}}",
        b'{"message": {"DOI": "10.1000/sample", "type": ["journal-article"]}}',
        b'{"message": {"DOI": "10.1000/sample", "updated-by": 7}}',
        b'{"message": {"DOI": "10.1000/sample", "update-to": ["10.1000/x"]}}',
        b'{"message": {"DOI": "10.1000/sample", "aliases": 7}}',
    ],
    ids=range(20),
)
def test_what_is_no_record_of_crossref_is_refused(server: LookupServer, body: bytes) -> None:
    server.faults = [Answer(body)]
    assert failure(DOI) == NO_RECORD


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"title": [{"en": "x"}], "author": ["Adams"]}, "author: a name is an object with family"),
        ({"author": [{"family": "A\u0000dams"}]}, "author: it has an invisible control"),
        ({"author": [{"family": "A"}] * 10_000}, "author: this entry has 10,000 names"),
        ({"title": ["A \u202esample"]}, "title: it has an invisible character"),
        ({"title": ["\ud800"]}, "title: it has half of a character"),
        ({"title": ["x" * 50_000]}, "title: this has 50,000 characters"),
        ({"volume": {"number": 12}}, "volume: this must be text."),
        ({"issued": {"date-parts": [[2020, 13, 1]]}}, "issued: there is no month 13."),
        ({"issued": {"date-parts": [[2020, 2, 30]]}}, "issued: 2020-2-30 is no day."),
    ],
)
def test_a_record_that_the_library_cannot_keep_is_refused_with_its_field(
    server: LookupServer, fields: dict[str, Any], why: str
) -> None:
    server.works[DOI] = crossref_work(**fields)
    told = failure(DOI)
    begins = f"{ASKED}Its record cannot be used: {why}"
    assert (told[: len(begins)], told[-len(BY_HAND) :]) == (begins, BY_HAND)


def test_markup_in_a_record_is_taken_out(server: LookupServer) -> None:
    title = "A <script>alert(1)</script><b onclick=x>bold</b> &lt;img src=x onerror=y&gt; claim"
    server.works[DOI] = crossref_work(title=[title], author=[{"family": "<i>Adams</i>"}])
    item = look_up(DOI).item
    assert (item["title"], item["author"]) == ("A <b>bold</b> claim", [{"family": "Adams"}])


def test_another_work_than_was_asked_for_is_refused(server: LookupServer, settings: Any) -> None:
    settings.LOOKUP_TIMEOUT = 3  # a PMCID takes two questions, each with its pause
    server.works[DOI] = crossref_work(DOI="10.1000/OTHER")
    server.records["124"] = server.records["123"]
    server.summaries["8"] = summary("8", {"pmid": "9"})
    other = pubmed_record("9", identifiers='<ArticleId IdType="pmc">PMC9</ArticleId>')
    server.records["9"] = pubmed_set(other)
    assert failure(DOI) == f"{ASKED}It answered with another work, DOI 10.1000/other.{BY_HAND}"
    assert failure("124") == (
        f"PubMed was asked for PMID 124. It answered with another work, PMID 123.{BY_HAND}"
    )
    assert failure("PMC8", within=3.7) == (
        f"PubMed was asked for PMC8. It answered with another work, PMCID PMC9.{BY_HAND}"
    )


def test_a_work_without_its_doi_is_not_the_one_asked_for(server: LookupServer) -> None:
    server.works[DOI] = crossref_work(DOI=None)
    assert failure(DOI) == f"{ASKED}It answered with another work.{BY_HAND}"


def test_a_redirect_within_the_service_is_followed(server: LookupServer) -> None:
    server.faults = [Answer(b"", 301, {"Location": f"{server.crossref}/works/10.1000%2Fsample"})]
    assert look_up(DOI).item["DOI"] == DOI


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://127.0.0.1/crossref/works/10.1000%2Fsample",
        "/entrez/eutils/efetch.fcgi?id=123",
        "/crossref/../entrez/eutils/efetch.fcgi?id=123",
        "//other.invalid/crossref/works/x",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_elsewhere_is_not_followed(server: LookupServer, location: str) -> None:
    server.faults = [Answer(b"", 302, {"Location": location})]
    assert failure(DOI) == (
        f"{ASKED}It sent us on to another address, which is not followed.{BY_HAND}"
    )
    assert len(server.asked) == 1


def test_redirects_in_a_ring_end(server: LookupServer) -> None:
    server.faults = [Answer(b"", 302, {"Location": "10.1000%2Fsample"})] * 99
    assert failure(DOI) == f"{ASKED}It sent us on again and again.{BY_HAND}"
    assert len(server.asked) == 4


def test_an_answer_without_an_end_is_not_read_on(server: LookupServer, settings: Any) -> None:
    settings.LOOKUP_TIMEOUT = 5
    server.faults = [endless]
    with pytest.raises(LookupFailed) as failed:
        look_up(DOI)
    assert str(failed.value) == f"{ASKED}Its answer has more than 10 MB.{BY_HAND}"


def test_an_answer_that_unpacks_to_gigabytes_stays_packed(server: LookupServer) -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    server.faults = [Answer(bomb, 200, {"Content-Encoding": "gzip"})]
    assert failure(DOI) == (
        f"{ASKED}It sent a compressed answer, which was not asked for.{BY_HAND}"
    )
    assert server.asked[0].headers["Accept-Encoding"] == "identity"


ENTITIES = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c
    SYSTEM "file:///etc/passwd">]><PubmedArticleSet>&b;&c;</PubmedArticleSet>"""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Sign in to this network</body></html",
        b'{"error": "API rate limit exceeded"}',
        b"<PubmedArticleSet><PubmedArticle>",
        b"\xff\xfe",
        b"<a>" * 100_000,
        ENTITIES,
    ],
    ids=range(7),
)
def test_what_is_no_record_of_pubmed_is_refused(server: LookupServer, body: bytes) -> None:
    server.records["123"] = body or b" "
    assert failure("123") == (
        f"PubMed was asked for PMID 123. Its answer is none of its records.{BY_HAND}"
    )


@pytest.mark.parametrize(
    "summary",
    [
        b"<html></html>",
        b"{}",
        b'{"result": 7}',
        b'{"result": {"7": "x"}}',
        b'{"result": {"7": {"articleids": [{"idtype": "pmid"}]}}}',
        b'{"result": {"7": {"articleids": ["pmid"]}}}',
    ],
    ids=range(6),
)
def test_what_is_no_summary_is_refused(server: LookupServer, summary: bytes) -> None:
    server.summaries["7"] = summary
    assert failure("PMC7") == (
        f"PubMed was asked for PMC7. Its answer is none of its records.{BY_HAND}"
    )


def test_a_summary_cannot_ask_for_what_is_no_pmid(server: LookupServer) -> None:
    server.summaries["7"] = summary("7", {"pmid": "1&db=protein", "doi": "javascript:alert(1)"})
    assert failure("PMC7") == (
        "PubMed was asked for PMC7. It knows no such work. Check for slips, or fill in the form by "
        "hand."
    )
    assert len(server.asked) == 1


def test_a_second_person_does_not_wait_in_line_for_long(
    server: LookupServer, settings: Any, django_db_blocker: Any
) -> None:
    settings.LOOKUP_TIMEOUT = 3
    server.faults = [silent]

    def first() -> str:
        with pytest.raises(LookupFailed) as failed:
            look_up(DOI)
        connection.close()
        return str(failed.value)

    with ThreadPoolExecutor() as pool:
        running_first = pool.submit(first)
        while not server.asked:
            time.sleep(0.01)
        assert failure("123") == f"Another look-up is under way.{LATER}"
        assert running_first.result() == f"{ASKED}It did not answer in time.{LATER}"
    assert look_up("123").item["PMID"] == "123"


def turns(count: int, *, pause: float, patience: float) -> list[tuple[bool, float]]:
    """Take turns at once, each over a connection of its own; return which came, and when."""
    barrier = threading.Barrier(count)

    def one() -> tuple[bool, float]:
        connection.ensure_connection()
        barrier.wait()
        try:
            return take_turn("a test", pause=pause, patience=patience), time.monotonic()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        futures = [pool.submit(one) for _ in range(count)]
        return sorted((future.result() for future in futures), key=lambda turn: turn[1])


def test_turns_at_a_service_are_apart_however_many_ask(committed: str) -> None:
    taken = turns(4, pause=0.2, patience=5)
    moments = [at for _, at in taken]
    assert [came for came, _ in taken] == [True] * 4
    assert min(b - a for a, b in pairwise(moments)) > 0.19


def test_who_has_no_patience_gets_no_turn(committed: str) -> None:
    taken = turns(3, pause=0.4, patience=0.6)
    assert sorted(came for came, _ in taken) == [False, False, True]
    assert take_turn("a test", pause=0.1, patience=0.05) is False


def test_a_question_without_a_turn_says_so(server: LookupServer, settings: Any) -> None:
    settings.LOOKUP_TIMEOUT = 0
    assert failure(DOI) == f"{ASKED}Too many look-ups are under way.{LATER}"
    assert server.asked == []


def test_json_numbers_do_no_harm(server: LookupServer) -> None:
    work = json.loads(crossref_work())
    work["message"]["volume"] = 12
    server.works[DOI] = json.dumps(work).replace('"issued"', '"x": NaN, "issued"').encode()
    assert look_up(DOI).item["volume"] == "12"
