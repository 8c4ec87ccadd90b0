"""Each sealed row is as the application wrote it, and each digest is that of its bytes."""

import hashlib
from typing import Any

from django.apps import apps
from django.db import models

from articles.manuscript import parse
from articles.models import RenderedWording, Submission
from integrity.canonical import NotCanonical
from integrity.models import Sealed, SealedHistory, sealed_facts
from reviews.models import Policy, Review
from reviews.verification.misfit import Misfit, Report, stream


def sealed_models() -> list[type[models.Model]]:
    """Return every model whose rows carry a seal, but for the record, which is a chain."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Sealed | SealedHistory) and not model._meta.proxy
    ]


def check_seals(report: Report) -> None:
    for model in sealed_models():
        count = 0
        for row in stream(_rows(model), report):
            _check_seal(row)
            if isinstance(row, Submission):
                _check_submission(row)
            elif isinstance(row, RenderedWording):
                _check_digest(row, row.html)
            count += 1
        report(f"{model._meta.db_table}: {count:,} rows, each as it was sealed")
    _check_policies()


def _rows(model: Any) -> Any:
    return model.objects.order_by("pk")


def _check_seal(row: Any) -> None:
    table = row._meta.db_table
    try:
        sealed = sealed_facts(row)
    except NotCanonical as error:
        raise Misfit(table, row.pk, f"a value cannot be sealed. {error}") from error
    if sealed is None:
        raise Misfit(table, row.pk, "the application did not write it as it stands.")


def _check_submission(submission: Submission) -> None:
    _check_digest(submission, submission.manuscript)
    try:
        parse(bytes(submission.manuscript))
    except ValueError as error:
        raise Misfit(submission._meta.db_table, submission.pk, str(error)) from error


def _check_digest(row: Submission | RenderedWording, data: bytes | memoryview) -> None:
    if hashlib.sha256(data).digest() != bytes(row.digest or b""):
        raise Misfit(row._meta.db_table, row.pk, "its digest is not that of its bytes.")


def _check_policies() -> None:
    versions = Policy.objects.order_by("version").values_list("version", flat=True)
    for expected, version in enumerate(versions, start=1):
        if version != expected:
            raise Misfit(Policy._meta.db_table, version, f"version {expected} is not there.")
    gone = Review.objects.exclude(policy__in=Policy.objects.all()).first()
    if gone:
        raise Misfit(
            Policy._meta.db_table, gone.policy_id, "a review was held under it; it is not there."
        )
