"""Reads the demonstration's content from the files beside this module, and checks it.

People, topics and disclaimers are in one TOML file each, the library in `citations.json`
(CSL-JSON items), and each article in one TOML file under `articles/`, in the order of the file
names. Source of the form: TOML 1.0.0.
"""

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

from reviews.demo.checking import DemoContentError, check
from reviews.demo.content import (
    DemoApproval,
    DemoArticle,
    DemoChangesRequested,
    DemoComment,
    DemoContent,
    DemoPerson,
    DemoRound,
    DemoState,
    DemoTopic,
    DemoUpdate,
    DemoWithdrawal,
    Wordings,
)

FOLDER = Path(__file__).parent
AUDIENCES = ("clinician", "trainee", "patient")
PARTS = ("from_guidelines", "from_research")

Kind = TypeVar("Kind")


def read_demo(folder: Path = FOLDER) -> DemoContent:
    """Read the demonstration's files in `folder`.

    Raises `DemoContentError` for a file that is missing or malformed, for a field that is
    unknown or missing, and for a person, topic or replacement that does not fit.
    """
    people = _toml(folder / "people.toml").get("people", [])
    topics = _toml(folder / "topics.toml").get("topics", [])
    content = DemoContent(
        people=tuple(_build(DemoPerson, person, "people.toml") for person in people),
        topics=tuple(_build(DemoTopic, topic, "topics.toml") for topic in topics),
        disclaimers=_texts(_toml(folder / "disclaimers.toml"), AUDIENCES, "disclaimers.toml"),
        citations=_citations(folder / "citations.json"),
        articles=tuple(_article(path) for path in sorted((folder / "articles").glob("*.toml"))),
    )
    check(content)
    return content


def _parse(path: Path, parse: Callable[[str], Any]) -> Any:
    try:
        return parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DemoContentError(f"{path.name} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise DemoContentError(f"{path.name} is malformed: {error}.") from error


def _toml(path: Path) -> dict[str, Any]:
    values: dict[str, Any] = _parse(path, tomllib.loads)
    return values


def _citations(path: Path) -> tuple[dict[str, Any], ...]:
    items = _parse(path, json.loads)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise DemoContentError(f"{path.name} must be a list of CSL-JSON items.")
    return tuple(items)


def _article(path: Path) -> DemoArticle:
    values, where = _toml(path), path.name
    values["state"] = _state(values.get("state"), where)
    values["wordings"] = _wordings(values, where)
    approvals = values.get("approvals", [])
    values["approvals"] = [_build(DemoApproval, approval, where) for approval in approvals]
    if "changes_requested" in values:
        requested = values["changes_requested"]
        values["changes_requested"] = _build(DemoChangesRequested, requested, where)
    if "earlier" in values:
        values["earlier"] = _round(values["earlier"], where)
    if "withdrawal" in values:
        values["withdrawal"] = _build(DemoWithdrawal, values["withdrawal"], where)
    if "update" in values:
        update = values["update"] | {"wordings": _wordings(values["update"], where)}
        values["update"] = _build(DemoUpdate, update, where)
    return _build(DemoArticle, values, where)


def _round(values: Mapping[str, Any], where: str) -> DemoRound:
    requested = values.get("changes_requested", {})
    told = {
        "wordings": _wordings(values, where),
        "comments": [_build(DemoComment, one, where) for one in values.get("comments", [])],
        "changes_requested": _build(DemoChangesRequested, requested, where),
    }
    return _build(DemoRound, {**values, **told}, where)


def _state(value: object, where: str) -> DemoState:
    if value not in list(DemoState):
        known = ", ".join(DemoState)
        raise DemoContentError(f"{where}: the state is {value!r}; it can be {known}.")
    return DemoState(str(value))


def _wordings(values: Mapping[str, Any], where: str) -> Wordings:
    wordings = values.get("wordings", {})
    _only(wordings, AUDIENCES, where)
    return {
        audience: dict.fromkeys(PARTS, "") | _texts(parts, PARTS, where)
        for audience, parts in wordings.items()
    }


def _texts(values: Mapping[str, Any], allowed: Iterable[str], where: str) -> dict[str, str]:
    _only(values, allowed, where)
    return {name: str(text).strip() for name, text in values.items()}


def _only(values: Iterable[str], allowed: Iterable[str], where: str) -> None:
    unknown = sorted(set(values) - set(allowed))
    if unknown:
        raise DemoContentError(f"{where}: nothing is called {unknown[0]} here.")


def _build(kind: type[Kind], values: Mapping[str, Any], where: str) -> Kind:
    """Return a `kind` with `values`, lists made tuples."""
    known = {entry.name: entry for entry in fields(kind)}  # type: ignore[arg-type]
    _only(values, known, where)
    for name, entry in known.items():
        if name not in values and entry.default is MISSING:
            raise DemoContentError(f"{where}: {name} is missing.")
    frozen = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    return kind(**frozen)
