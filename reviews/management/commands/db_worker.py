from typing import Any

from django_tasks_db.management.commands.db_worker import Command as Worker

from reviews.mail.recovery import recover_later


class Command(Worker):
    help = "Sends mails as they are queued. It may be killed; the next one takes up what it left."

    def handle(self, *args: Any, **options: Any) -> None:
        recover_later()
        super().handle(*args, **options)
