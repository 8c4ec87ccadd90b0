"""The demonstration's content as plain values: what the files beside this module say."""

import datetime
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Wordings = dict[str, dict[str, str]]  # audience -> part -> Markdown; a missing part is ""


class DemoState(StrEnum):
    """Where an article of the demonstration shall stand once it is loaded."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    UPDATE_UNDER_REVIEW = "update_under_review"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    username: str
    name: str
    credentials: str
    specialty: str
    affiliation: str
    group: str
    interests: tuple[dict[str, Any], ...] = ()  # what authors and members declare
    specialties: tuple[str, ...] = ()  # topics; those of the board are printed as verified


@dataclass(frozen=True, kw_only=True)
class DemoTopic:
    slug: str
    name: str
    description: str


@dataclass(frozen=True, kw_only=True)
class DemoApproval:
    by: str
    verdict: str = "approve"
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DemoChangesRequested:
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DemoUpdate:
    """A revision of an approved article that is under review; `wordings` replace all of its own."""

    kind: str
    public_note: str
    note_to_reviewers: str
    reviewers: tuple[str, ...]
    wordings: Wordings


@dataclass(frozen=True, kw_only=True)
class DemoComment:
    """A reviewer's comment; without a passage it is on the whole. An author answered it."""

    by: str
    text: str
    answered_by: str
    answer: str
    audience: str = "clinician"
    passage: str = ""
    is_blocking: bool = False


@dataclass(frozen=True, kw_only=True)
class DemoRound:
    """A round of review that came before; `wordings` are what was submitted then."""

    note_to_reviewers: str
    wordings: Wordings
    comments: tuple[DemoComment, ...]
    changes_requested: DemoChangesRequested


@dataclass(frozen=True, kw_only=True)
class DemoWithdrawal:
    by: str
    category: str
    sentence: str
    replacement: str


@dataclass(frozen=True, kw_only=True)
class DemoArticle:
    """One article. People are user names, topics are slugs, approvals are in order of signing."""

    slug: str
    question: str
    topics: tuple[str, ...]
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    origin: str
    state: DemoState
    note_to_reviewers: str
    wordings: Wordings
    searched_through: datetime.date | None = None
    reviewers: tuple[str, ...] = ()
    approvals: tuple[DemoApproval, ...] = ()
    changes_requested: DemoChangesRequested | None = None
    earlier: DemoRound | None = None
    update: DemoUpdate | None = None
    withdrawal: DemoWithdrawal | None = None


@dataclass(frozen=True, kw_only=True)
class DemoContent:
    people: tuple[DemoPerson, ...]
    topics: tuple[DemoTopic, ...]
    disclaimers: dict[str, str]  # audience -> text
    citations: tuple[dict[str, Any], ...] = field(repr=False)  # CSL-JSON items
    articles: tuple[DemoArticle, ...]
