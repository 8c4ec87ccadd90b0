"""How a page is packed for the way: brotli or gzip where the reader's program can unpack it."""

import gzip
from collections.abc import Callable

import brotli
from django.http import HttpRequest

# Made once for each edition and process, so that it may take a few milliseconds.
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda page: bytes(brotli.compress(page, quality=9)),
    "gzip": lambda page: gzip.compress(page, compresslevel=9, mtime=0),
}


def best_for(request: HttpRequest) -> str:
    """Return the best encoding that the request accepts, "" for none. The answer varies by it."""
    header = request.META.get("HTTP_ACCEPT_ENCODING")
    if not header:
        return ""
    accepted = set(map(_accepted, header.lower().split(",")))
    return next((name for name in ENCODERS if name in accepted), "")


def _accepted(item: str) -> str:
    """Return the encoding that an item names, "" where it forbids it. Source: RFC 9110, 12.5.3."""
    name, _, weight = item.partition(";")
    digits = weight.replace(" ", "").removeprefix("q=").strip("0.")
    return name.strip() if digits or "q=" not in weight else ""
