from typing import Any

from django.core.management.base import BaseCommand

from articles.questions.telling import forget_addresses
from articles.questions.telling import tell as tell_askers
from reviews import clock
from reviews.mail.digests import gather
from reviews.mail.heads import mail_head
from reviews.mail.recovery import forget, recover
from reviews.mail.reminders import remind

PROGRESS = 500  # articles


class Command(BaseCommand):
    help = (
        "Says of each published answer whether its review is due, overdue or beyond its grace, "
        "reminds reviewers, mails the record's head to editors once a day, and writes the mails of "
        "those who want one a day. Run it by a timer; "
        "it may run twice, at once, or be stopped and run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        changed = 0
        for seen, lines in enumerate(clock.tick(), start=1):
            changed += bool(lines)
            if seen % PROGRESS == 0:
                self.stderr.write(f"{seen} answers looked at, {changed} changed so far")
        mails = remind() + mail_head() + gather()
        recover.call()
        forget()
        tell_askers()
        forget_addresses()
        self.stdout.write(
            f"{changed} answers changed, {mails} reminders, heads and daily mails written."
        )
