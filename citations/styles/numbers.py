"""Pages, volumes and issues: ranges as CSL writes them."""

import re
from typing import Any

from citeproc import model
from citeproc.source import VariableError

from citations.styles.typeset import Typeset

# Two pages with the same letters before them: 279-290, S158-S178. A colon or a dot next to them
# means that the numbers are more than pages: 4:1-4:10.
_PAGES = re.compile(
    r"(?<![\w:.\-\u2013])([A-Za-z]*)([0-9]+)\s*[-\u2013]\s*\1([0-9]+)(?![\w:.\-\u2013])", re.ASCII
)
_ROMAN_PAGES = re.compile(r"(?<![\w-])([ivxlc]+)\s*[-\u2013]\s*([ivxlc]+)(?![\w-])", re.ASCII)
_NUMBERS = re.compile(r"([0-9]+|[ivxlcm]+)\s*[-\u2013]\s*([0-9]+|[ivxlcm]+)", re.IGNORECASE)
# The variables of CSL 1.0.2 that hold numbers and may hold a range of them.
NUMBERS = {
    *("chapter-number", "collection-number", "edition", "issue", "number"),
    *("number-of-pages", "number-of-volumes", "volume"),
}


class Ranges(Typeset):
    """Ranges of pages and numbers, for `cs:text` and `cs:number`.

    citeproc-py cuts the last page against a first one that has fewer digits (1-13 becomes 1-3),
    leaves nothing of one that is the same, does not complete 321-28, and writes the hyphen of a
    record where the style or the locale asks for another mark.
    """

    def _process(self, value: Any, variable: str) -> str:
        if variable == "page-first":
            return str(super()._process(value, variable))
        mark = str(self.get_single_term(name="page-range-delimiter") or "\u2013")
        if not variable.startswith("page"):
            found = _NUMBERS.fullmatch(str(value))
            return f"{found[1]}{mark}{found[2]}" if found else self.format_number(str(value))
        return _ROMAN_PAGES.sub(
            rf"\1{mark}\2", _PAGES.sub(lambda pages: self._range(pages, mark), str(value))
        )

    def _range(self, pages: re.Match[str], mark: str) -> str:
        letters, first, last = pages.groups()
        full = first[: max(len(first) - len(last), 0)] + last
        if self.get_root().get_option("page-range-format") == "minimal":
            return f"{letters}{first}{mark}{_minimal(first, full, last)}"
        return f"{letters}{first}{mark}{letters}{full if _follows(full, first) else last}"


class Label(Typeset, model.Label):
    """A label that is plural where its number is; citeproc-py never finds the numbers of things."""

    # The same meaning as citeproc-py's, in a time that grows with the text and not its square.
    RE_MULTIPLE_NUMBERS = re.compile("[0-9][^0-9.]+[0-9]")

    def _is_plural(self, item: Any) -> bool:
        name = self.get("variable")
        if not name.startswith("number-of"):
            return bool(super()._is_plural(item))
        try:
            return str(item.reference[name]) != "1"
        except VariableError:
            return False


def _minimal(first: str, full: str, last: str) -> str:
    if len(full) != len(first) or not _follows(full, first):
        return last
    same = next(place for place, digit in enumerate(first) if digit != full[place])
    return full[same:]


def _follows(last: str, first: str) -> bool:
    """Compare as numbers, of any length: Python reads none of more than 4300 digits."""
    return last.zfill(len(first)) > first.zfill(len(last))
