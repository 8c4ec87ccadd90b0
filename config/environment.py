"""What the environment says; every fault becomes one sentence that says how to mend it."""

import json
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

DEMO_KEYS = ("SECRET_KEY", "SIGNING_KEY")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]_-]+(?:/[A-Za-z0-9._~/-]*)?")


class Environment:
    """Reads settings and gathers their faults, so that a person mends all in one go."""

    def __init__(self) -> None:
        self.env = environ.Env()
        self.problems: list[str] = []

    def text(self, name: str, default: str | None = None, *, why: str = "") -> str:
        value = os.environ.get(name, "").strip()
        if value:
            return value
        if default is None:
            self.problems.append(f"{name} is not set. {why}")
            return ""
        return default

    def key(self, name: str, why: str) -> str:
        value = self.text(name, why=why)
        if value and len(value) < 40:
            self.problems.append(f"{name} has {len(value)} characters; give it 40 or more. {why}")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, "1" if default else "0").lower()
        if value not in {"0", "1", "true", "false", "yes", "no"}:
            self.problems.append(f"{name} is {value!r}; it takes 1 (yes) or 0 (no).")
        return value in {"1", "true", "yes"}

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal() or not least <= int(value) <= most:
            self.problems.append(
                f"{name} is {value!r}; it takes a whole number from {least} to {most}."
            )
            return default
        return int(value)

    def choice(self, name: str, default: str, choices: Mapping[str, str]) -> str:
        """Return what the chosen name stands for; that may be given itself."""
        value = self.text(name, default).lower()
        if value not in {*choices, *choices.values()}:
            self.problems.append(f"{name} is {value!r}; it takes {' or '.join(choices)}.")
        return choices.get(value, value)

    def names(self, name: str, default: str | None = None, *, form: str, why: str) -> list[str]:
        """Return what stands between the commas; `form` is the pattern that each of it has."""
        parts = [part.strip() for part in self.text(name, default, why=why).split(",")]
        found = [part for part in parts if part]
        self.problems += [
            f"{name} names {part!r}. {why}" for part in found if not re.fullmatch(form, part)
        ]
        return found

    def service(self, name: str, default: str) -> str:
        """Return the address that a service's paths are added to, without a slash at its end."""
        value = self.text(name, default)
        try:
            address = urlsplit(value)
            good = address.hostname and address.port != 0 and _ADDRESS.fullmatch(value)
        except ValueError:
            good = None
        if not good:
            self.problems.append(
                f"{name} is not the address of a service; it looks like {default}, without a "
                "user name, a question mark or a number sign."
            )
            return default
        return value.rstrip("/")

    def service_or_none(self, name: str) -> str:
        return self.service(name, "http://127.0.0.1:8081") if os.environ.get(name) else ""

    def contact(self, name: str) -> str:
        value = self.text(name, "")
        try:
            if value:
                validate_email(value)
        except ValidationError:
            self.problems.append(
                f"{name} is {value!r}; it takes a mail address, such as library@hospital.example."
            )
        return value

    def database(self, name: str, address: str) -> dict[str, Any]:
        try:
            config = dict(self.env.db_url_config(address))
        except Exception:  # noqa: BLE001  the library raises many kinds; all mean one thing here
            config = {}
        if "postgresql" not in str(config.get("ENGINE")) or not config.get("NAME"):
            self.problems.append(
                f"{name} is not the address of a PostgreSQL database; it looks like "
                "postgresql://user:password@host:5432/name."
            )
            return {}
        return config

    def mail(self, name: str, default: str) -> dict[str, Any]:
        address = self.text(name, default)
        try:
            return dict(self.env.email_url_config(address))
        except Exception:  # noqa: BLE001
            self.problems.append(
                f"{name} is not the address of a mail server; it looks like "
                "smtp+tls://user:password@host:587, or consolemail:// to print mails."
            )
            return {}

    def refuse_problems(self) -> None:
        """Raise ImproperlyConfigured naming every fault that was found."""
        if self.problems:
            raise ImproperlyConfigured(
                "The settings in the environment need mending:\n- " + "\n- ".join(self.problems)
            )


def use_demo_keys(var: Path) -> None:
    """Give the demo keys of its own, kept in `var`, where the environment has none."""
    if all(os.environ.get(name) for name in DEMO_KEYS):
        return
    path = var / "demo-keys.json"
    try:
        keys = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        keys = {name: secrets.token_urlsafe(48) for name in DEMO_KEYS}
        var.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(keys))
        fresh.replace(path)
    for name in DEMO_KEYS:
        os.environ.setdefault(name, keys[name])
