"""Notices on published works, as Retraction Watch and Crossref tell them.

Sources: the Retraction Watch database's CSV (columns by name, in any order and case) and Crossref's
REST works with `update-to` (the notice's own record) or `updated-by` (the work's). A work is known
by its DOI or PMID only, never by its title.
"""

import csv
import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from citations.identifiers import normalise_doi, normalise_pmid
from citations.models import Notice

NATURES = {
    "retraction": Notice.Nature.RETRACTION,
    "partial_retraction": Notice.Nature.RETRACTION,
    "withdrawal": Notice.Nature.RETRACTION,
    "removal": Notice.Nature.RETRACTION,
    "expression_of_concern": Notice.Nature.CONCERN,
    "correction": Notice.Nature.CORRECTION,
    "corrigendum": Notice.Nature.CORRECTION,
    "erratum": Notice.Nature.CORRECTION,
    "reinstatement": Notice.Nature.REINSTATEMENT,
}
COLUMNS = {"originalpaperdoi", "retractiondate", "retractionnature"}
UPDATES = ("updated-by", "update-to")
_QUOTES = "a quotation mark may be missing"


class Found(NamedTuple):
    """A notice on the work with this DOI or PMID; `url` is where the notice was published."""

    doi: str
    pmid: str
    nature: str
    noticed_on: datetime.date
    url: str


class Unreadable(NamedTuple):
    """A line or work, counted from 1, that tells no notice we know, and why.

    `is_usual` where real files have thousands of them: nothing is wrong with such a line.
    """

    line: int
    reason: str
    is_usual: bool = False


class _Taken:
    """Lines as they are taken by a reader, with those of the row that it is at."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.row.append(line)
            yield line


def read_retraction_watch(lines: Iterable[str]) -> Iterator[Found | Unreadable]:
    """Yield what each row of the CSV tells. Raises ValueError where its columns are missing."""
    taken = _Taken(lines)
    reader = csv.reader(taken)
    line = 1
    try:
        names = [name.lower().strip("\ufeff ") for name in next(reader, [])]
        if not set(names) >= COLUMNS:
            raise ValueError(
                "This is not the Retraction Watch file: its first line has to name the columns "
                "OriginalPaperDOI, RetractionDate and RetractionNature."
            )
        taken.row.clear()
        for row in reader:
            line = reader.line_num - len(taken.row) + 1
            if row:
                yield _checked(dict(zip(names, row, strict=False)), line, taken.row)
            taken.row.clear()
    except csv.Error as error:
        raise ValueError(
            f"Line {line + 1} or a later one is no CSV: {error}; {_QUOTES}."
        ) from error
    if line == 1:
        raise ValueError("Below the names of its columns it has no rows. Download it again.")


def read_crossref(works: Iterable[Any]) -> Iterator[Found | Unreadable]:
    """Yield the notices that Crossref's works tell, in the answer's own wrapping or without."""
    for number, work in enumerate(works, start=1):
        message = work.get("message", work) if isinstance(work, Mapping) else work
        if not isinstance(message, Mapping) or message.keys().isdisjoint({"DOI", *UPDATES}):
            yield Unreadable(number, "it is not a work as Crossref answers")
            continue
        own = str(message.get("DOI", ""))
        if not all(is_list_of_updates(message.get(name)) for name in UPDATES):
            yield Unreadable(number, "its updates are no list of works")
            continue
        for update in message.get("updated-by") or []:
            yield from _from_update(update, number, work=own, notice=str(update.get("DOI", "")))
        for update in message.get("update-to") or []:
            yield from _from_update(update, number, work=str(update.get("DOI", "")), notice=own)


def is_list_of_updates(told: Any) -> bool:
    """Return whether it can be read: passed over, it could hide a retraction."""
    return not told or (isinstance(told, list) and all(isinstance(one, Mapping) for one in told))


def parse_works(text: str) -> list[Any]:
    """Return the works in a JSON text: one, a list of them, one a line, or the answer to a search.

    Raises ValueError with the line that is not JSON, and where it is an empty list.
    """
    try:
        document = _parse(text)
    except ValueError:
        lines = enumerate(text.split("\n"), 1)
        document = [_parse_line(line, number) for number, line in lines if line.strip()]
    answers = document if isinstance(document, list) else [document]
    if not answers:
        raise ValueError("It is an empty list.")
    return [work for answer in answers for work in _found_by_search(answer)]


def _found_by_search(answer: Any) -> list[Any]:
    """Return the works of a page of Crossref's `/works?filter=...`; of another answer, itself."""
    message = answer.get("message") if isinstance(answer, Mapping) else None
    items = message.get("items") if isinstance(message, Mapping) else None
    return items if isinstance(items, list) else [answer]


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply to be of Crossref") from None


def _parse_line(line: str, number: int) -> Any:
    try:
        return _parse(line)
    except ValueError as error:
        raise ValueError(f"Line {number} is not JSON: {error}.") from error


def _checked(row: Mapping[str, str], line: int, text: list[str]) -> Found | Unreadable:
    """Return what a row tells, unless its cells may be those of several rows."""
    if not row.keys() >= COLUMNS:
        return Unreadable(line, f"it has fewer cells than the first line; {_QUOTES}")
    if len(text) > 1 and not _is_closed(text):
        until = f"lines {line} to {line + len(text) - 1} became one"
        return Unreadable(line, f"a cell in it has no end, so that {until}; {_QUOTES}")
    return _from_row(row, line)


def _is_closed(lines: list[str]) -> bool:
    try:
        return bool(list(csv.reader(lines, strict=True)))
    except csv.Error:
        return False


def _from_row(row: Mapping[str, str], line: int) -> Found | Unreadable:
    nature = NATURES.get(_slug(row["retractionnature"]))
    if nature is None:
        return Unreadable(line, f"the nature {_shown(row['retractionnature'])} is not known")
    date = _date(row["retractiondate"])
    if date is None:
        return Unreadable(line, f"the date {_shown(row['retractiondate'])} is not a date")
    doi = _normalised(normalise_doi, row["originalpaperdoi"])
    pmid = _normalised(normalise_pmid, row.get("originalpaperpubmedid", ""))
    if not (doi or pmid):
        return Unreadable(line, "it has neither a DOI nor a PMID of the work", is_usual=True)
    notice = _normalised(normalise_doi, row.get("retractiondoi", ""))
    return Found(doi, pmid, nature, date, f"https://doi.org/{notice}" if notice else "")


def _from_update(
    update: Mapping[str, Any], number: int, *, work: str, notice: str
) -> Iterator[Found | Unreadable]:
    nature = NATURES.get(_slug(str(update.get("type", ""))))
    if nature is None:
        return  # a new version, an addendum: nothing that speaks against the work
    doi, told = _normalised(normalise_doi, work), _normalised(normalise_doi, notice)
    try:
        parts = [int(part) for part in update["updated"]["date-parts"][0]]
        date = datetime.date(*[*parts, 1, 1][:3])
    except (KeyError, IndexError, TypeError, ValueError, OverflowError):
        yield Unreadable(number, "an update has no date")
        return
    if not doi:
        yield Unreadable(number, f"the DOI {_shown(work)} is none")
        return
    yield Found(doi, "", nature, date, f"https://doi.org/{told}" if told else "")


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:60]}…")


def _slug(words: str) -> str:
    return re.sub(r"[^a-z]+", "_", words.strip().lower()).strip("_")


def _normalised(normalise: Any, value: str) -> str:
    try:
        return str(normalise(value))
    except ValueError:
        return ""


def _date(text: str) -> datetime.date | None:
    """Return the day of `8/17/2021 0:00` (as Retraction Watch writes) or of `2021-08-17`."""
    day = text.strip().split(" ")[0].split("T")[0]
    try:
        if "/" in day:
            month, number, year = (int(part) for part in day.split("/"))
            return datetime.date(year, month, number)
        return datetime.date.fromisoformat(day)
    except ValueError:
        return None
