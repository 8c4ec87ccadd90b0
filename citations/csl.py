"""From a CSL-JSON item to a citation; `Citation.csl()` is the way back."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from citations.columns import TEXTS, columns_of
from citations.formats.errors import BadField
from citations.formats.record import read_facts
from citations.models import Citation, Kind

_IDENTIFIERS = {"DOI": "doi", "PMID": "pmid", "PMCID": "pmcid", "URL": "url"}
_FIELDS = {
    **TEXTS,
    "id": "key",
    "author": "author",
    "issued": "issued_year",
    "accessed": "accessed",
}


def citation_from_csl(item: Mapping[str, Any]) -> Citation:
    """Return an unsaved citation with the facts of `item`, its identifiers normalised.

    Without a type it is taken for a journal article. Raises ValidationError where a fact is not
    what the schema says it is. Source: CSL-JSON, citation-style-language/schema v1.0.2.
    """
    identifiers = {
        column: str(item[name]) for name, column in _IDENTIFIERS.items() if item.get(name)
    }
    others = {name: value for name, value in item.items() if name not in _IDENTIFIERS}
    try:
        # An identifier that is wrong is refused by clean(), not left out.
        read, remarks = read_facts({"type": Kind.ARTICLE.value, **others})
    except BadField as error:
        raise _invalid(error.field, error.reason) from None
    if remarks:
        raise _invalid("", " ".join(remarks))
    citation = Citation(key=read.get("id", ""), **columns_of(read) | identifiers)
    citation.clean()
    return citation


def _invalid(variable: str, reason: str) -> ValidationError:
    field = _FIELDS.get(variable, "further") if variable else NON_FIELD_ERRORS
    return ValidationError({field: reason})
