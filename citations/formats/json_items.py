"""The works in a JSON file, each with its line: a list, one object, or an object a line.

Crossref's REST answers come with a wrapper: {"message": work} or {"message": {"items": [...]}}.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from citations.formats.errors import BadField

_DECODER = json.JSONDecoder()
_BLANK = re.compile(r"[\s,]*")


def json_items(text: str) -> Iterator[tuple[int, dict[str, Any] | BadField]]:
    """Yield each work with the number of its first line, from 1, or why it cannot be read."""
    lines = _Lines(text)
    position = _BLANK.match(text).end()  # type: ignore[union-attr]
    in_list = text[position : position + 1] == "["
    position += in_list
    while True:
        position = _BLANK.match(text, position).end()  # type: ignore[union-attr]
        if position >= len(text) or (in_list and text[position] == "]"):
            return
        line = lines.at(position)
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            yield lines.at(getattr(error, "pos", position)), _why(error)
            # In a list nobody knows where the next one begins; in lines, the next line.
            following = text.find("\n", position)
            if in_list or following < 0:
                return
            position = following
        else:
            yield from ((line, work) for work in _works(value))


def _works(value: Any) -> Iterator[dict[str, Any] | BadField]:
    if not isinstance(value, dict):
        yield BadField("", "a work is an object with names and values, in { and }.")
        return
    message = value.get("message")
    inner = message if isinstance(message, dict) else value
    if isinstance(inner.get("items"), list):
        for item in inner["items"]:
            yield from _works(item)
    else:
        yield inner


def _why(error: Exception) -> BadField:
    if isinstance(error, json.JSONDecodeError):
        return BadField("", f"this is not JSON: {error.msg.lower()}, at character {error.colno}.")
    if isinstance(error, RecursionError):
        return BadField("", "lists and objects are nested too deeply.")
    return BadField("", "a number has too many digits: write it as text.")


class _Lines:
    """Counts lines up to positions that only grow, each once."""

    def __init__(self, text: str) -> None:
        self._text, self._counted, self._line = text, 0, 1

    def at(self, position: int) -> int:
        self._line += self._text.count("\n", self._counted, position)
        self._counted = max(position, self._counted)
        return self._line
