"""What Crossref and PubMed know of a work, read with care: nothing of it is believed unseen."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings

from citations.formats import crossref, pubmed_xml
from citations.formats.errors import BadField
from citations.formats.record import Item, read_item
from citations.identifiers import normalise_doi, normalise_pmid
from citations.lookup.failing import LookupFailed
from citations.lookup.pubmed_notices import read_pubmed
from citations.lookup.questions import CROSSREF, PUBMED, Question, Service
from citations.retractions import UPDATES, Found, is_list_of_updates, read_crossref


class Answer(NamedTuple):
    """A work as `source` knows it: its CSL-JSON item, notices on it, and sentences about it."""

    source: str
    item: Item
    notices: tuple[Found, ...]
    remarks: tuple[str, ...]


def by_doi(question: Question, doi: str) -> Answer:
    """Return what Crossref knows. Raises LookupFailed. Source: Crossref REST API, /works/{doi}."""
    return read_work(question, doi, question.get(CROSSREF, f"/works/{quote(doi, safe='')}"))


def by_pmid(question: Question, pmid: str) -> Answer:
    """Return what PubMed knows. Raises LookupFailed. Source: NCBI E-utilities, EFetch."""
    parameters = {"db": "pubmed", "id": pmid, "retmode": "xml"} | _ourselves()
    return read_article(question, pmid, question.get(PUBMED, "/efetch.fcgi", parameters))


def by_pmcid(question: Question, pmcid: str) -> Answer:
    """Return what PubMed, or else Crossref, knows of a work in PubMed Central.

    Raises LookupFailed. Source: NCBI E-utilities, ESummary of the database pmc.
    """
    number = pmcid.removeprefix("PMC")
    parameters = {"db": "pmc", "id": number, "retmode": "json"} | _ourselves()
    body = question.get(PUBMED, "/esummary.fcgi", parameters)
    with _read_with_care(question, PUBMED):
        summary = json.loads(body)["result"].get(number, {})
        names = {name["idtype"]: str(name["value"]) for name in summary.get("articleids", [])}
    answer = _of_article(question, names)
    if answer.item.setdefault("PMCID", pmcid) != pmcid:
        raise _another(question, PUBMED, "PMCID", answer.item)
    return answer


def read_work(question: Question, doi: str, body: bytes) -> Answer:
    """Return the work `doi` in Crossref's answer. Raises LookupFailed."""
    with _read_with_care(question, CROSSREF):
        work = json.loads(body)["message"]
        item, remarks = read_item(crossref.read(work))
        aliases = [str(alias).lower() for alias in work.get("aliases") or []]
        if not all(is_list_of_updates(work.get(name)) for name in UPDATES):
            raise ValueError("Its updates are no list of works.")
        found = [notice for notice in read_crossref([work]) if isinstance(notice, Found)]
    if doi not in {item.get("DOI"), *aliases}:
        raise _another(question, CROSSREF, "DOI", item)
    own = _each_once(notice for notice in found if notice.doi == item.get("DOI"))
    others = sorted({notice.doi for notice in found} - {item.get("DOI")})
    remarks += [f"This is itself a notice on another work, doi:{other}." for other in others]
    return Answer(CROSSREF.name, item, own, tuple(remarks))


def read_article(question: Question, pmid: str, body: bytes) -> Answer:
    """Return the work `pmid` in the answer of PubMed's EFetch. Raises LookupFailed."""
    with _read_with_care(question, PUBMED):
        records = [record for _, record in pubmed_xml.split(body.decode())]
        read = [(record, *read_item(pubmed_xml.read(record))) for record in records]
    if not read:
        raise question.unknown(PUBMED)
    for record, item, remarks in read:
        if item.get("PMID") == pmid:
            notices, more = read_pubmed(record, item)
            return Answer(PUBMED.name, item, _each_once(notices), (*remarks, *more))
    raise _another(question, PUBMED, "PMID", read[0][1])


def _each_once(notices: Iterable[Found]) -> tuple[Found, ...]:
    """Return one notice of a nature and a day: the library keeps no more."""
    return tuple({(notice.nature, notice.noticed_on): notice for notice in notices}.values())


def _of_article(question: Question, names: dict[str, str]) -> Answer:
    for ask, normalise, name in _WAYS:
        try:
            identifier = normalise(names.get(name, ""))  # "0" where PubMed has no number for it
        except ValueError:
            continue
        return ask(question, identifier)
    raise question.unknown(PUBMED)


_WAYS = ((by_pmid, normalise_pmid, "pmid"), (by_doi, normalise_doi, "doi"))


def _another(question: Question, service: Service, kind: str, item: Item) -> LookupFailed:
    other = f", {kind} {item[kind]}" if kind in item else ""
    return question.failed(service, f"It answered with another work{other}.")


def _ourselves() -> dict[str, str]:
    """NCBI writes to `email` before it shuts out a program that asks too much."""
    contact = {"email": settings.LOOKUP_CONTACT} if settings.LOOKUP_CONTACT else {}
    return {"tool": "imprimatur"} | contact


@contextmanager
def _read_with_care(question: Question, service: Service) -> Iterator[None]:
    try:
        yield
    except BadField as error:
        where = f"{error.field}: " if error.field else ""
        raise question.failed(
            service, f"Its record cannot be used: {where}{error.reason}"
        ) from None
    # Any JSON or XML may come, and each of these says that it has another shape.
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError):
        raise question.failed(service, "Its answer is none of its records.") from None
