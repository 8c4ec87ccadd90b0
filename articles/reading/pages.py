"""The page of an answer: its stored text in the site's templates.

The templates are rendered around markers, the frame once a process, and what stands around the
text once for each edition and standing; a request joins these pieces with the stored bytes.
"""

import hashlib
import secrets
from functools import cache, lru_cache
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape

from articles.reading import linked_data
from articles.reading.answers import Answer
from articles.reading.encodings import ENCODERS
from articles.reading.facts import context

SHELLS_KEPT = 16_384  # of about 10 KB: at most some 160 MB a process
PACKED_KEPT = 4_096  # of about 9 KB, in either encoding
_TEMPLATES = ("site/answer_head.html", "site/answer_main.html")
_TITLE, _HEAD, _MAIN, _TEXT = (secrets.token_hex() for _ in range(4))  # which no text can hold


class Shell(NamedTuple):
    """What stands around the text of one edition."""

    title: bytes
    head: bytes
    above: bytes
    below: bytes


class _Text:
    """The text that a shell is made around. It is what the digest says, so it is in no key."""

    def __init__(self, html: bytes) -> None:
        self.html = html

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Text)

    def __hash__(self) -> int:
        return 0


def packed_page(answer: Answer, text: bytes, encoding: str) -> bytes:
    """Return the page packed by `encoding`, which is done once for each edition and standing."""
    if not encoding:
        return page(answer, text)
    return _packed(answer._replace(html=None), answer.is_overdue, encoding, _Text(text))


def page(answer: Answer, text: bytes) -> bytes:
    """Return the page of a current answer around its rendered text."""
    to_title, to_head, to_main, to_end = frame()
    shell = _shell(answer._replace(html=None), answer.is_overdue, _Text(text))
    return b"".join(
        (
            *(to_title, shell.title, to_head, shell.head, to_main),
            *(shell.above, text, shell.below, to_end),
        )
    )


def entity_tag(answer: Answer, encoding: str) -> str:
    """Return the ETag of a current answer's page: another one whenever a byte of it differs."""
    overdue = f"-overdue-{encoding}" if answer.is_overdue else f"-{encoding}"
    who = f"{answer.digest.hex()[:16]}-{answer.audience[0]}{answer.version}"
    return f'"{who}{overdue}-{release()}"'


@lru_cache(maxsize=PACKED_KEPT)
def _packed(answer: Answer, is_overdue: bool, encoding: str, text: _Text) -> bytes:  # noqa: ARG001
    packed = ENCODERS[encoding](page(answer, text.html))
    text.html = b""  # the cache keeps this key
    return packed


@lru_cache(maxsize=SHELLS_KEPT)
def _shell(answer: Answer, is_overdue: bool, text: _Text) -> Shell:  # noqa: ARG001  part of the key
    """Return what stands around the text. All that it shows is in its key, so it is never stale."""
    facts = {
        "answer": context(answer, _TEXT),
        "linked_data": linked_data.script(answer, text.html.decode()),
        "site_name": settings.SITE_NAME,
    }
    head = render_to_string("site/answer_head.html", facts)
    above, below = render_to_string("site/answer_main.html", facts).split(_TEXT)
    text.html = b""  # the cache keeps this key
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
    stated = f"{settings.RELEASE} {settings.SITE_URL} {settings.LANGUAGE_CODE}".encode()
    return hashlib.sha256(b"".join([stated, *frame(), *sources])).hexdigest()[:8]
