"""Crossref and NCBI on this machine: real HTTP, sample records, answers of our own, and faults."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "citations"


class Asked(NamedTuple):
    at: float  # seconds of the monotonic clock
    path: str
    params: dict[str, str]
    headers: dict[str, str]


class Answer(NamedTuple):
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = {}


Fault = Callable[["_Handler"], None]


class LookupServer(ThreadingHTTPServer):
    """Answers by DOI, PMID and PMC number; the first of `faults` goes before, and is used up."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[Asked] = []
        self.faults: list[Answer | Fault] = []
        self.works: dict[str, bytes] = {}
        self.records: dict[str, bytes] = {}
        self.summaries: dict[str, bytes] = {}

    @property
    def crossref(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/crossref"

    @property
    def ncbi(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/entrez/eutils"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests are about."""

    def answer(self, asked: Asked) -> Answer:
        number = asked.params.get("id", "")
        if asked.path.startswith("/crossref/works/"):
            doi = asked.path.removeprefix("/crossref/works/").lower()
            found = self.works.get(doi)
            return Answer(found) if found else Answer(b"Resource not found.", 404)
        if asked.path == "/entrez/eutils/efetch.fcgi":
            return Answer(self.records.get(number, pubmed_set()))
        if asked.path == "/entrez/eutils/esummary.fcgi":
            return Answer(self.summaries.get(number, summary(number, {})))
        return Answer(b"", 404)


class _Handler(BaseHTTPRequestHandler):
    server: LookupServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        params = dict(parse_qsl(parts.query))
        asked = Asked(time.monotonic(), unquote(parts.path), params, dict(self.headers))
        self.server.asked.append(asked)
        answer = self.server.faults.pop(0) if self.server.faults else self.server.answer(asked)
        if isinstance(answer, Answer):
            self.send(answer)
        else:
            answer(self)

    def send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Tests read what was asked, not what was logged."""


def unused_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running() -> Iterator[LookupServer]:
    server = LookupServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def silent(handler: _Handler) -> None:
    """Take the question and say nothing until the client is gone."""
    handler.connection.recv(1)


def dripping_headers(handler: _Handler) -> None:
    """Send a header that never ends, a byte at a time."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    _drip(handler)


def dripping_body(handler: _Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    _drip(handler)


def _drip(handler: _Handler) -> None:
    for _ in range(600):
        handler.wfile.write(b"x")
        time.sleep(0.1)


def broken_off(handler: _Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
    handler.close_connection = True


def reset(handler: _Handler) -> None:
    """Break the connection without a word, as a server does that crashes."""
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()
    handler.close_connection = True


def endless(handler: _Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        handler.wfile.write(b" " * 1_000_000)


def no_http(handler: _Handler) -> None:
    handler.wfile.write(b"220 mail.example ESMTP\r\n")
    handler.close_connection = True


def crossref_work(**fields: Any) -> bytes:
    """Return what Crossref answers: a work of our own with `fields`, as its interface has them."""
    work = {
        "DOI": "10.1000/sample",
        "type": "journal-article",
        "title": ["A sample of our own"],
        "author": [{"family": "Adams", "given": "Demo", "sequence": "first", "affiliation": []}],
        "container-title": ["Journal of Samples"],
        "issued": {"date-parts": [[2020, 5, 17]]},
        **fields,
    }
    work = {name.replace("_", "-"): value for name, value in work.items() if value is not None}
    return json.dumps({"status": "ok", "message-type": "work", "message": work}).encode()


def pubmed_record(pmid: str, *, more: str = "", types: str = "", identifiers: str = "") -> str:
    """Return a PubmedArticle of our own. Source: NLM, PubMed DTD of January 2025."""
    return f"""<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article>
        <Journal><JournalIssue><Volume>1</Volume><PubDate><Year>2020</Year><Month>May</Month>
        </PubDate></JournalIssue><Title>Journal of Samples</Title></Journal>
        <ArticleTitle>A sample of our own.</ArticleTitle>
        <AuthorList><Author><LastName>Adams</LastName><ForeName>Demo</ForeName></Author>
        </AuthorList><PublicationTypeList><PublicationType>Journal Article</PublicationType>
        {types}</PublicationTypeList></Article>{more}</MedlineCitation>
        <PubmedData><ArticleIdList>{identifiers}</ArticleIdList></PubmedData></PubmedArticle>"""


def pubmed_set(*records: str) -> bytes:
    return (
        '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC '
        '"-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
        '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
        f"<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>"
    ).encode()


def summary(number: str, identifiers: dict[str, str]) -> bytes:
    """Return what ESummary says of an article in PubMed Central."""
    article: dict[str, Any] = {"uid": number}
    if identifiers:
        article["articleids"] = [
            {"idtype": kind, "value": value} for kind, value in identifiers.items()
        ]
    else:
        article["error"] = "cannot get document summary"
    return json.dumps({"result": {"uids": [number], number: article}}).encode()


def sample_works() -> dict[str, dict[str, Any]]:
    """Return Crossref's recorded works by their DOI."""
    lines = (SAMPLES / "crossref" / "works.jsonl").read_text().splitlines()
    messages = (json.loads(line)["message"] for line in lines)
    return {message["DOI"].lower(): message for message in messages}


def sample_records() -> dict[str, bytes]:
    """Return PubMed's recorded answers by PMID."""
    files = (SAMPLES / "pubmed_xml").glob("[0-9]*.xml")
    return {file.stem: file.read_bytes() for file in files}
