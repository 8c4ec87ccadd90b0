"""Public sets of questions and answers, as lines of an import file; docs/importing.md has more.

Each converter takes a record of its set and returns a line as plain values.
"""

from collections.abc import Callable, Mapping
from typing import Any

from articles.importing.datasets import medquad, pubmedqa

CONVERTERS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "medquad": medquad.entry,
    "pubmedqa": pubmedqa.entry,
}
