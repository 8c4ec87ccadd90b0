"""The page of an answer: its stored text in the site's templates.

The templates are rendered around markers, the frame once a process, and what stands around the
text once for each edition and standing; a request joins these pieces with the stored bytes.
"""

import hashlib
import json
import secrets
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import escape

from articles.models import Edition
from articles.reading.answers import Answer
from citations.models import Notice

SHELLS_KEPT = 16_384  # of about 5.5 KB: at most some 90 MB a process
_TEMPLATES = ("site/answer_head.html", "site/answer_main.html")
_TITLE, _HEAD, _MAIN, _TEXT = (secrets.token_hex() for _ in range(4))  # which no text can hold


class Shell(NamedTuple):
    """What stands around the text of one edition."""

    title: bytes
    head: bytes
    above: bytes
    below: bytes


def page(answer: Answer, text: bytes) -> bytes:
    """Return the page of a current answer around its rendered text."""
    to_title, to_head, to_main, to_end = frame()
    shell = _shell(answer._replace(html=None), answer.is_overdue)
    return b"".join(
        (
            *(to_title, shell.title, to_head, shell.head, to_main),
            *(shell.above, text, shell.below, to_end),
        )
    )


def entity_tag(answer: Answer) -> str:
    """Return the ETag of a current answer's page: another one whenever a byte of it differs."""
    overdue = "-overdue" if answer.is_overdue else ""
    return f'"{answer.digest.hex()[:16]}-{answer.version}{overdue}-{release()}"'


def context(answer: Answer, text: str) -> dict[str, Any]:
    """Return the facts of an edition as the templates name them, with `text` as its body."""
    return answer._asdict() | {
        "body": text,
        "digest": answer.digest.hex(),
        "kind_words": Edition.Kind(answer.kind).label,
        "superseded": not answer.is_current,
        "status_words": _status(answer),
        "topics": [(topic["name"], topic["slug"]) for topic in json.loads(answer.topics)],
        "byline": [_printed(author) for author in json.loads(answer.authors)],
        "contents": json.loads(answer.contents),
        "signers": [_signer(**signer) for signer in json.loads(answer.signers)],
        "notices": [_notice(**notice) for notice in json.loads(answer.notices)],
    }


def _signer(*, verdict: str, signed_at: str, **printed: str) -> dict[str, Any]:
    return {**printed, "verdict_words": verdict, "signed_at": parse_datetime(signed_at)}


def _notice(*, kind: str, date: str, **facts: str) -> dict[str, Any]:
    return {**facts, "kind_words": Notice.Nature(kind).label, "day": parse_date(date)}


def _printed(author: dict[str, str]) -> str:
    parts = (author[name] for name in ("name", "credentials", "affiliation"))
    return ", ".join(filter(None, parts))


def _status(answer: Answer) -> str:
    if not answer.is_current:
        return "Superseded"
    return "Approved, but its next review is overdue" if answer.is_overdue else "Approved, current"


@lru_cache(maxsize=SHELLS_KEPT)
def _shell(answer: Answer, is_overdue: bool) -> Shell:  # noqa: ARG001  part of the key
    """Return what stands around the text. All that it shows is in its key, so it is never stale."""
    facts = {"answer": context(answer, _TEXT)}
    head = render_to_string("site/answer_head.html", facts)
    above, below = render_to_string("site/answer_main.html", facts).split(_TEXT)
    return Shell(*(part.encode() for part in (escape(answer.question), head, above, below)))


@cache
def frame() -> list[bytes]:
    """Return the site's frame, cut where title, head and main go."""
    markers = {"title": _TITLE, "head": _HEAD, "main": _MAIN}
    site = {"site_name": settings.SITE_NAME, "is_demo": settings.DEMO}
    html = str(render_to_string("site/base.html", markers | site))
    pieces = []
    for marker in markers.values():
        piece, html = html.split(marker)
        pieces.append(piece.encode())
    return [*pieces, html.encode()]


@cache
def release() -> str:
    """Return a short mark that changes with the code's release, its templates and settings."""
    sources = [(settings.BASE_DIR / "templates" / name).read_bytes() for name in _TEMPLATES]
    parts = [settings.RELEASE.encode(), *frame(), *sources]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:8]
