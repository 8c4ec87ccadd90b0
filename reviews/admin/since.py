"""What changed in a submission since an earlier one that the reader may choose."""

from typing import Any

from django.utils.safestring import mark_safe

from articles.critical_terms import Kind, compare, find
from articles.differences import Change, Passage, differences
from articles.manuscript import PARTS, parse
from articles.models import Audience, Standing, Submission
from articles.wordwise import Mark
from citations.formatting import format_reference
from reviews.admin.changed_sentences import Stretch, cited_otherwise, stretches
from reviews.admin.critical import Places, in_order, in_passage, in_question
from reviews.models import ReviewDecision

Works = tuple[dict[str, Any], dict[str, Any]]  # the CSL of each key cited, then and now

LABELS = {
    "signature": "your last signature",
    "submission": "the last submission",
    "edition": "the current edition",
}
TITLES = {**dict(PARTS), "disclaimer": "Disclaimer"}
KINDS = {
    "byline": "Order of the authors",
    "citation": "Reference",
    "revision": "What readers are told of the revision",
    "searched_through": "Literature searched through",
}


def since(submission: Submission, manuscript: dict[str, Any], user: Any, chosen: str) -> Any:
    """Return the context of the changes of `submission` since what `chosen` names.

    Where nothing is chosen, since the reader's own last signature, else the last submission.
    """
    bases = _bases(submission, user)
    name = chosen if chosen in bases else next(iter(bases), "")
    context: dict[str, Any] = {
        "bases": [
            {"name": names[0], "label": _label(names), "submission": base, "is_here": name in names}
            for base, names in _grouped(bases).items()
        ],
        "base": bases.get(name),
    }
    if not name:
        return context | {"critical_terms": _terms(manuscript)}
    stored = Submission.objects.values_list("manuscript", flat=True).get(pk=bases[name].pk)
    return context | _changes(parse(bytes(stored)), manuscript)


def _bases(submission: Submission, user: Any) -> dict[str, Submission]:
    """Return the submissions to compare with, by name, the most telling first.

    One submission may have several names.
    """
    earlier = Submission.objects.filter(
        article=submission.article_id, number__lt=submission.number
    ).defer("manuscript")
    signed = ReviewDecision.objects.filter(signed_by=user.pk).values("submission")
    current = Standing.objects.current().filter(article=submission.article_id)
    found = {
        "signature": earlier.filter(pk__in=signed).order_by("-number").first(),
        "submission": earlier.order_by("-number").first(),
        "edition": earlier.filter(pk__in=current.values("edition__submission")).first(),
    }
    return {name: base for name, base in found.items() if base is not None}


def _grouped(bases: dict[str, Submission]) -> dict[Submission, list[str]]:
    """Return the names of each submission, so that a page offers none twice."""
    names: dict[Submission, list[str]] = {}
    for name, base in bases.items():
        names.setdefault(base, []).append(name)
    return names


def _label(names: list[str]) -> str:
    return " and ".join(LABELS[name] for name in names)


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    found = differences(before, after)
    passages = [
        _passage(passage, _before(passage, after["wordings"]))
        for passage in found.passages
        if passage.is_changed
    ]
    unchanged = [_title(passage) for passage in found.passages if not passage.is_changed]
    lines = [line for passage in passages for line in passage["lines"]]
    if question := _place_of(found.changes, "question"):
        lines += in_question(compare(before["question"], after["question"]), question)
    works = _works(before), _works(after)
    return {
        "has_changes": bool(found),
        "things": [_thing(change, works) for change in found.changes],
        "recited": _recited(passages, works),
        "passages": passages,
        "unchanged": unchanged,
        **in_order(lines),
    }


def _before(passage: Passage, wordings: dict[str, Any]) -> str:
    """Return what stands before `passage` in its wording."""
    parts = wordings.get(passage.audience, {})
    names = [part for part, _ in PARTS]
    earlier = names[: names.index(passage.part)] if passage.part in names else names
    return "".join(f"{parts.get(part, '')}\n\n" for part in earlier)


def _place_of(changes: tuple[Change, ...], kind: str) -> str:
    kinds = [change.kind for change in changes]
    return f"thing-{kinds.index(kind) + 1}" if kind in kinds else ""


def _title(passage: Passage) -> str:
    return ": ".join(_names(passage))


def _names(passage: Passage) -> tuple[str, str]:
    return str(Audience(passage.audience).label), TITLES[passage.part]


def _passage(passage: Passage, before: str) -> dict[str, Any]:
    key = f"change-{passage.audience}-{passage.part}"
    found = list(stretches(passage.paragraphs, before))
    ids = {id(paragraph): n for n, paragraph in enumerate(passage.paragraphs)}
    return {
        "id": key,
        "title": _title(passage),
        "audience": passage.audience,
        "lines": in_passage(passage.paragraphs, Places(key, *_names(passage), found)),
        "folds": [
            {
                "is_changed": fold.is_changed,
                "paragraphs": [
                    _paragraph(paragraph.mark, found[n], f"{key}-{n}")
                    for paragraph, n in ((one, ids[id(one)]) for one in fold.paragraphs)
                ],
            }
            for fold in passage.folds
        ],
    }


def _paragraph(mark: Mark, found: list[Stretch], key: str) -> dict[str, Any]:
    """Return a paragraph; where only sentences of it changed, each of them is a stop."""
    stops = [one for one in found if one.stands] if mark == Mark.CHANGED else []
    return {
        "id": key,
        "mark": mark,
        "is_stop": mark != Mark.SAME and not stops,
        "stands": next((one.stands for one in found if one.stands), None),
        "sentences": [
            {
                "id": f"{key}-{n}" if one.stands else "",
                "runs": one.runs,
                "stands": one.stands,
                "is_stop": bool(stops and one.stands),
            }
            for n, one in enumerate(found)
        ],
    }


def _works(manuscript: dict[str, Any]) -> dict[str, Any]:
    return {one["key"]: one["csl"] for one in manuscript["references"]}


def _thing(change: Change, works: Works) -> dict[str, Any]:
    kind = KINDS.get(change.kind, change.kind.replace("_", " ").capitalize())
    told = change.mark == Mark.CHANGED or change.kind not in {"author", "citation"}
    work = _work(change.name, works) if change.kind == "citation" else None
    fields = change.named_fields if told else []
    name = "" if work else change.name
    return {"kind": kind, "mark": change.mark, "name": name, "work": work, "fields": fields}


def _work(key: str, works: Works) -> dict[str, Any]:
    """Return a work's title, with its place among the sources or, once it is gone, its links."""
    then, now = works
    csl = now.get(key) or then.get(key) or {}
    gone = mark_safe(format_reference(csl)) if csl and key not in now else ""  # noqa: S308  escaped
    return {"key": key, "title": csl.get("title") or key, "is_here": key in now, "gone": gone}


def _recited(passages: list[dict[str, Any]], works: Works) -> list[dict[str, Any]]:
    """Return the sentences that stayed and cite other works than before."""
    return [
        {
            "id": one["id"],
            "sentence": one["stands"].exact,
            "new": [_work(key, works) for key in new],
            "gone": [_work(key, works) | {"gone": ""} for key in gone],
        }
        for passage in passages
        for fold in passage["folds"]
        for place in fold["paragraphs"]
        if place["mark"] == Mark.CHANGED
        for one in place["sentences"]
        if one["stands"]
        for new, gone in [cited_otherwise(one["runs"])]
        if new or gone
    ]


def _terms(manuscript: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what can hurt in a first submission, by kind: each value once, as it is written."""
    found: dict[Kind, dict[str, dict[str, str]]] = {kind: {} for kind in Kind}
    for audience, parts in manuscript["wordings"].items():
        for finding in find("\n\n".join(parts.values())):
            term = {"audience": audience, "text": finding.text, "sentence": finding.sentence}
            found[finding.kind].setdefault(finding.value, term)
    return [{"kind": kind, "terms": list(terms.values())} for kind, terms in found.items() if terms]
