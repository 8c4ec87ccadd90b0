"""The limit: a bare WSGI application that sends the same bytes, from memory."""

import os
import pickle
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

PAGES: dict[str, bytes] = pickle.loads(Path(os.environ["BENCHMARK_PAGES"]).read_bytes())  # noqa: S301


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    body = PAGES[environ["PATH_INFO"]]
    length = str(len(body))
    start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", length)])
    return [body]
