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


class Found(NamedTuple):
    """A notice on the work with this DOI or PMID; `url` is where the notice was published."""

    doi: str
    pmid: str
    nature: str
    noticed_on: datetime.date
    url: str


UPDATES = ("updated-by", "update-to")


class Unreadable(NamedTuple):
    """A line, counted from 1, that tells no notice we know, and why."""

    line: int
    reason: str


def read_retraction_watch(lines: Iterable[str]) -> Iterator[Found | Unreadable]:
    """Yield what each line of the CSV tells. Raises ValueError where its columns are missing."""
    reader = csv.DictReader(lines)
    names = {name.lower().strip().lstrip("\ufeff") for name in reader.fieldnames or []}
    if not names >= COLUMNS:
        raise ValueError(
            "This is not the Retraction Watch file: its first line has to name the columns "
            "OriginalPaperDOI, RetractionDate and RetractionNature."
        )
    try:
        for row in reader:
            told = {str(name).lower().strip("\ufeff "): str(cell) for name, cell in row.items()}
            yield _from_row(told, reader.line_num)
    except csv.Error as error:
        raise ValueError(f"Line {reader.line_num} cannot be read as CSV: {error}.") from error


def read_crossref(works: Iterable[Mapping[str, Any]]) -> Iterator[Found | Unreadable]:
    """Yield the notices that Crossref's works tell, in the answer's own wrapping or without."""
    for number, work in enumerate(works, start=1):
        message = work.get("message", work)
        if not isinstance(message, Mapping):
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


def parse_works(text: str) -> list[Mapping[str, Any]]:
    """Return the works in a JSON text: one, a list of them, one a line, or the answer to a search.

    Raises ValueError with the line that is not JSON.
    """
    try:
        document = json.loads(text)
    except ValueError:
        document = [_parse_line(line, n) for n, line in enumerate(text.splitlines(), 1) if line]
    answers = document if isinstance(document, list) else [document]
    works = [work for answer in answers for work in _found_by_search(answer)]
    return [work for work in works if isinstance(work, Mapping)]


def _found_by_search(answer: Any) -> list[Any]:
    """Return the works of a page of Crossref's `/works?filter=...`; of another answer, itself."""
    message = answer.get("message") if isinstance(answer, Mapping) else None
    items = message.get("items") if isinstance(message, Mapping) else None
    return items if isinstance(items, list) else [answer]


def _parse_line(line: str, number: int) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise ValueError(f"Line {number} is not JSON: {error}.") from error


def _from_row(row: Mapping[str, str], line: int) -> Found | Unreadable:
    nature = NATURES.get(_slug(row["retractionnature"]))
    if nature is None:
        return Unreadable(line, f"the nature {row['retractionnature']!r} is not known")
    date = _date(row["retractiondate"])
    if date is None:
        return Unreadable(line, f"the date {row['retractiondate']!r} is not a date")
    doi = _normalised(normalise_doi, row["originalpaperdoi"])
    pmid = _normalised(normalise_pmid, row.get("originalpaperpubmedid", ""))
    if not (doi or pmid):
        return Unreadable(line, "it has neither a DOI nor a PMID of the work")
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
    except (KeyError, IndexError, TypeError, ValueError):
        yield Unreadable(number, "an update has no date")
        return
    if not doi:
        yield Unreadable(number, f"the DOI {work!r} is none")
        return
    yield Found(doi, "", nature, date, f"https://doi.org/{told}" if told else "")


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
