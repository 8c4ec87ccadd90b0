"""One line of an import file, read and checked; docs/importing.md describes the format."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from articles.importing.source import LINE_LIMIT
from articles.manuscript import AUDIENCES, PARTS
from integrity.text import legible, problems, unix_newlines

PART_LIMIT = 200_000
LIST_LIMIT = 5000  # items; the longest bylines known have some 3,000 names
MESSAGE_LIMIT = 300

_SLUG = re.compile(r"[-a-zA-Z0-9_]+")
_KINDS = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null",
}


class BadLine(ValueError):
    """A line that cannot be imported: `field` is where in it, "" for the whole line."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = _shortened(field)
        self.reason = _shortened(reason)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A question and its answer as the file has them. Empty means not given."""

    question: str
    wordings: dict[str, dict[str, str]]  # audience -> part -> Markdown
    citations: list[dict[str, Any]] = field(default_factory=list)  # CSL-JSON items, not yet checked
    topics: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    origin: str = ""
    origin_key: str = ""
    license: str = ""
    slug: str = ""


def read_entry(line: bytes) -> Entry:
    """Return the entry that `line` holds. Raises BadLine."""
    values = {name: value for name, value in _object(line).items() if value is not None}
    for name in values:
        if name not in _FIELDS:
            known = ", ".join(_FIELDS)
            raise BadLine(name, f"this field is not known; a line can have {known}.")
    for name in ("question", "wordings"):
        if name not in values:
            raise BadLine(name, "this field is missing.")
    return Entry(**{name: _FIELDS[name](value, name) for name, value in values.items()})


def text(value: Any, where: str, limit: int) -> str:
    """Return a text of several lines without blanks around it. Raises BadLine."""
    if not isinstance(value, str):
        raise BadLine(where, f"this is {_KINDS[type(value)]}; it must be text.")
    if len(value) > limit:
        raise BadLine(where, f"this has {len(value):,} characters; at most {limit:,} are allowed.")
    if not value.replace("\n", "").isprintable():  # most often it is, and that is told faster
        for problem in problems(value):
            raise BadLine(where, problem)
    return unix_newlines(value).rstrip().lstrip("\n")


def in_one_line(value: Any, where: str, limit: int) -> str:
    return " ".join(text(value, where, limit).split())


def many(value: Any, where: str, read: Callable[[Any, str], Any]) -> list[Any]:
    """Return a list with each item read. Raises BadLine."""
    if not isinstance(value, list):
        raise BadLine(where, f"this is {_KINDS[type(value)]}; it must be a list.")
    if len(value) > LIST_LIMIT:
        raise BadLine(where, f"this has {len(value):,} items; at most {LIST_LIMIT} are allowed.")
    return [read(item, f"{where}[{index}]") for index, item in enumerate(value)]


def named(value: Any, where: str) -> dict[str, Any]:
    """Return an object of named values. Raises BadLine."""
    if not isinstance(value, dict):
        raise BadLine(where, f"this is {_KINDS[type(value)]}; it must be an object.")
    return value


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > LINE_LIMIT:
        raise BadLine("", f"this line is longer than {LINE_LIMIT:,} bytes.")
    try:
        return named(json.loads(line.decode(), object_pairs_hook=_once), "")
    except BadLine:
        raise
    except UnicodeDecodeError as error:
        raise BadLine("", f"byte {error.start + 1} is not UTF-8: save the file as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise BadLine("", f"this is not JSON: {error.msg}, at character {error.pos + 1}.") from None
    except RecursionError:
        raise BadLine("", "lists and objects are nested too deeply.") from None
    except ValueError:
        raise BadLine("", "a number has too many digits: write it as text.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadLine(twice, "this field is there twice.")
    return values


def _question(value: Any, where: str) -> str:
    question = in_one_line(value, where, 300)
    if not question:
        raise BadLine(where, "the question is empty.")
    return question


def _wordings(value: Any, where: str) -> dict[str, dict[str, str]]:
    wordings = {
        _known(audience, AUDIENCES, where): _parts(parts, f"{where}.{audience}")
        for audience, parts in named(value, where).items()
    }
    if not wordings:
        raise BadLine(where, f"there is no text: give at least one of {', '.join(AUDIENCES)}.")
    return wordings


def _parts(value: Any, where: str) -> dict[str, str]:
    names = [name for name, _ in PARTS]
    parts = dict.fromkeys(names, "") | {
        _known(name, names, where): text(part, f"{where}.{name}", PART_LIMIT)
        for name, part in named(value, where).items()
        if part is not None
    }
    if not any(part.strip() for part in parts.values()):
        raise BadLine(where, f"there is no text: give {' or '.join(names)}.")
    return parts


def _known(name: str, names: Any, where: str) -> str:
    if name not in names:
        raise BadLine(f"{where}.{name}", f"this is not known; it can be {', '.join(names)}.")
    return name


def _names(limit: int) -> Callable[[Any, str], list[str]]:
    def name(value: Any, where: str) -> str:
        found = in_one_line(value, where, limit)
        if not found:
            raise BadLine(where, "this name is empty.")
        return found

    return lambda value, where: list(dict.fromkeys(many(value, where, name)))


def _slug(value: Any, where: str) -> str:
    slug = text(value, where, 120)
    if not _SLUG.fullmatch(slug):
        raise BadLine(where, "an address has only letters, digits, hyphens and underscores.")
    return slug


def _origin_key(value: Any, where: str) -> str:
    key = in_one_line(value, where, 200)
    if not key:
        raise BadLine(where, "the key is empty: leave the field out instead.")
    return key


def _shortened(words: str) -> str:
    """Return words for a terminal: what a file made of us is never longer than a few lines."""
    return legible(words if len(words) <= MESSAGE_LIMIT else f"{words[:MESSAGE_LIMIT]}\u2026")


_FIELDS: dict[str, Callable[[Any, str], Any]] = {
    "question": _question,
    "wordings": _wordings,
    "citations": lambda value, where: many(value, where, named),
    "topics": _names(100),
    "tags": _names(80),
    "origin": lambda value, where: text(value, where, 2000),
    "origin_key": _origin_key,
    "license": lambda value, where: in_one_line(value, where, 200),
    "slug": _slug,
}
