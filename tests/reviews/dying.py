"""A process that signs, and is killed by SIGKILL at a chosen step: for tests to start.

It is forked from a server process of its own (multiprocessing's), which has neither the threads nor
the connections of the process that runs the tests.
"""

import multiprocessing
import os
import signal
from typing import Any

import django
from django.apps import apps
from django.db import connection, transaction

if not apps.ready:  # in the server process
    django.setup()

from articles.models import Article
from reviews import workflow
from reviews.models import Verdict
from tests import people
from tests.databases import point_to

COMMIT = "COMMIT"
Process = multiprocessing.process.BaseProcess
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([__name__])


def start(database: str, article: Article, statement: str = "") -> Process:
    """Let reviewer2 sign in another process, which dies after `statement`; return the process."""
    process = _processes.Process(target=_sign, args=(database, article.pk, statement))
    process.start()
    return process


def _sign(database: str, key: int, statement: str) -> None:
    point_to(database)
    article = Article.objects.get(pk=key)

    def dying(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if statement and sql.startswith(statement):
            _die()
        return result

    with transaction.atomic(), connection.execute_wrapper(dying):
        submission = people.latest(article)
        by = people.user("reviewer2")
        workflow.sign(article, by=by, submission=submission, verdict=Verdict.APPROVE)
        if statement == COMMIT:
            _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
