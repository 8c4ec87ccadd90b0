"""`manage.py tell_askers`: mails that could not be sent before; addresses nobody confirmed go."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.questions.telling import forget_unconfirmed, tell


class Command(BaseCommand):
    help = "Mail what came of their questions to readers who wait; delete unconfirmed addresses."

    def handle(self, *_args: Any, **_options: Any) -> None:
        sent, forgotten = tell(), forget_unconfirmed()
        self.stdout.write(f"{sent:,} readers told, {forgotten:,} unconfirmed addresses deleted.")
