"""What a work says of itself: kept for those who check a source, and no part of its reference.

An abstract is never a reason to refuse a work: what cannot be kept is left out, with a remark.
"""

import re
from typing import Any

from citations.formats.richtext import cleaned
from integrity.text import problems

ABSTRACT_LIMIT = 20_000  # characters; the longest of PubMed have a third of that
_RAW_LIMIT = 3 * ABSTRACT_LIMIT  # with markup
# JATS, as Crossref has it, sets the parts of an abstract apart by headings and paragraphs.
_ITS_OWN_HEADING = re.compile(
    r"<(?:jats:)?title> ?abstract[.:]? ?</(?:jats:)?title>", re.IGNORECASE
)
_HEADING_ENDS = re.compile(r"[.:]? ?</(?:jats:)?title>", re.IGNORECASE)
_BLOCK_ENDS = re.compile(r"</(?:jats:)?(?:p|sec|list-item|li|div)>|<br ?/?>", re.IGNORECASE)


def read_abstract(value: Any, remarks: list[str]) -> str:
    """Return an abstract as one paragraph without markup, or "" with a remark that says why."""
    if not isinstance(value, str):
        return ""
    text = " ".join(value.split())
    if len(text) > _RAW_LIMIT:
        return _left_out(text, remarks)
    if "<" in text or "&" in text:
        try:
            text = " ".join(cleaned(_apart(text), rich=False).split()).lstrip(": ")
        except ValueError as error:
            remarks.append(f"The abstract was left out. {error}")
            return ""
    if len(text) > ABSTRACT_LIMIT:
        return _left_out(text, remarks)
    found = [] if text.isascii() and text.isprintable() else list(problems(text, named="it"))
    if found:
        remarks.append(f"The abstract was left out: {found[0]}")
        return ""
    return text


def _apart(text: str) -> str:
    text = _HEADING_ENDS.sub(": ", _ITS_OWN_HEADING.sub("", text))
    return _BLOCK_ENDS.sub(" ", text)


def _left_out(text: str, remarks: list[str]) -> str:
    remarks.append(
        f"The abstract was left out: it has {len(text):,} characters; at most {ABSTRACT_LIMIT:,}."
    )
    return ""
