from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string
from django.utils import timezone

from reviews.public.views import head


class Command(BaseCommand):
    help = (
        "Mails the record's head to every editor: kept where the site cannot reach it, it shows "
        "later whether the record was cut or rebuilt. Run it daily by a timer."
    )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        groups = ("Editor", "Editor-in-chief")
        editors = User.objects.filter(groups__name__in=groups, is_active=True).exclude(email="")
        addresses = sorted(set(editors.values_list("email", flat=True)))
        now, last = timezone.now(), head()
        facts = {"head": last, "at": now, "site_name": settings.SITE_NAME, "url": settings.SITE_URL}
        body = render_to_string("mail/record_head.txt", facts)
        subject = f"{settings.SITE_NAME}: head of the record, {now:%Y-%m-%d}: {last.number}"
        messages = [EmailMessage(subject, body, to=[address]) for address in addresses]
        try:
            with get_connection() as connection:
                connection.send_messages(messages)
        except OSError as error:
            raise CommandError(f"The mail server cannot be reached: {error}") from error
        self.stdout.write(f"{last} was mailed to {len(messages)} editors.")
