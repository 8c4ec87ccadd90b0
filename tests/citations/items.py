"""Works for property tests: CSL-JSON items with everything in them that the library keeps."""

import datetime
from typing import Any

from hypothesis import strategies as st

from citations.formats.errors import BadField
from citations.formats.record import read_item
from citations.formats.vocabulary import EVIDENCE, TEXTS, TYPES

# What formats have a meaning for, and letters of several scripts.
ALPHABET = (
    "abcXYZ \u00e9\u00f1\u0141\u0434\u65e5\U0001d6fc0129.,;:!?'\"`-\u2013()[]{}<>/\\&%$#_^~@*+=|"
)
NAME_ALPHABET = "abcXYZ \u00e9\u00f1\u0141\u0434\u65e5'-.&%_"


def words(alphabet: str = ALPHABET, size: int = 30) -> Any:
    return st.text(alphabet, min_size=1, max_size=size).map(lambda text: " ".join(text.split()))


def rich() -> Any:
    piece = st.tuples(st.sampled_from(["i", "b", "sub", "sup"]), words("abcd 12"))
    marked = piece.map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>")
    return st.lists(st.one_of(words(), marked), min_size=1, max_size=4).map(" ".join)


def people() -> Any:
    part = words(NAME_ALPHABET, 12).filter(lambda text: any(map(str.isalpha, text)))
    person = st.fixed_dictionaries(
        {"family": part},
        optional={
            "given": part,
            "suffix": st.sampled_from(["Jr", "2nd", "III"]),
            "non-dropping-particle": st.sampled_from(["van", "de la", "Von"]),
            "dropping-particle": st.sampled_from(["de", "von"]),
        },
    )
    group = words(NAME_ALPHABET + ",", 30).filter(lambda text: any(map(str.isalpha, text)))
    return st.lists(
        st.one_of(person, group.map(lambda name: {"literal": name})), min_size=1, max_size=4
    )


def dates() -> Any:
    day = st.dates(datetime.date(1800, 1, 1), datetime.date(2100, 1, 1))
    point = st.tuples(day, st.integers(1, 3)).map(
        lambda pair: [pair[0].year, pair[0].month, pair[0].day][: pair[1]]
    )
    plain = st.lists(point, min_size=1, max_size=2).map(
        lambda points: {"date-parts": sorted(points)}
    )
    season = st.tuples(st.integers(1900, 2100), st.integers(1, 4)).map(
        lambda pair: {"date-parts": [[pair[0]]], "season": pair[1]}
    )
    guess = point.map(lambda parts: {"date-parts": [parts], "circa": True})
    literal = st.sampled_from([{"literal": "13th century"}, {"literal": "1998 1st Quarter"}])
    return st.one_of(plain, season, guess, literal)


@st.composite
def items(draw: Any) -> dict[str, Any]:
    """A work in the one form that readers give it."""
    titles = {"title", "title-short", "container-title", "container-title-short"}
    texts = {
        name: rich() if name in titles else words(size=12)
        for name in TEXTS
        if name not in {"DOI", "PMID", "PMCID", "URL", "ISSN", "ISBN", "id"}
    }
    source = draw(
        st.fixed_dictionaries(
            {"type": st.sampled_from(sorted(TYPES)), "title": rich()},
            optional={
                **{name: text for name, text in texts.items() if name != "title"},
                "id": words("abcxyz0129.:_-", 12),
                "DOI": words("abcxyz0129.-_()/", 12).map(lambda tail: f"10.1000/x{tail}"),
                "PMID": st.integers(1, 99_999_999).map(str),
                "PMCID": st.integers(1, 9_999_999).map(lambda number: f"PMC{number}"),
                "URL": words("abcxyz0129.-_~%&=?#", 12).map(lambda tail: f"https://who.int/{tail}"),
                "ISSN": st.just("0028-4793"),
                "ISBN": st.sampled_from(["9780007280599", "0-19-853453-1"]),
                "abstract": words(size=60),
                "author": people(),
                "editor": people(),
                "translator": people(),
                "container-author": people(),
                "collection-editor": people(),
                "issued": dates(),
                "accessed": dates(),
                "original-date": dates(),
                "event-date": dates(),
                "custom": st.sampled_from([{"evidence": kind} for kind in EVIDENCE]),
            },
        )
    )
    try:
        return read_item(source)[0]
    except BadField:
        return {"type": "document", "title": "A title that is nothing but markup"}
