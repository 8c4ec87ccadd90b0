"""A plain reference from a CSL-JSON item, as safe HTML or as text.

The order of the parts follows the AMA Manual of Style, 11th edition, chapter 3, without its finer
rules.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape, unescape
from typing import Any
from urllib.parse import quote

from citations.identifiers import normalise_doi, normalise_pmcid, normalise_pmid, normalise_url
from integrity.text import legible

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_TAG = re.compile(r"<[^>]*>")
# CSL-JSON allows these four in a title, for gene names, exponents and formulas.
_RICH = re.compile(r"&lt;(i|b|sub|sup)&gt;((?:(?!&lt;).)*)&lt;/\1&gt;")


def format_reference(csl: dict[str, Any]) -> str:
    """Return the reference as an HTML fragment: escaped text, `em`, `i`, `b`, `sub`, `sup`, `a`.

    `csl` is a CSL-JSON item (schema 1.0.2). A missing field leaves no trace, and a field that is
    not what the schema says is left out, so any JSON object is accepted.
    """
    title = _RICH.sub(r"<\1>\2</\1>", escape(_text(csl.get("title"))))
    container = escape(_text(csl.get("container-title")))
    sentences = (
        _authors(csl.get("author")),
        title,
        f"<em>{container}</em>" if container else "",
        _place(csl),
    )
    return " ".join([*(_ended(part) for part in sentences if part), *_links(csl)])


def format_reference_text(csl: dict[str, Any]) -> str:
    """Return the reference as plain text, for feeds, copying and search."""
    return unescape(_TAG.sub("", format_reference(csl)))


def date_in_words(parts: Sequence[int]) -> str:
    """Return year, month and day as June 12, 2025; June 2025 or 2025 when less is known."""
    year, month, day = (*parts, 0, 0, 0)[:3]
    if not year or not 1 <= month <= 12:
        return str(year or "")
    return f"{MONTHS[month - 1]} {day}, {year}" if day else f"{MONTHS[month - 1]} {year}"


def external_link(url: str, label: str) -> str:
    """Return a link to another site; `url` and `label` are plain text and are escaped here."""
    return f'<a href="{escape(url)}" rel="noopener">{escape(label)}</a>'


def _text(value: Any) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(legible(str(value)).split())


def _ended(part: str) -> str:
    return part if _TAG.sub("", part).endswith((".", "?", "!")) else f"{part}."


def _authors(names: Any) -> str:
    people = names if isinstance(names, list) else []
    listed = [name for name in map(_name, people) if name]
    # AMA 11th edition, 3.7: up to six authors are all named, of more the first three.
    if len(listed) > 6:
        listed = [*listed[:3], "et al"]
    return escape(", ".join(listed))


def _name(name: Any) -> str:
    if not isinstance(name, dict):
        return ""
    family = f"{_text(name.get('non-dropping-particle'))} {_text(name.get('family'))}".strip()
    if not family:
        return _text(name.get("literal"))
    return " ".join(filter(None, (family, _initials(name), _text(name.get("suffix")))))


def _initials(name: dict[str, Any]) -> str:
    given = _text(name.get("given"))
    if given.isalpha() and given.isupper() and len(given) <= 3:
        return given
    return "".join(word[0].upper() for word in re.split(r"[\s.\-\u2010]+", given) if word)


def _place(csl: dict[str, Any]) -> str:
    """Return where the work stands: 2024;12(1):89, or publisher and year for a book."""
    volume, issue, page = (_text(csl.get(name)) for name in ("volume", "issue", "page"))
    publisher = "" if csl.get("container-title") else _text(csl.get("publisher"))
    number = volume + (f"({issue})" if issue else "")
    number = ":".join(filter(None, (number, page)))
    date = date_in_words(_date(csl.get("issued"))[:1])
    if publisher:
        return escape("; ".join(filter(None, (publisher, date, number))))
    # A page without a volume is told from the year by a colon: 2019:2345.
    separator = ";" if volume or issue else ":"
    return escape(separator.join(filter(None, (date, number))))


def _date(value: Any) -> list[int]:
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    if not isinstance(first, list):
        return []
    words = [_text(part) for part in first[:3]]
    return [int(word) if re.fullmatch("[0-9]{1,4}", word) else 0 for word in words]


def _links(csl: dict[str, Any]) -> Iterator[str]:
    identified = False
    for field, normalise, address, label in _IDENTIFIERS:
        value = _text(csl.get(field))
        if not value:
            continue
        identified = True
        try:
            name = normalise(value)
        except ValueError:
            yield escape(label + value)
        else:
            yield external_link(address.format(quote(name, safe="/:;()")), label + name)
    if not identified:
        yield from _web_address(csl)


_IDENTIFIERS: tuple[tuple[str, Callable[[str], str], str, str], ...] = (
    ("DOI", normalise_doi, "https://doi.org/{}", "doi:"),
    ("PMID", normalise_pmid, "https://pubmed.ncbi.nlm.nih.gov/{}/", "PMID: "),
    ("PMCID", normalise_pmcid, "https://pmc.ncbi.nlm.nih.gov/articles/{}/", "PMCID: "),
)


def _web_address(csl: dict[str, Any]) -> Iterator[str]:
    value = _text(csl.get("URL"))
    accessed = date_in_words(_date(csl.get("accessed")))
    if value and accessed:
        yield f"Accessed {accessed}."
    try:
        url = normalise_url(value)
    except ValueError:
        if value:
            yield escape(value)
    else:
        yield external_link(url, url)
