"""What a reviewer looks at first: the changes that can hurt, as lines that lead to their places."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from articles.critical_changes import Headed, Moved, Told, Whole, critical_changes
from articles.critical_terms import Change, Finding, Kind
from articles.under_headings import Headings
from articles.wordwise import Mark, Paragraph
from reviews.admin.changed_sentences import Stretch, plain

ORDER = list(Kind)

Line = dict[str, Any]


class Places(NamedTuple):
    """Where the paragraphs of a passage stand on the page, sentence by sentence."""

    key: str
    audience: str
    part: str
    paragraphs: Sequence[Sequence[Stretch]]

    def of(self, place: int, finding: Finding, *, is_gone: bool = False) -> str:
        """Return the id of the sentence around `finding`, or of its paragraph."""
        found = self.paragraphs[place]
        begins = attrgetter("old" if is_gone else "new")
        at = bisect_right(found, finding.start, key=begins) - 1
        is_new = is_gone and at > 0 and begins(found[at]) == 0  # a paragraph that was not there
        has_place = not is_new and found[at].stands is not None
        return f"{self.paragraph(place)}-{at}" if has_place else self.paragraph(place)

    def paragraph(self, place: int) -> str:
        return f"{self.key}-{place}"

    def named(self, under: Headings = ()) -> str:
        """Return for whom it is written, and the heading, else the part, that it stands in."""
        return f"{self.audience}: {under[-1] if under else self.part}"


def in_order(lines: Iterable[Line]) -> dict[str, Any]:
    """Return `lines` as the page shows them: what can hurt most comes first."""
    ordered = sorted(lines, key=lambda line: line["rank"])
    return {
        "critical_lines": [line for line in ordered if line["way"] != "whole"],
        "critical_wholes": [line for line in ordered if line["way"] == "whole"],
    }


def in_question(changes: list[Change], key: str) -> list[Line]:
    """Return the line of the changes in a question, which is one sentence; `key` is its place."""
    return _lines((key, change, "Question") for change in changes)


def in_passage(paragraphs: Sequence[Paragraph], places: Places) -> list[Line]:
    """Return the lines of a passage, those of one sentence together."""
    found = critical_changes(paragraphs)
    told = sorted(found.told, key=lambda one: (one.place, _start(one.change)))
    return [
        *_lines((_place(one, places), one.change, places.named(one.under)) for one in told),
        *(_moved(one, places) for one in found.moved),
        *(_headed(one, places) for one in found.headed),
        *(_whole(one, places) for one in found.whole),
    ]


def _start(change: Change) -> int:
    finding = change.after or change.before
    return finding.start if finding else 0


def _lines(told: Iterable[tuple[str, Change, str]]) -> list[Line]:
    found: dict[tuple[str, str], Line] = {}
    for key, change, where in told:
        finding = change.after or change.before
        sentence = plain(finding.sentence) if finding else ""
        line: Line = {"id": key, "way": "told", "sentence": sentence, "where": where, "changes": []}
        found.setdefault((key, sentence), line)["changes"].append({**change._asdict(), "id": key})
    for line in found.values():
        line["changes"].sort(key=lambda change: ORDER.index(change["kind"]))
        line["rank"] = ORDER.index(line["changes"][0]["kind"])
    return list(found.values())


def _place(one: Told, places: Places) -> str:
    if one.change.after:
        return places.of(one.place, one.change.after)
    return places.of(one.place, one.change.before, is_gone=True) if one.change.before else ""


def _moved(one: Moved, places: Places) -> Line:
    return {
        "id": places.of(one.place, one.findings[0]),
        "way": "moved",
        "sentence": plain(one.findings[0].sentence),
        "where": places.named(),
        **_under(one),
    }


def _headed(one: Headed, places: Places) -> Line:
    return {
        "id": places.paragraph(one.place),
        "way": "headed",
        "sentence": plain(one.findings[0].sentence) if one.findings else "",
        "where": places.named(),
        **_under(one),
    }


def _under(one: Moved | Headed) -> dict[str, Any]:
    """Return what stands under other headings now, each thing once, and under which."""
    return {
        "rank": _rank(one.findings),
        "terms": list(dict.fromkeys(finding.text for finding in _sorted(one.findings))),
        "was": one.was[-1] if one.was else "",
        "now": one.now[-1] if one.now else "",
        "stays": one.was == one.now,
    }


def _whole(one: Whole, places: Places) -> Line:
    gone = one.mark == Mark.REMOVED
    findings = [finding for _, finding in one.findings]
    counts = Counter(finding.kind for finding in findings)
    return {
        "id": places.paragraph(one.places[0]),
        "way": "whole",
        "mark": one.mark,
        "heading": one.heading,
        "sentence": plain(findings[0].sentence),
        "number": len(one.places),
        "where": places.named(() if one.heading else one.under),
        "rank": _rank(findings),
        "counts": [(kind, counts[kind]) for kind in ORDER if counts[kind]],
        "terms": list(_terms(one, places, is_gone=gone)),
    }


def _terms(one: Whole, places: Places, *, is_gone: bool) -> Iterator[dict[str, Any]]:
    """Yield what is in it by kind: each thing with its place, but once where it leads to one."""
    for kind in ORDER:
        found = [(place, finding) for place, finding in one.findings if finding.kind == kind]
        told = ((places.of(n, finding, is_gone=is_gone), finding.text) for n, finding in found)
        if found:
            yield {"kind": kind, "texts": list(dict.fromkeys(told))}


def _sorted(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: ORDER.index(finding.kind))


def _rank(findings: Sequence[Finding]) -> int:
    return min((ORDER.index(finding.kind) for finding in findings), default=len(ORDER))
