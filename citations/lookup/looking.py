"""A work by its identifier: from Crossref or PubMed, or as one of them said within a day."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.core.exceptions import ValidationError

from citations.csl import citation_from_csl
from citations.lookup.answers import Answer, by_doi, by_pmcid, by_pmid
from citations.lookup.failing import BY_HAND, LATER, LookupFailed
from citations.lookup.identifying import Identifier, identify
from citations.lookup.questions import Question
from citations.models import Citation

KEPT = 24 * 60 * 60  # seconds
_ASK = {"DOI": by_doi, "PMID": by_pmid, "PMCID": by_pmcid}
_EXPECTED = {
    ("title",): "title: add it",
    ("author", "editor"): "authors: add them",
    ("issued",): "date: add it",
}
# A look-up holds a thread for seconds, and a process has few: the others stay for readers.
_turn = threading.Lock()
_PATIENCE = 1  # seconds


def look_up(pasted: str) -> Answer:
    """Return the work whose DOI, PMID or PMCID is in `pasted`: an identifier or an address.

    Takes LOOKUP_TIMEOUT seconds at most, and one more to begin. Call it outside of a transaction.
    Raises LookupFailed with a sentence that says what happened and what to do.
    """
    identifier = identify(pasted)
    name = f"lookup-{hashlib.sha256(str(identifier).encode()).hexdigest()}"
    answer: Answer | None = cache.get(name)
    if answer is None:
        with _one_at_a_time():
            answer = _asked(identifier)
        cache.set(name, answer, KEPT)
    return answer


def known(pasted: str) -> Citation | None:
    """Return the library's work whose identifier is in `pasted`. Raises LookupFailed."""
    kind, value = identify(pasted)
    return _having(kind, value)


def known_as(answer: Answer) -> Citation | None:
    """Return the library's work that has the DOI, else the PMID, else the PMCID of `answer`."""
    for kind in _ASK:
        value = answer.item.get(kind)
        same = _having(kind, value) if value else None
        if same:
            return same
    return None


def _having(kind: str, value: str) -> Citation | None:
    records = Citation.objects.select_related("merged_into")
    found = records.filter(**{kind.lower(): value}).first()
    return found.kept if found else None


def _asked(identifier: Identifier) -> Answer:
    answer = _ASK[identifier.kind](Question(str(identifier)), identifier.value)
    _validate(answer, identifier)
    remarks = [
        f"{answer.source} does not say the {words} by hand."
        for names, words in _EXPECTED.items()
        if not any(name in answer.item for name in names)
    ]
    return answer._replace(remarks=(*answer.remarks, *remarks))


def _validate(answer: Answer, identifier: Identifier) -> None:
    try:
        citation_from_csl(answer.item).clean_fields(exclude=["key"])
    except ValidationError as error:
        raise LookupFailed(
            f"{answer.source} was asked for {identifier}.",
            "Its record cannot be used:",
            *error.messages,
            BY_HAND,
        ) from None


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _turn.acquire(timeout=_PATIENCE):
        raise LookupFailed("Another look-up is under way.", LATER)
    try:
        yield
    finally:
        _turn.release()
