"""What the library tells otherwise by now of the works that a current edition cites.

The edition keeps each reference as it was signed. The standing has both texts beside it, formatted
when the library's record is saved, so that a reader's page has nothing to format.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max

from articles.manuscript import as_signed, parse
from articles.models import Edition, Standing
from citations.aliases import by_all_keys, works_by_key
from citations.formatting import format_reference_text
from citations.models import Citation
from reviews import record
from reviews.models import Verb
from reviews.record import Line

_IDENTIFIERS = ("DOI", "PMID", "PMCID", "URL")

Fact = dict[str, str]


def follow(works: Iterable[Citation], *, by: Any) -> list[Standing]:
    """Show on each current edition that cites one of `works` how its record now differs.

    A change that was undone goes again. Call it in the transaction that saves the works, after
    their history. Returns the standings that changed.
    """
    by_key = by_all_keys(works)
    days = _days(by_key) if by_key else {}
    changed, lines = [], []
    for standing in Standing.objects.citing(by_key).locked():
        corrected = _with(standing.corrected, facts(standing.edition, by_key, days), by_key)
        if corrected != standing.corrected:
            lines.append(_line(standing, corrected, by))
            standing.change(corrected=corrected)
            changed.append(standing)
    if lines:
        record.append(*lines)
    return changed


def _line(standing: Standing, corrected: list[Fact], by: Any) -> Line:
    state = standing.article.state
    again = {fact["key"] for fact in standing.corrected} - {fact["key"] for fact in corrected}
    told = [f"{fact['key']}: corrected on {fact['date']}" for fact in corrected]
    told += [f"{key}: as it was signed again" for key in sorted(again)]
    submission = standing.edition.submission
    return Line(Verb.CORRECT, by, standing.article, submission, state, state, "; ".join(told))


def follow_keys(keys: Iterable[str], *, by: Any) -> list[Standing]:
    """Do the same for the works with these keys, after an import has changed them."""
    return follow(works_by_key(keys).values(), by=by)


def corrected_of(edition: Edition) -> list[Fact]:
    """Return how the library differs from the references of `edition`."""
    submitted = edition.submission.submitted_at
    later: Any = Citation.history.filter(key__in=edition.cited, history_date__gt=submitted)
    keys = list(later.order_by("key").values_list("key", flat=True).distinct())
    if not keys:
        return []
    works = works_by_key(keys)
    return facts(edition, works, _days(works))


def facts(edition: Edition, works: Mapping[str, Citation], days: Mapping[str, str]) -> list[Fact]:
    """Return the texts, as signed and as they are now, of those of `works` where they differ."""
    signed = {
        reference["key"]: reference["csl"]
        for reference in parse(bytes(edition.submission.manuscript))["references"]
    }
    shared = (key for key in edition.cited if key in works and key in signed)
    found = (_fact(key, signed[key], works[key], days) for key in shared)
    return [fact for fact in found if fact]


def reference_now(signed: Mapping[str, Any], work: Citation) -> str:
    """Return the reference as the library has it, or "" where it reads as it was signed."""
    now = as_signed(work.csl())
    if now == signed:
        return ""
    text = format_reference_text(now)
    same = all(now.get(name) == signed.get(name) for name in _IDENTIFIERS)
    return "" if same and text == format_reference_text(signed) else text


def _fact(key: str, signed: Any, work: Citation, days: Mapping[str, str]) -> Fact | None:
    now = reference_now(signed, work)
    if not now:
        return None
    return {"key": key, "date": days[key], "was": format_reference_text(signed), "now": now}


def corrected_on(works: Mapping[str, Citation]) -> dict[str, datetime.date]:
    """Return by key the day on which each record, or the one it was merged into, was changed."""
    own = {work.key for work in works.values()}
    history: Any = Citation.history.filter(key__in=[*own, *works])
    rows = history.order_by().values_list("key").annotate(last=Max("history_date"))
    last = dict(rows)
    return {key: max(last[key], last[work.key]).date() for key, work in works.items()}


def _days(works: Mapping[str, Citation]) -> dict[str, str]:
    return {key: day.isoformat() for key, day in corrected_on(works).items()}


def _with(before: list[Fact], now: list[Fact], works: Mapping[str, Citation]) -> list[Fact]:
    """Return `before` with what holds of `works` now; a correction of the same text keeps its day.

    The order is that of keys, so that equal facts are equal lists.
    """
    kept = {fact["key"]: fact for fact in before}
    for fact in now:
        old = kept.get(fact["key"])
        if old and (old["was"], old["now"]) == (fact["was"], fact["now"]):
            fact["date"] = old["date"]
    others = [fact for fact in before if fact["key"] not in works]
    return sorted([*others, *now], key=lambda fact: fact["key"])
