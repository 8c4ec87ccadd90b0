"""A reading as text, so that what was previewed is what is imported, and back."""

import json
from dataclasses import asdict

from citations.formats.reading import Entry, Reading, Unreadable
from citations.formats.recognising import Format


def as_text(reading: Reading) -> str:
    """Return `reading` as JSON in ASCII; `from_text` is the way back."""
    return json.dumps({**asdict(reading), "format": reading.format.name})


def from_text(text: str) -> Reading:
    kept = json.loads(text)
    return Reading(
        Format[kept["format"]],
        kept["encoding"],
        [
            Entry(entry["number"], entry["line"], entry["item"], tuple(entry["remarks"]))
            for entry in kept["entries"]
        ],
        [Unreadable(**bad) for bad in kept["unreadable"]],
        tuple(kept["remarks"]),
    )
