from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reviews.diagram import drawn_into


class Command(BaseCommand):
    help = "Draw the states and verbs into docs/workflow.md, from the code that enforces them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail if the drawing is stale"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        path = Path(settings.BASE_DIR) / "docs" / "workflow.md"
        try:
            page = path.read_text(encoding="utf-8")
            drawn = drawn_into(page)
        except (OSError, ValueError) as error:
            raise CommandError(f"docs/workflow.md cannot be drawn into. {error}") from error
        if options["check"] and drawn != page:
            raise CommandError(
                "docs/workflow.md is stale: run `manage.py workflow_diagram` and commit it."
            )
        if not options["check"]:
            path.write_text(drawn, encoding="utf-8")
