#!/usr/bin/env python
"""Django's commands. While DATABASE_URL is unset they find the embedded PostgreSQL running."""

import os
import sys
from contextlib import nullcontext

from django.core.management import execute_from_command_line

from config import embedded

INTERRUPTED = 130  # the shell's exit code for Ctrl-C
# These say nothing to the database, so they do without the server.
WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "startapp",
    "version",
    "workflow_diagram",
}


def needs_database(arguments: list[str]) -> bool:
    """Whether a command line, without the program's name, needs the database."""
    if not arguments or arguments[0].startswith("-") or {"-h", "--help"} & set(arguments):
        return False
    return arguments[0] not in WITHOUT_DATABASE or "--database" in arguments


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if embedded.is_wanted():
        os.environ.setdefault("DEMO", "1")  # a checkout without a server of its own is a demo
    try:
        with embedded.running() if needs_database(sys.argv[1:]) else nullcontext():
            execute_from_command_line(sys.argv)
    except embedded.StartError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
