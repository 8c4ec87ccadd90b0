"""Whatever Crossref or PubMed send, there is a work that the library takes, or a sentence."""

import contextlib
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from hypothesis import given
from hypothesis import strategies as st

from citations.csl import citation_from_csl
from citations.lookup.answers import read_article, read_work
from citations.lookup.failing import LookupFailed
from citations.lookup.questions import Question
from tests.citations.lookup_server import crossref_work, pubmed_record, pubmed_set

DOI = "10.1000/sample"
FIELDS = [
    "DOI", "title", "subtitle", "author", "editor", "issued", "page", "volume", "type", "language",
    "ISBN", "ISSN", "event", "container_title", "aliases", "update_to", "updated_by",
]  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
NAMES = st.sampled_from(
    ["DOI", "type", "updated", "date-parts", "family", "given", "literal", "name", "raw", "season"]
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
ELEMENTS = st.sampled_from(
    [
        "PMID", "ArticleTitle", "Author", "LastName", "CollectiveName", "PubDate", "Year", "Month",
        "Day", "MedlineDate", "Season", "CommentsCorrectionsList", "CommentsCorrections",
        "RefSource", "PublicationType", "Article", "i", "sub",
    ]
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4))
def test_any_field_of_crossref_may_have_any_shape(fields: dict[str, Any]) -> None:
    with contextlib.suppress(LookupFailed):
        answer = read_work(Question(f"DOI {DOI}"), DOI, crossref_work(**fields))
        citation_from_csl(answer.item).clean_fields(exclude=["key"])


def element(name: str, kind: str, inside: list[str]) -> str:
    return f"<{name} RefType={quoteattr(kind)}>{''.join(inside)}</{name}>"


XML = st.recursive(
    st.text(st.characters(codec="utf-8", min_codepoint=32, exclude_characters="\ufffe\uffff")).map(
        escape
    )
    | st.sampled_from(["2020", "Feb", "31", "J Samples. 2010 Feb 30;1:2", "J. 0000;1", "J. 99999"]),
    lambda inner: st.builds(
        element,
        ELEMENTS,
        st.sampled_from(["RetractionIn", "ErratumIn", ""]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@given(XML)
def test_any_element_of_pubmed_may_have_any_content(more: str) -> None:
    record = pubmed_record("123", more=more, types=more, identifiers=more)
    with contextlib.suppress(LookupFailed):
        answer = read_article(Question("PMID 123"), "123", pubmed_set(record))
        citation_from_csl(answer.item).clean_fields(exclude=["key"])
