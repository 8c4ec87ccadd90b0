"""What differs between two manuscripts, by the kinds of what they hold.

Whatever makes two manuscripts different makes a change here, also a part that this module does
not know: two digests that differ never come with an empty list.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from articles.manuscript import AUDIENCES, PARTS
from articles.wordwise import Fold, Mark, Paragraph, Run, folds, paragraphs, runs
from citations.formats.labels import label

Manuscript = Mapping[str, Any]

_SINGULAR = {"topics": "topic", "tags": "tag", "entities": "entity"}
_PLURAL = {"entity": "entities"}
_ONCE = {_("question"), _("revision"), _("byline"), _("format")}
_COUNTED = {
    *(_("topic"), _("topics"), _("tag"), _("tags"), _("entity"), _("entities")),
    *(_("author"), _("authors"), _("citation"), _("citations"), _("paragraph"), _("paragraphs")),
}  # for translators; a kind that is not here is said in English
_AUDIENCES = {  # as readers see them: Audience, of the models, has the same words
    "clinician": _("Healthcare professional"),
    "trainee": _("Student or trainee"),
    "patient": _("Patient or caregiver"),
}
_NAMED = {_("disclaimer")}
_MARKED = {_("added"), _("removed"), _("changed")}
_APART = ("wordings", "disclaimers", "references", "authors")


@dataclass(frozen=True)
class Passage:
    """One part of one wording (`part` "from_guidelines"), or a disclaimer (`part` "disclaimer")."""

    audience: str
    part: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def is_changed(self) -> bool:
        return any(paragraph.mark != Mark.SAME for paragraph in self.paragraphs)

    @property
    def folds(self) -> list[Fold]:
        return folds(self.paragraphs)


@dataclass(frozen=True)
class Change:
    """One thing that was added, removed or changed.

    `kind` is question, topic, tag, author, byline (its order), citation, revision or the name of
    another part of the manuscript; `name` says which one, if there can be several.
    """

    kind: str
    mark: Mark
    name: str = ""
    fields: tuple[tuple[str, tuple[Run, ...]], ...] = ()

    @property
    def named_fields(self) -> list[tuple[str, tuple[Run, ...]]]:
        """Return the fields under the names that readers know."""
        return [(gettext(label(name)) if name else "", made) for name, made in self.fields]


@dataclass(frozen=True)
class Differences:
    passages: tuple[Passage, ...]
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes or self.changed_passages)

    @property
    def changed_passages(self) -> list[Passage]:
        return [passage for passage in self.passages if passage.is_changed]


def differences(before: Manuscript, after: Manuscript) -> Differences:
    """Compare two manuscripts: every passage of both, and each change beside the text."""
    names = [name for name in {**before, **after} if name not in _APART]
    plain = (change for name in names for change in _part(name, before.get(name), after.get(name)))
    return Differences(
        (*_wordings(before, after), *_disclaimers(before, after)),
        (*plain, *_authors(before, after), *_references(before, after)),
    )


def in_words(found: Differences) -> str:
    """Return `found` as one line.

    For instance "question changed; Patient or caregiver, From the research: 2 paragraphs".
    """
    things = Counter((change.kind, change.mark) for change in found.changes)
    parts = [f"{_counted(count, kind)} {gettext(mark)}" for (kind, mark), count in things.items()]
    for passage in found.changed_passages:
        changed = sum(paragraph.mark != Mark.SAME for paragraph in passage.paragraphs)
        title = dict(PARTS).get(passage.part) or gettext(passage.part)
        parts.append(
            f"{gettext(_AUDIENCES[passage.audience])}, {title}: {_counted(changed, 'paragraph')}"
        )
    return "; ".join(parts)


def _counted(count: int, kind: str) -> str:
    if kind in _ONCE:
        return gettext(kind)
    return f"{count} {gettext(kind if count == 1 else _PLURAL.get(kind, kind + 's'))}"


def _wordings(before: Manuscript, after: Manuscript) -> Iterator[Passage]:
    for audience in AUDIENCES:
        old, new = (made["wordings"].get(audience, {}) for made in (before, after))
        for part, _title in PARTS:
            found = paragraphs(old.get(part, ""), new.get(part, ""))
            if found:
                yield Passage(audience, part, found)


def _disclaimers(before: Manuscript, after: Manuscript) -> Iterator[Passage]:
    for audience in AUDIENCES:
        old, new = (made["disclaimers"].get(audience, "") for made in (before, after))
        if found := paragraphs(old, new):
            yield Passage(audience, "disclaimer", found)


def _part(name: str, old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old or new, list):
        yield from _items(_SINGULAR.get(name, name), old or [], new or [])
    elif isinstance(old or new, Mapping):
        yield Change(name, _mark(old, new), "", _fields(old or {}, new or {}))
    else:
        yield Change(name, _mark(old, new), "", (("", runs(_words(old), _words(new))),))


def _items(kind: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
    yield from (Change(kind, Mark.REMOVED, _words(item)) for item in old if item not in new)
    yield from (Change(kind, Mark.ADDED, _words(item)) for item in new if item not in old)
    if [item for item in old if item in new] != [item for item in new if item in old]:
        order = runs("\n".join(map(_words, old)), "\n".join(map(_words, new)))
        yield Change(kind, Mark.CHANGED, "", (("order", order),))


def _authors(before: Manuscript, after: Manuscript) -> Iterator[Change]:
    old, new = ([author["name"] for author in made["authors"]] for made in (before, after))
    if len({*old}) < len(old) or len({*new}) < len(new):  # two of one name: each as a whole
        yield from _items("author", before["authors"], after["authors"])
        return
    yield from _named("author", _by("name", before["authors"]), _by("name", after["authors"]))
    stayed = [name for name in old if name in new]
    if stayed != [name for name in new if name in old]:
        yield Change("byline", Mark.CHANGED, "", (("", runs("\n".join(old), "\n".join(new))),))


def _references(before: Manuscript, after: Manuscript) -> Iterator[Change]:
    old, new = (_by("key", made["references"]) for made in (before, after))
    yield from _named("citation", old, new)


def _by(name: str, items: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {item[name]: item for item in items}


def _named(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in {**old, **new}:
        before, after = old.get(name), new.get(name)
        if before != after:
            given = _flat(before or {}), _flat(after or {})
            yield Change(kind, _mark(before, after), name, _fields(*given))


def _flat(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return a reference's own facts beside those of its record, anything else as it is."""
    csl = {} if "csl" not in item else {n: v for n, v in item["csl"].items() if n != "id"}
    return {**csl, **{name: value for name, value in item.items() if name not in {"csl", "key"}}}


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Any, ...]:
    names = (name for name in {**old, **new} if old.get(name) != new.get(name))
    return tuple((name, runs(_words(old.get(name)), _words(new.get(name)))) for name in names)


def _mark(old: Any, new: Any) -> Mark:
    if old and new:
        return Mark.CHANGED
    return Mark.REMOVED if old else Mark.ADDED


def _words(value: Any) -> str:
    """Return a value of a manuscript as a person reads it."""
    if isinstance(value, Mapping) and "date-parts" in value:
        return "; ".join("-".join(f"{part:02}" for part in date) for date in value["date-parts"])
    if isinstance(value, Mapping):
        return ", ".join(filter(None, map(_words, value.values())))
    if isinstance(value, list | tuple):
        return "; ".join(map(_words, value))
    return "" if value is None else str(value)
