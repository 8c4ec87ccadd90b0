"""Where the identifiers of a work lead."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from citations.identifiers import normalise_doi, normalise_pmcid, normalise_pmid, normalise_url
from citations.styles.inline import words
from citations.styles.richtext import Mark, RichText
from integrity.text import legible

# For each identifier: its one form, its address, and its label where a style does not print it.
_SERVICES: dict[str, tuple[Callable[[str], str], str, str]] = {
    "DOI": (normalise_doi, "https://doi.org/{}", "doi:"),
    "PMID": (normalise_pmid, "https://pubmed.ncbi.nlm.nih.gov/{}/", "PMID: "),
    "PMCID": (normalise_pmcid, "https://pmc.ncbi.nlm.nih.gov/articles/{}/", "PMCID: "),
}
IDENTIFIERS = (*_SERVICES, "URL")


def printed(name: str, value: str) -> str:
    """Return an identifier as styles print it: a name, where the record has its address.

    Raises nothing: what is no identifier is printed as it is.
    """
    if name in _SERVICES and not value.startswith("10."):
        try:
            return _SERVICES[name][0](value)
        except ValueError:
            pass
    return legible(value)


def address(name: str, value: str) -> str:
    """Return where the identifier `name` with `value` leads; empty where it is none."""
    try:
        if name == "URL":
            return normalise_url(value)
        normalise, template, _ = _SERVICES[name]
        return template.format(quote(normalise(value), safe="/:;()"))
    except (KeyError, ValueError):
        return ""


def unprinted(csl: Mapping[str, Any], done: set[str]) -> Iterator[RichText]:
    """Yield, labelled and linked, each identifier of a work whose address is not in `done`."""
    for name, (_, _, label) in _SERVICES.items():
        value = words(csl.get(name))
        href = address(name, value)
        if href and href not in done:
            yield RichText.of(label + printed(name, value), Mark("a", href))
