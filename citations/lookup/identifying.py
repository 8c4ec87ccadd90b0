"""Which work a person means, by the identifier in what they pasted. Addresses are never opened."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from citations.identifiers import normalise_doi, normalise_pmcid, normalise_pmid
from citations.lookup.failing import BY_HAND, LookupFailed
from integrity.text import legible

MAX_PASTED = 3000

_ANYWHERE = {
    "PMID": re.compile(
        r"(?:\bPMID:?\s*|pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/"
        r"|europepmc\.org/(?:article|abstract)/MED/)([0-9]{1,8})(?![0-9])",
        re.IGNORECASE,
    ),
    "PMCID": re.compile(r"\b(PMC[0-9]{1,9})(?![0-9])", re.IGNORECASE),
    "DOI": re.compile(r"\b(10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"<>?&#]*[^\s\"<>?&#.,;:'])"),
}
# What publishers' addresses have behind the DOI: the kind of page, a file's ending, and the
# version of a preprint, which has no DOI of its own.
_TAIL = re.compile(
    r"(?:/(?:abs|abstract|full|fulltext|full-text|full_html|html?|e?pdf|pdfdirect|meta|summary"
    r"|references|citations?|figures?|tables?|asset|related|tab-[a-z-]+|issuetoc)(?:/.*)?"
    r"|\.(?:pdf|html?|full|full-text|abstract|short|xml)(?:\.[a-z+-]+)?)+$",
    re.IGNORECASE,
)
_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_PREPRINT_VERSION = re.compile(r"^(10\.(?:1101|64898)/.*[0-9])v[0-9]+$")


class Identifier(NamedTuple):
    """`kind` is DOI, PMID or PMCID; `value` is in its one form."""

    kind: str
    value: str

    def __str__(self) -> str:
        return self.value if self.kind == "PMCID" else f"{self.kind} {self.value}"


def identify(pasted: str) -> Identifier:
    """Return the identifier that `pasted` is or, in an address or a reference, has in it.

    Digits alone are a PMID. Raises LookupFailed where there is none.
    """
    text = " ".join(legible(pasted).split())
    if not text:
        raise LookupFailed("Nothing was given to look up. Paste a DOI, PMID, PMCID or address.")
    if len(text) > MAX_PASTED:
        raise LookupFailed(
            f"This has {len(text):,} characters, too many for an identifier or an address. Paste "
            "the DOI, PMID or PMCID alone."
        )
    for kind, value in _candidates(text):
        try:
            return Identifier(kind, _NORMALISE[kind](value))
        except ValueError:
            continue
    shown = text if len(text) <= 80 else f"{text[:80]}…"
    raise LookupFailed(
        f"No DOI, PMID or PMCID was found in “{shown}”; pages are not opened to search them. Copy "
        f"the DOI from the work's page. {BY_HAND}"
    )


def _candidates(text: str) -> Iterator[tuple[str, str]]:
    for kind in ("PMID", "PMCID"):
        yield kind, text
    is_address = "://" in text
    if not is_address or (_RESOLVER.match(text) and "?" not in text):
        yield "DOI", text
    plain = unquote(text) if is_address else text
    for kind, pattern in _ANYWHERE.items():
        if found := pattern.search(plain):
            yield kind, _without_tail(found[1]) if kind == "DOI" else found[1]


def _without_tail(doi: str) -> str:
    """Take away what surrounds a DOI in an address or between brackets."""
    doi = _PREPRINT_VERSION.sub(r"\1", _TAIL.sub("", doi))
    while doi.endswith((")", "]")) and doi.count("(") + doi.count("[") < len(
        re.findall(r"[)\]]", doi)
    ):
        doi = doi[:-1]
    return doi


_NORMALISE: dict[str, Callable[[str], str]] = {
    "DOI": normalise_doi,
    "PMID": normalise_pmid,
    "PMCID": normalise_pmcid,
}
