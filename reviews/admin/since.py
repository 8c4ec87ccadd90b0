"""What changed in a submission since an earlier one that the reader may choose."""

from typing import Any

from articles.critical_terms import Change as Critical
from articles.critical_terms import Kind, compare, find
from articles.differences import Change, Passage, differences
from articles.manuscript import PARTS, parse
from articles.markup import plain_text
from articles.models import Audience, Standing, Submission
from articles.wordwise import Mark, Paragraph
from reviews.admin.changed_sentences import changed_sentences
from reviews.models import ReviewDecision

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
            {"name": key, "label": LABELS[key], "submission": base, "is_here": key == name}
            for key, base in bases.items()
        ],
        "base": bases.get(name),
    }
    if not name:
        return context | {"critical_terms": _terms(manuscript)}
    stored = Submission.objects.values_list("manuscript", flat=True).get(pk=bases[name].pk)
    return context | _changes(parse(bytes(stored)), manuscript)


def _bases(submission: Submission, user: Any) -> dict[str, Submission]:
    """Return the submissions to compare with, by name, the most telling first."""
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
    bases: dict[str, Submission] = {}
    for name, base in found.items():
        if base is not None and base not in bases.values():
            bases[name] = base
    return bases


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    found = differences(before, after)
    passages = [
        _passage(passage, _before(passage, after["wordings"]))
        for passage in found.passages
        if passage.is_changed
    ]
    unchanged = [_title(passage) for passage in found.passages if not passage.is_changed]
    critical = [
        *_in_question(found.changes, before, after),
        *(change for passage in passages for change in passage["critical"]),
    ]
    order = list(Kind)
    critical.sort(key=lambda change: order.index(change["kind"]))
    return {
        "has_changes": bool(found),
        "things": [_thing(change) for change in found.changes],
        "passages": passages,
        "unchanged": unchanged,
        "critical": critical,
        "critical_places": _by_place(critical),
    }


def _by_place(critical: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Put what changed in one sentence together, in the order of what comes first in each."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for change in critical:
        found.setdefault((change["id"], change["sentence"]), []).append(change)
    return list(found.values())


def _before(passage: Passage, wordings: dict[str, Any]) -> str:
    """Return what stands before `passage` in its wording."""
    parts = wordings.get(passage.audience, {})
    names = [part for part, _ in PARTS]
    earlier = names[: names.index(passage.part)] if passage.part in names else names
    return "".join(f"{parts.get(part, '')}\n\n" for part in earlier)


def _in_question(
    changes: tuple[Change, ...], before: dict[str, Any], after: dict[str, Any]
) -> list[dict[str, Any]]:
    kinds = [change.kind for change in changes]
    if "question" not in kinds:
        return []
    key = f"thing-{kinds.index('question') + 1}"
    return [
        _told(change, "Question", key) for change in compare(before["question"], after["question"])
    ]


def _title(passage: Passage) -> str:
    return f"{Audience(passage.audience).label}: {TITLES[passage.part]}"


def _passage(passage: Passage, before: str) -> dict[str, Any]:
    key = f"change-{passage.audience}-{passage.part}"
    stands = {f"{key}-{n}": one for n, one in changed_sentences(passage, before).items()}
    places = {id(paragraph): f"{key}-{n}" for n, paragraph in enumerate(passage.paragraphs)}
    return {
        "id": key,
        "title": _title(passage),
        "audience": passage.audience,
        "critical": _critical(passage, places),
        "folds": [
            {
                "is_changed": fold.is_changed,
                "paragraphs": [
                    {
                        "id": places[id(paragraph)],
                        "paragraph": paragraph,
                        "stands": stands.get(places[id(paragraph)]),
                    }
                    for paragraph in fold.paragraphs
                ],
            }
            for fold in passage.folds
        ],
    }


def _critical(passage: Passage, places: dict[int, str]) -> list[dict[str, Any]]:
    """Return what can hurt among the changes of a passage, each with the paragraph it is in."""
    changed = [paragraph for paragraph in passage.paragraphs if paragraph.mark != Mark.SAME]
    old, new = (
        "\n\n".join(_text(paragraph, left_out) for paragraph in changed)
        for left_out in (Mark.ADDED, Mark.REMOVED)
    )
    where = _title(passage)
    return [
        _told(change, where, places[id(_paragraph(changed, change))])
        for change in compare(old, new)
    ]


def _told(change: Critical, where: str, key: str) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "before": change.before,
        "after": change.after,
        "sentence": plain_text(_sentence(change)),
        "where": where,
        "id": key,
    }


def _sentence(change: Critical) -> str:
    finding = change.after or change.before
    return finding.sentence if finding else ""


def _text(paragraph: Paragraph, left_out: Mark) -> str:
    return "".join(run.text for run in paragraph.runs if run.mark != left_out)


def _paragraph(changed: list[Paragraph], change: Critical) -> Paragraph:
    left_out = Mark.REMOVED if change.after else Mark.ADDED
    sentence = _sentence(change)
    texts = ((paragraph, _text(paragraph, left_out)) for paragraph in changed)
    return next((paragraph for paragraph, text in texts if sentence in text), changed[0])


def _thing(change: Change) -> dict[str, Any]:
    kind = KINDS.get(change.kind, change.kind.replace("_", " ").capitalize())
    return {"kind": kind, "mark": change.mark, "name": change.name, "fields": change.fields}


def _terms(manuscript: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what can hurt in a first submission, by kind: each value once, as it is written."""
    found: dict[Kind, dict[str, dict[str, str]]] = {kind: {} for kind in Kind}
    for audience, parts in manuscript["wordings"].items():
        for finding in find("\n\n".join(parts.values())):
            term = {"audience": audience, "text": finding.text, "sentence": finding.sentence}
            found[finding.kind].setdefault(finding.value, term)
    return [{"kind": kind, "terms": list(terms.values())} for kind, terms in found.items() if terms]
