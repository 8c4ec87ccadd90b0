"""Works looked up at Crossref and PubMed, as a server on this machine plays them."""

import datetime
import html
import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from lxml import etree

from citations.lookup.failing import LookupFailed
from citations.lookup.looking import known, known_as, look_up
from citations.models import Citation
from citations.retractions import Found
from tests.citations.lookup_server import (
    SAMPLES,
    LookupServer,
    crossref_work,
    pubmed_record,
    pubmed_set,
    running,
    sample_records,
    sample_works,
    summary,
)

pytestmark = pytest.mark.django_db
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample data (../shared/data) is not beside this checkout"
)
DOI = "10.1000/sample"


@pytest.fixture
def server(settings: Any) -> Iterator[LookupServer]:
    cache.clear()
    with running() as server:
        settings.CROSSREF_URL, settings.NCBI_URL = server.crossref, server.ncbi
        settings.LOOKUP_CONTACT = "library@hospital.example"
        yield server
    cache.clear()


def failure(pasted: str) -> str:
    with pytest.raises(LookupFailed) as failed:
        look_up(pasted)
    return str(failed.value)


@needs_samples
def test_recorded_works_of_crossref_are_found_by_their_doi(server: LookupServer) -> None:
    for doi, work in list(sample_works().items())[::25]:
        server.works[doi] = json.dumps({"status": "ok", "message": work}).encode()
        answer = look_up(f"https://doi.org/{doi.upper()}")
        found = {"DOI": answer.item["DOI"], "title": letters(answer.item["title"])}
        assert found == {"DOI": doi, "title": letters(": ".join(titles(work)))}
        families = [name.get("family") for name in answer.item.get("author", [])]
        assert families == [name.get("family") for name in work.get("author", [])]


@needs_samples
def test_recorded_articles_of_pubmed_are_found_by_their_pmid(server: LookupServer) -> None:
    server.records = sample_records()
    for pmid in sorted(server.records)[::12]:
        answer = look_up(f"PMID: {pmid}")
        record = etree.fromstring(server.records[pmid])
        title = "".join(record.find(".//ArticleTitle").itertext())
        assert (answer.source, answer.item["PMID"]) == ("PubMed", pmid)
        assert letters(answer.item["title"]) == letters(title)


def letters(text: str) -> str:
    plain = re.sub("<[^>]+>", "", html.unescape(html.unescape(text)))
    return re.sub(r"\W", "", plain)


def titles(work: dict[str, Any]) -> list[str]:
    title, subtitle = (" ".join(work.get(name) or []) for name in ("title", "subtitle"))
    return [title] if subtitle in title else [title, subtitle]


def test_a_doi_gives_a_citation_that_the_library_takes(server: LookupServer) -> None:
    server.works[DOI] = crossref_work(volume="12", issue="3", page="4-9")
    answer = look_up(DOI)
    assert answer.item == {
        "type": "article-journal",
        "title": "A sample of our own",
        "author": [{"family": "Adams", "given": "Demo"}],
        "container-title": "Journal of Samples",
        "issued": {"date-parts": [[2020, 5, 17]]},
        "volume": "12",
        "issue": "3",
        "page": "4-9",
        "DOI": DOI,
    }
    assert (answer.source, answer.notices, answer.remarks) == ("Crossref", (), ())


def test_a_pmid_gives_the_record_of_pubmed(server: LookupServer) -> None:
    identifiers = (
        '<ArticleId IdType="doi">10.1000/sample</ArticleId><ArticleId IdType="pmc">PMC7</ArticleId>'
    )
    server.records["123"] = pubmed_set(pubmed_record("123", identifiers=identifiers))
    item = look_up("https://pubmed.ncbi.nlm.nih.gov/123/").item
    assert (item["PMID"], item["PMCID"], item["DOI"]) == ("123", "PMC7", DOI)
    assert item["issued"] == {"date-parts": [[2020, 5]]}


def test_a_pmcid_leads_to_the_record_of_pubmed(server: LookupServer) -> None:
    server.summaries["7"] = summary("7", {"pmid": "123", "doi": DOI, "pmcid": "PMC7"})
    server.records["123"] = pubmed_set(pubmed_record("123"))
    answer = look_up("PMC7")
    assert (answer.source, answer.item["PMID"], answer.item["PMCID"]) == ("PubMed", "123", "PMC7")
    assert [asked.path.rpartition("/")[2] for asked in server.asked] == [
        "esummary.fcgi",
        "efetch.fcgi",
    ]


def test_a_pmcid_that_pubmed_has_not_leads_to_crossref(server: LookupServer) -> None:
    server.summaries["7"] = summary("7", {"pmid": "0", "doi": DOI, "pmcid": "PMC7"})
    server.works[DOI] = crossref_work()
    answer = look_up("PMC7")
    assert (answer.source, answer.item["DOI"], answer.item["PMCID"]) == ("Crossref", DOI, "PMC7")


def test_each_service_is_told_who_asks(server: LookupServer, settings: Any) -> None:
    server.works[DOI] = crossref_work()
    server.records["123"] = pubmed_set(pubmed_record("123"))
    look_up(DOI)
    look_up("123")
    agent = f"Imprimatur/{settings.RELEASE} (mailto:library@hospital.example)"
    assert [asked.headers["User-Agent"] for asked in server.asked] == [agent, agent]
    assert server.asked[1].params == {
        "db": "pubmed",
        "id": "123",
        "retmode": "xml",
        "tool": "imprimatur",
        "email": "library@hospital.example",
    }


def test_without_a_contact_none_is_made_up(server: LookupServer, settings: Any) -> None:
    settings.LOOKUP_CONTACT = ""
    server.records["123"] = pubmed_set(pubmed_record("123"))
    look_up("123")
    assert server.asked[0].headers["User-Agent"] == f"Imprimatur/{settings.RELEASE}"
    assert server.asked[0].params == {
        "db": "pubmed",
        "id": "123",
        "retmode": "xml",
        "tool": "imprimatur",
    }


def test_the_same_work_is_asked_for_once_a_day(server: LookupServer) -> None:
    server.works[DOI] = crossref_work()
    first = look_up(DOI)
    again = look_up("https://publisher.example/doi/full/10.1000/SAMPLE")
    assert first == again
    assert len(server.asked) == 1


def test_what_one_person_does_to_an_answer_reaches_nobody_else(server: LookupServer) -> None:
    server.works[DOI] = crossref_work()
    look_up(DOI).item["title"] = "Changed"
    assert look_up(DOI).item["title"] == "A sample of our own"


def test_a_failure_is_not_kept(server: LookupServer) -> None:
    failure(DOI)
    server.works[DOI] = crossref_work()
    assert look_up(DOI).item["DOI"] == DOI


def test_names_of_dois_reach_crossref_whole(server: LookupServer) -> None:
    doi = "10.1002/(sici)1097-0134(19980601)31:4<460::aid-prot12>3.0.co;2-d"
    server.works[doi] = crossref_work(DOI=doi.upper())
    assert look_up(f"doi:{doi}").item["DOI"] == doi
    server.works["10.1000/../../x?y=%2e#z"] = crossref_work(DOI="10.1000/../../x?y=%2e#z")
    assert look_up("10.1000/../../x?y=%2e#z").item["DOI"] == "10.1000/../../x?y=%2e#z"


def test_a_doi_that_has_another_name_is_found_by_both(server: LookupServer) -> None:
    server.works["10.1000/old"] = crossref_work(aliases=["10.1000/OLD"])
    assert look_up("10.1000/old").item["DOI"] == DOI


def test_what_a_record_lacks_is_told(server: LookupServer) -> None:
    server.works[DOI] = crossref_work(author=None, issued={"date-parts": [[None]]}, title=[])
    answer = look_up(DOI)
    assert answer.item.keys() == {"type", "container-title", "DOI"}
    assert answer.remarks == (
        "Crossref does not say the title: add it by hand.",
        "Crossref does not say the authors: add them by hand.",
        "Crossref does not say the date: add it by hand.",
    )


def test_a_retraction_that_crossref_knows_is_told(server: LookupServer) -> None:
    update = {
        "DOI": "10.1000/Notice",
        "type": "retraction",
        "updated": {"date-parts": [[2021, 8, 17]]},
    }
    server.works[DOI] = crossref_work(updated_by=[update])
    day = datetime.date(2021, 8, 17)
    assert look_up(DOI).notices == (
        Found(DOI, "", "retraction", day, "https://doi.org/10.1000/notice"),
    )


def test_the_doi_of_a_notice_is_told_from_that_of_the_work(server: LookupServer) -> None:
    update = {"DOI": "10.1000/work", "type": "retraction", "updated": {"date-parts": [[2021]]}}
    server.works[DOI] = crossref_work(update_to=[update])
    answer = look_up(DOI)
    assert answer.notices == ()
    assert answer.remarks == ("This is itself a notice on another work, doi:10.1000/work.",)


RETRACTED = "<PublicationType>Retracted Publication</PublicationType>"
CORRECTIONS = """<CommentsCorrectionsList>
    <CommentsCorrections RefType="RetractionIn"><RefSource>J Samples. 2010 Feb 6;375(9713):445. doi:
        10.1000/Notice.</RefSource><PMID>456</PMID></CommentsCorrections>
    <CommentsCorrections RefType="ExpressionOfConcernIn"><RefSource>J Samples. 2009 Mar;1(2):3
        </RefSource><PMID>457</PMID></CommentsCorrections>
    <CommentsCorrections RefType="ErratumIn"><RefSource>J Samples. 2004;363(9411):750</RefSource>
        </CommentsCorrections>
    <CommentsCorrections RefType="CommentIn"><RefSource>J Samples. 2003;1:1</RefSource>
        </CommentsCorrections>
    <CommentsCorrections RefType="RetractionOf"><RefSource>J Samples. 2002;1:1</RefSource>
        </CommentsCorrections></CommentsCorrectionsList>"""


def test_the_notices_that_pubmed_knows_are_told(server: LookupServer) -> None:
    record = pubmed_record("123", types=RETRACTED, more=CORRECTIONS)
    server.records["123"] = pubmed_set(record)
    answer = look_up("123")
    retracted, concern, corrected = answer.notices
    assert retracted == Found(
        "", "123", "retraction", datetime.date(2010, 2, 6), "https://doi.org/10.1000/notice"
    )
    assert concern == Found(
        "",
        "123",
        "expression_of_concern",
        datetime.date(2009, 3, 1),
        "https://pubmed.ncbi.nlm.nih.gov/457/",
    )
    assert corrected == Found("", "123", "correction", datetime.date(2004, 1, 1), "")
    assert answer.remarks == ()


def test_a_retraction_without_a_date_is_told_in_words(server: LookupServer) -> None:
    undated = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">'
        "<RefSource>J Samples. doi: 10.1000/x</RefSource></CommentsCorrections>"
        "</CommentsCorrectionsList>"
    )
    server.records["123"] = pubmed_set(pubmed_record("123", types=RETRACTED, more=undated))
    answer = look_up("123")
    assert answer.notices == ()
    assert answer.remarks == (
        "PubMed names a notice without a date: retraction.",
        "PubMed says that this work is retracted, not when: look for the notice.",
    )


def test_a_work_of_the_library_is_known_before_anybody_is_asked(server: LookupServer) -> None:
    work = Citation(key="adams2020", doi=DOI, pmid="123", pmcid="PMC7")
    work.save()
    pasted = ("https://doi.org/10.1000/SAMPLE", "pmid:123", "pmc7", "124")
    assert [known(text) for text in pasted] == [work, work, work, None]
    assert server.asked == []


def test_a_work_of_the_library_is_known_by_its_other_identifier(server: LookupServer) -> None:
    work = Citation(key="adams2020", doi=DOI)
    work.save()
    identifiers = f'<ArticleId IdType="doi">{DOI}</ArticleId>'
    server.records["123"] = pubmed_set(pubmed_record("123", identifiers=identifiers))
    server.records["124"] = pubmed_set(pubmed_record("124"))
    assert known_as(look_up("123")) == work
    assert known_as(look_up("124")) is None


def test_a_look_up_is_over_soon(server: LookupServer) -> None:
    server.works[DOI] = crossref_work()
    begun = time.monotonic()
    look_up(DOI)
    assert time.monotonic() - begun < 2
