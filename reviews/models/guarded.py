"""Which table has which guard. The proxies only carry triggers, also on tables of lower rooms."""

import pgtrigger
from django.contrib.auth.models import User
from django.db import models

from articles import models as articles
from citations.models import Citation, DifferentWorks, Notice
from reviews import guards
from reviews.models import accounts  # noqa: F401  gives users their history
from reviews.models.board import Assignment, BoardMember
from reviews.models.comment import Answer, Comment
from reviews.models.decision import Review, ReviewDecision
from reviews.models.entity import Entity
from reviews.models.policy import Policy
from reviews.models.record import Record
from reviews.models.signers import (
    Authenticator,
    AuthenticatorRemoval,
    HoldLift,
    SigningAttempt,
    SigningHold,
    UsedCode,
)
from reviews.models.source_check import SourceCheck

APPEND_ONLY: list[type[models.Model]] = [
    articles.Submission,
    articles.RenderedWording,
    articles.Edition,
    articles.Withdrawal,
    articles.Declaration,
    articles.Interest,
    Review,
    ReviewDecision,
    Comment,
    Answer,
    SourceCheck,
    Policy,
    Record,
    Authenticator,
    AuthenticatorRemoval,
    UsedCode,
    SigningAttempt,
    SigningHold,
    HoldLift,
]
HISTORIES: list[type[models.Model]] = [
    model.history.model  # type: ignore[union-attr]
    for model in (
        Citation,
        Notice,
        DifferentWorks,
        articles.Topic,
        articles.Author,
        articles.Disclaimer,
        articles.Article,
        articles.ArticleTopic,
        articles.Authorship,
        articles.Wording,
        articles.CitationReason,
        BoardMember,
        Entity,
        Assignment,
        User,
    )
]
TRIGGERS: dict[type[models.Model], list[pgtrigger.Trigger]] = {
    Citation: [guards.merged_at_most_once()],
    articles.Article: [guards.article_moves(), guards.article_lock(), guards.no_truncate()],
    articles.Wording: [guards.part_lock(), guards.no_truncate()],
    articles.ArticleTopic: [guards.part_lock(), guards.no_truncate()],
    articles.Authorship: [guards.part_lock(), guards.author_contributes(), guards.no_truncate()],
    articles.CitationReason: [guards.part_lock(), guards.no_truncate()],
    articles.Author: [guards.same_user(), guards.never_deleted(), guards.no_truncate()],
    articles.Contributor: [guards.contributor_stays(), guards.no_truncate()],
    articles.Submission: [guards.submission_follows()],
    articles.RenderedWording: [guards.rendered_with_submission()],
    articles.Edition: [guards.edition_has_quorum(), guards.edition_stands()],
    articles.Withdrawal: [
        guards.withdrawal_of_current(),
        guards.withdrawal_stands(),
        guards.no_hold("withdrawn_by_id"),
    ],
    articles.Standing: [guards.standing_is_true(), guards.never_deleted(), guards.no_truncate()],
    articles.Declaration: [guards.declaration_follows()],
    articles.Interest: [guards.interest_with_declaration()],
    BoardMember: [guards.same_user(), guards.never_deleted(), guards.no_truncate()],
    Entity: [guards.names_one_by_one(), guards.no_truncate()],
    Assignment: [
        guards.assignment_accepted(),
        guards.acceptance_judged(),
        guards.assignment_ends_once(),
        guards.never_deleted(),
        guards.no_truncate(),
    ],
    Review: [guards.review_starts()],
    Comment: [guards.comment_made()],
    Answer: [guards.answer_follows()],
    SourceCheck: [guards.source_checked()],
    ReviewDecision: [
        guards.decision_signed(),
        guards.no_conflict(),
        guards.outside_is_told(),
        guards.no_hold("signed_by_id"),
        guards.code_set_up(),
    ],
    Policy: [guards.policy_follows(), guards.no_hold("adopter_id")],
    Record: [guards.record_follows()],
    Authenticator: [guards.one_authenticator()],
    AuthenticatorRemoval: [guards.removed_by_another(), guards.no_hold("removed_by_id")],
    SigningHold: [guards.held_now()],
    HoldLift: [guards.lifted_by_another(), guards.no_hold("lifted_by_id")],
}


def _guard(model: type[models.Model]) -> type[models.Model]:
    triggers = list(TRIGGERS.get(model, []))
    if model in APPEND_ONLY or model in HISTORIES:
        triggers += [guards.append_only(), guards.no_truncate()]
    options = {
        "proxy": True,
        "app_label": "reviews",
        "default_permissions": (),
        "triggers": triggers,
    }
    meta = type("Meta", (), options)
    return type(f"Guarded{model.__name__}", (model,), {"__module__": __name__, "Meta": meta})


GUARDED = [_guard(model) for model in dict.fromkeys([*TRIGGERS, *APPEND_ONLY, *HISTORIES])]
