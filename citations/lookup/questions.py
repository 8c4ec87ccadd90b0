"""A question to Crossref or NCBI: asked politely, again where that may help, and over in time.

Source: Crossref, "Access and authentication" of its REST API; NCBI, "A General Introduction to
the E-utilities", Usage Guidelines.
"""

import random
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import httpx
from django.conf import settings
from django.core.cache import cache

from citations.lookup.failing import BY_HAND, LATER, LookupFailed
from citations.lookup.requesting import Reply, Unreachable, Unusable, get
from citations.lookup.turns import take_turn

BACK_OFF = (0.5, 1.5, None)  # seconds to wait after each attempt, and up to half as much again
SHORTEST_ATTEMPT = 0.5  # seconds: one with less would be broken off by us, and tell nothing of them
LONGEST_WAIT = 3600  # seconds for which we believe a server that asks to be left alone
# A server that does not know the identifier, or does not even take it for one.
UNKNOWN = (httpx.codes.BAD_REQUEST, httpx.codes.NOT_FOUND, httpx.codes.GONE)


class Service(NamedTuple):
    """A service that knows works. `pause` is seconds between two questions of the whole site."""

    name: str
    setting: str
    pause: float


CROSSREF = Service("Crossref", "CROSSREF_URL", 0.2)  # 5 a second without a contact, 10 with one
PUBMED = Service("PubMed", "NCBI_URL", 0.4)  # 3 a second without a key


class _Passing(Exception):
    """A trouble that may have passed after `wait` seconds, where the server says how many."""

    def __init__(self, sentence: str, wait: float | None = None) -> None:
        super().__init__(sentence)
        self.wait = wait


class Question:
    """What a person wants to know; all requests for it together have LOOKUP_TIMEOUT seconds.

    Arguments: `words` name what is asked for, such as PMID 9500320.
    """

    def __init__(self, words: str) -> None:
        self.words = words
        self._ends = time.monotonic() + settings.LOOKUP_TIMEOUT

    def get(self, service: Service, path: str, params: dict[str, str] | None = None) -> bytes:
        """Return what `service` answers. Raises LookupFailed."""
        self._leave_alone(service)
        for back_off in BACK_OFF:
            try:
                return self._attempt(service, path, params or {})
            except _Passing as trouble:
                wait = trouble.wait
                if wait is None and back_off:
                    wait = back_off * random.uniform(1, 1.5)  # noqa: S311  chance, no secret
                if not back_off or wait is None or self._is_too_late(wait + service.pause):
                    _remember(service, trouble.wait)
                    raise self.failed(service, str(trouble), _later(trouble.wait)) from None
            time.sleep(wait)
        raise AssertionError("The last attempt returns or raises.")

    def failed(self, service: Service, happened: str, advice: str = BY_HAND) -> LookupFailed:
        return LookupFailed(f"{service.name} was asked for {self.words}.", happened, advice)

    def unknown(self, service: Service) -> LookupFailed:
        return self.failed(
            service, "It knows no such work.", "Check for slips, or fill in the form by hand."
        )

    def _attempt(self, service: Service, path: str, params: dict[str, str]) -> bytes:
        if not take_turn(service.name, pause=service.pause, patience=self._remaining()):
            raise self.failed(service, "Too many look-ups are under way.", LATER)
        base = getattr(settings, service.setting)
        try:
            reply = get(base, path, params, seconds=self._remaining())
        except Unusable as error:
            raise self.failed(service, str(error)) from None
        except Unreachable as error:
            raise _Passing(str(error)) from None
        return self._body(service, reply)

    def _body(self, service: Service, reply: Reply) -> bytes:
        wait = _retry_after(reply.headers)
        if reply.status == httpx.codes.OK:
            return reply.body
        if reply.status in UNKNOWN:
            raise self.unknown(service)
        if reply.status == httpx.codes.TOO_MANY_REQUESTS:
            raise _Passing("It gets too many questions at the moment.", wait)
        if reply.status >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise _Passing(f"It has a fault of its own at the moment ({reply.status}).", wait)
        raise self.failed(
            service,
            f"It refused to answer ({reply.status}).",
            f"Fill in the form by hand, and tell an administrator to look at {service.setting}.",
        )

    def _leave_alone(self, service: Service) -> None:
        wait = cache.get(_closed(service), 0) - time.time()
        if wait > 0:
            raise self.failed(service, "It wants to be left alone for a while.", _later(wait))

    def _is_too_late(self, wait: float) -> bool:
        return wait + SHORTEST_ATTEMPT >= self._remaining()

    def _remaining(self) -> float:
        return max(self._ends - time.monotonic(), 0)


def _remember(service: Service, wait: float | None) -> None:
    if wait:
        cache.set(_closed(service), time.time() + wait, wait)


def _closed(service: Service) -> str:
    return f"lookup-closed-{service.setting}"


def _later(wait: float | None) -> str:
    if not wait:
        return LATER
    minutes = -(-wait // 60)
    words = f"{wait:.0f} seconds" if wait < 90 else f"{minutes:.0f} minutes"
    return f"Try again in {words}, or fill in the form by hand."


def _retry_after(headers: httpx.Headers) -> float | None:
    """Return the seconds that a server asks to wait, if any. Source: RFC 9110, 10.2.3."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value[:9]), LONGEST_WAIT))
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return min(max((date - datetime.now(UTC)).total_seconds(), 0), LONGEST_WAIT)
