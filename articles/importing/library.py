"""The works that a batch of entries cites: found in the library, or new to it."""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from articles.citing import CITATION
from articles.importing.entries import BadLine
from citations.models import Citation
from integrity.copying import listed

IDENTIFIERS = ("doi", "pmid", "pmcid", "url")

_KEY = re.compile(r"@([A-Za-z0-9][A-Za-z0-9._:-]*)")


class Library:
    """`new` are the works to add, by key: those of all entries that were placed."""

    def __init__(self, works: Iterable[Citation], keys: Iterable[str]) -> None:
        self.new: dict[str, Citation] = {}
        self._by_key: dict[str, Citation] = {}
        self._by_identifier: dict[tuple[str, str], Citation] = {}
        for citation in _found(list(works), keys):
            self._add(citation)

    def keys(self) -> AbstractSet[str]:
        return self._by_key.keys()

    def place(self, works: list[tuple[str, Citation]]) -> dict[str, str]:
        """Return the library's key for each key in `works`, which are all of one entry.

        Arguments: each work comes with its place in the line. A work is reused where its key or
        an identifier is known, and is new otherwise. Raises BadLine and adds nothing where a key
        or an identifier belongs to another work.
        """
        keys: dict[str, str] = {}
        added: list[Citation] = []
        try:
            for where, work in works:
                if work.key in keys:
                    raise BadLine(f"{where}.id", "another work of this line has this key.")
                found = self._known(work, where)
                if found is None:
                    self._add(work)
                    added.append(work)
                keys[work.key] = (found or work).kept.key
        except BadLine:
            for work in added:
                self._remove(work)
            raise
        self.new |= {work.key: work for work in added}
        return keys

    def _known(self, work: Citation, where: str) -> Citation | None:
        same_key = self._by_key.get(work.key)
        if same_key is work:
            return work
        if same_key is not None and not is_same(work, same_key):
            raise BadLine(
                f"{where}.id",
                f"the key {work.key} belongs to another work in the library or in this file "
                f"(“{same_key.title}”): give this one another key.",
            )
        found = same_key
        for name, value in _identifiers(work):
            citation = self._by_identifier.get((name, value))
            if citation is None or (name == "url" and is_another(work, citation)):
                continue  # works of one book may share its address
            if is_another(work, citation):
                raise BadLine(
                    where,
                    f"this work shares its {name.upper()} with {citation.key}, but another "
                    "identifier differs: mend the wrong one.",
                )
            found = found or citation
        return found

    def _add(self, citation: Citation) -> None:
        self._by_key[citation.key] = citation
        for identifier in _identifiers(citation):
            self._by_identifier.setdefault(identifier, citation)

    def _remove(self, citation: Citation) -> None:
        del self._by_key[citation.key]
        for identifier in _identifiers(citation):
            if self._by_identifier[identifier] is citation:
                del self._by_identifier[identifier]


def candidate_keys(text: str) -> set[str]:
    """Return every key that `text` may cite; in code they are text, which this does not see."""
    return {key.lower() for marker in CITATION.findall(text) for key in _KEY.findall(marker)}


def with_keys(text: str, keys: Mapping[str, str]) -> str:
    """Return `text` with its citations of `keys` made citations of what those keys stand for."""

    def renamed(marker: re.Match[str]) -> str:
        return _KEY.sub(lambda key: f"@{keys.get(key[1].lower(), key[1])}", marker[0])

    return CITATION.sub(renamed, text)


def without_markers(text: str) -> str:
    return CITATION.sub("", text)


def is_same(one: Citation, other: Citation) -> bool:
    """Return whether two records with one key are one work: by identifiers, or else by title."""
    if is_another(one, other):
        return False
    shared = set(_identifiers(one)) & set(_identifiers(other))
    return bool(shared) or one.title.casefold() == other.title.casefold()


def is_another(one: Citation, other: Citation) -> bool:
    """Return whether an identifier that names a work for good tells two records apart."""
    pairs = ((getattr(one, name), getattr(other, name)) for name in ("doi", "pmid", "pmcid"))
    return any(mine and theirs and mine != theirs for mine, theirs in pairs)


def _identifiers(citation: Citation) -> list[tuple[str, str]]:
    return [(name, value) for name in IDENTIFIERS if (value := getattr(citation, name))]


def _found(works: list[Citation], keys: Iterable[str]) -> list[Citation]:
    wanted = {"key": {*keys, *(work.key for work in works)}}
    for work in works:
        for name, value in _identifiers(work):
            wanted.setdefault(name, set()).add(value)
    found = {
        citation.pk: citation
        for name, values in wanted.items()
        for citation in Citation.objects.select_related("merged_into").filter(
            **{f"{name}__in": listed(values)}
        )
    }
    return [found[key] for key in sorted(found)]
