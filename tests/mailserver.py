"""A real SMTP server for tests: it takes mails, or refuses, hangs or dies in the middle of one."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Asking
from reviews.models import Mail

REFUSES, HANGS, DIES, LOSES = "refuses", "hangs", "dies", "loses its answer"
UNKNOWN = "550 Nobody of that name lives here"


class Postbox:
    """Keeps what it takes; `moods` are how it meets the next mails, of which it then tires."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.moods: list[str] = []
        self.hangs_for = 3.0
        self.unknown: set[str] = set()
        self.refusal = UNKNOWN

    async def handle_RCPT(  # noqa: N802
        self,
        server: Any,  # noqa: ARG002
        session: Any,  # noqa: ARG002
        envelope: Any,
        address: str,
        options: Any,  # noqa: ARG002
    ) -> str:
        if address in self.unknown:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802, ARG002
        mood = self.moods.pop(0) if self.moods else ""
        if mood == REFUSES:
            return "451 Come back later"
        if mood == HANGS:
            await asyncio.sleep(self.hangs_for)
        if mood == DIES:
            server.transport.abort()
            return "250 never heard"
        letter: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append(letter)
        if mood == LOSES:
            server.transport.abort()
        return "250 OK"

    def told(self) -> list[tuple[str, str]]:
        """Return to whom and about what the mails are, sorted."""
        return sorted((letter["To"], letter["Subject"]) for letter in self.letters)


@contextmanager
def running(settings: Any) -> Iterator[Postbox]:
    box = Postbox()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1
        yield box
    finally:
        controller.stop()


def later() -> None:
    """Let the time pass until what was put off is tried again."""
    now = timezone.now()
    Mail.objects.filter(next_attempt_at__gt=now).update(next_attempt_at=now)
    Asking.objects.filter(next_attempt_at__gt=now).update(next_attempt_at=now)
    DBTaskResult.objects.filter(status="READY").update(run_after=now)


def work() -> None:
    """Do what is queued, as the worker does; it stays in the transaction of a test that has one."""
    usual = connection.settings_dict["AUTOCOMMIT"]
    connection.settings_dict["AUTOCOMMIT"] = connection.get_autocommit()
    connection.close_at = None
    try:
        call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    finally:
        connection.settings_dict["AUTOCOMMIT"] = usual
