from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reviews.demo.loading import PASSWORD, NotADemoError, load
from reviews.demo.reading import read_demo


class Command(BaseCommand):
    help = "Loads the demonstration: people, library and articles in every state. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        if not settings.DEMO:
            raise CommandError("The demo's accounts are for the demo only: set DEMO=1 to load it.")
        content = read_demo()
        try:
            added = load(content)
        except NotADemoError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Demo: {len(content.articles)} articles, {added} of them new.")
        self.stdout.write(f"Demo accounts, each with the password {PASSWORD}:")
        for person in content.people:
            self.stdout.write(f"  {person.username:<10} {person.group}, {person.name}")
