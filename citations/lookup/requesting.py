"""One request over HTTP that ends in time, keeps to its server and reads no more than it may."""

import asyncio
from typing import NamedTuple

import httpx
from django.conf import settings

BODY_LIMIT = 10_000_000  # bytes: a work with 3,000 authors has a third of that
REDIRECTS = 3


class Unusable(Exception):
    """An answer that is not read further; the message is a sentence that says why."""


class Unreachable(Exception):
    """No answer came; the message is a sentence that says why."""


class Reply(NamedTuple):
    status: int
    headers: httpx.Headers
    body: bytes  # of status 200 only


def get(base: str, path: str, params: dict[str, str], *, seconds: float) -> Reply:
    """Return what the server at `base` answers within `seconds`, all in all.

    Raises Unusable for an answer that leads elsewhere or is too large, Unreachable for none.
    """
    # A time-out of httpx is for each read and for no look-up of a host's name; one around the
    # event loop is for everything. asyncio.run would wait for a resolver that hangs.
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_within(seconds, base, path, params))
    except TimeoutError:
        raise Unreachable("It did not answer in time.") from None
    except httpx.TransportError:
        raise Unreachable("It cannot be reached, or broke off its answer.") from None
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _within(seconds: float, base: str, path: str, params: dict[str, str]) -> Reply:
    client = httpx.AsyncClient(headers=_headers(), timeout=seconds)
    async with asyncio.timeout(seconds), client:
        request = client.build_request("GET", base + path, params=params)
        for _ in range(REDIRECTS + 1):
            response = await client.send(request, stream=True)
            try:
                if response.next_request is None:
                    return Reply(response.status_code, response.headers, await _body(response))
            finally:
                await response.aclose()
            request = response.next_request
            if not str(request.url).startswith(str(httpx.URL(f"{base}/"))):
                raise Unusable("It sent us on to another address, which is not followed.")
    raise Unusable("It sent us on again and again.")


async def _body(response: httpx.Response) -> bytes:
    if response.status_code != httpx.codes.OK:
        return b""
    # Not asked for: a few bytes that unpack to gigabytes would pass the limit.
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Unusable("It sent a compressed answer, which was not asked for.")
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise Unusable(f"Its answer has more than {BODY_LIMIT // 1_000_000} MB.")
    return bytes(body)


def _headers() -> dict[str, str]:
    contact = f" (mailto:{settings.LOOKUP_CONTACT})" if settings.LOOKUP_CONTACT else ""
    return {
        "User-Agent": f"Imprimatur/{settings.RELEASE}{contact}",
        "Accept-Encoding": "identity",
    }
