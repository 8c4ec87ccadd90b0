"""A CSL-JSON item as citeproc-py's reference, whatever the item holds.

A field that is not what the schema (citation-style-language/schema 1.0.2) says is left out.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from citeproc import DATES, NAMES
from citeproc.source import Name
from citeproc.source import Reference as CiteprocReference

from citations.styles.dates import date
from citations.styles.inline import inline, plain, words
from citations.styles.links import IDENTIFIERS, printed

NAME_PARTS = ("family", "given", "suffix", "dropping-particle", "non-dropping-particle")
# Names that older CSL-JSON gives to variables.
ALIASES = {"journalAbbreviation": "container-title-short", "shortTitle": "title-short"}
# How a name of Chinese, Japanese or Korean characters is written: together, family name first.
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")
# PubMed's older records have initials for given names, without points: Kong HK.
_INITIALS = re.compile("[A-Z]{2,3}")


class Reference(CiteprocReference):
    """A reference that takes the variables of CSL 1.0.2, by their names with hyphen or underscore.

    citeproc-py knows those of 1.0.1, warns of others, and asks for some by one spelling and for
    some by the other.
    """

    def __init__(self, key: str, type: str, variables: Mapping[str, Any]) -> None:  # noqa: A002
        super().__init__(key, type)
        for name, value in variables.items():
            self[name] = self[name.replace("-", "_")] = value


def reference(key: str, item: Mapping[str, Any], variables: Collection[str]) -> Reference:
    """Return `item` as a reference with those of `variables` that it has."""
    item = {ALIASES.get(name, name): value for name, value in item.items()}
    found = {name: _value(name, value) for name, value in item.items() if name in variables}
    found["language"] = words(item.get("language")) or None
    kind = words(item.get("type")) or "article-journal"
    return Reference(key, kind, {name: value for name, value in found.items() if value})


def _value(name: str, value: Any) -> Any:
    python_name = name.replace("-", "_")
    if python_name in NAMES:
        return _names(value)
    if python_name in DATES:
        return date(value)
    if name in IDENTIFIERS:
        return printed(name, words(value))
    return inline(words(value))


def _names(value: Any) -> list[Name]:
    names = map(_name, value if isinstance(value, list) else [])
    return [name for name in names if name]


def _name(value: Any) -> Name | None:
    if not isinstance(value, dict):
        return None
    parts = {part: plain(words(value.get(part))) for part in (*NAME_PARTS, "literal")}
    if _INITIALS.fullmatch(parts["given"]) and not parts["family"].isupper():
        parts["given"] = ". ".join(parts["given"]) + "."
    if parts["non-dropping-particle"].endswith(("\u2019", "-")):
        parts["family"] = parts.pop("non-dropping-particle") + parts["family"]
    name = parts["family"] + parts["given"]
    if parts["family"] and not _HAN.fullmatch(name):
        return Name(**{part: parts[part] for part in NAME_PARTS if parts.get(part)})
    whole = parts["literal"] or name
    return Name(literal=whole) if whole else None
