"""Settings from the environment: each that is missing or wrong gets one sentence of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from config import settings as production

BASE = Path(__file__).parents[2]
KEY = "k" * 50
GOOD = {
    "SECRET_KEY": KEY,
    "SIGNING_KEY": KEY,
    "ALLOWED_HOSTS": "imprimatur.example, www.imprimatur.example",
    "DATABASE_URL": "postgresql://site:secret@db.example:5432/imprimatur",
    "DATABASE_OWNER_URL": "postgresql://owner:secret@db.example:5432/imprimatur",
}
SECRET = "It signs sessions and forms: a long random text, kept secret."
SIGNING = "It seals signatures and the record: a long random text that never changes."
HOSTS = "Name the hosts that the site answers to, without https:// or port, separated by commas."
ORIGINS = "Give addresses like https://www.example.org, separated by commas."
MAIL = (
    "EMAIL_URL is not the address of a mail server; it looks like "
    "smtp+tls://user:password@host:587, or consolemail:// to print mails."
)
DATABASE_SENTENCE = (
    "{} is not the address of a PostgreSQL database; it looks like "
    "postgresql://user:password@host:5432/name."
)
HEADING = "The settings in the environment need mending:"
SHOW = """
import json
from config import settings
print(json.dumps({name: value for name, value in vars(settings).items() if name.isupper()},
    default=str))
"""


def imported(environ: dict[str, str], var: Path) -> subprocess.CompletedProcess[str]:
    """Import the settings in a process that has nothing else in its environment."""
    bare = {"PATH": os.environ["PATH"], "IMPRIMATUR_VAR": str(var)}
    return subprocess.run(
        [sys.executable, "-c", SHOW], env=bare | environ, cwd=BASE, capture_output=True, text=True
    )


def problems(environ: dict[str, str], var: Path) -> list[str]:
    result = imported(environ, var)
    assert result.returncode == 1, result.stdout
    _, told = result.stderr.rsplit(HEADING, 1)
    return [line.removeprefix("- ") for line in told.strip().splitlines()]


def read(environ: dict[str, str], var: Path) -> dict[str, object]:
    result = imported(environ, var)
    assert result.returncode == 0, result.stderr
    return dict(json.loads(result.stdout))


def test_all_that_is_missing_is_named_at_once(tmp_path: Path) -> None:
    assert problems({}, tmp_path) == [
        f"SECRET_KEY is not set. {SECRET}",
        f"SIGNING_KEY is not set. {SIGNING}",
        f"ALLOWED_HOSTS is not set. {HOSTS}",
    ]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"SECRET_KEY": "short"},
            f"SECRET_KEY has 5 characters; give it 40 or more. {SECRET}",
        ),
        (
            {"SIGNING_KEY": "x" * 39},
            f"SIGNING_KEY has 39 characters; give it 40 or more. {SIGNING}",
        ),
        (
            {"SIGNING_KEY": "   "},
            f"SIGNING_KEY is not set. {SIGNING}",
        ),
        (
            {"ALLOWED_HOSTS": ""},
            f"ALLOWED_HOSTS is not set. {HOSTS}",
        ),
        (
            {"ALLOWED_HOSTS": "a.example, https://b.example"},
            f"ALLOWED_HOSTS names 'https://b.example'. {HOSTS}",
        ),
        ({"ALLOWED_HOSTS": "a.example:8000"}, f"ALLOWED_HOSTS names 'a.example:8000'. {HOSTS}"),
        (
            {"CSRF_TRUSTED_ORIGINS": "a.example"},
            f"CSRF_TRUSTED_ORIGINS names 'a.example'. {ORIGINS}",
        ),
        (
            {"CSRF_TRUSTED_ORIGINS": "https://a.example/path"},
            f"CSRF_TRUSTED_ORIGINS names 'https://a.example/path'. {ORIGINS}",
        ),
        (
            {"CITATION_STYLE": "harvard"},
            "CITATION_STYLE is 'harvard'; it takes ama or vancouver.",
        ),
        ({"DEMO": "maybe"}, "DEMO is 'maybe'; it takes 1 (yes) or 0 (no)."),
        ({"BEHIND_TLS": "2"}, "BEHIND_TLS is '2'; it takes 1 (yes) or 0 (no)."),
        (
            {"TRUST_FORWARDED_PROTO": "https"},
            "TRUST_FORWARDED_PROTO is 'https'; it takes 1 (yes) or 0 (no).",
        ),
        ({"DATABASE_POOL": "0"}, "DATABASE_POOL is '0'; it takes a whole number from 1 to 100."),
        (
            {"DATABASE_POOL": "4.5"},
            "DATABASE_POOL is '4.5'; it takes a whole number from 1 to 100.",
        ),
        (
            {"DATABASE_POOL": "four"},
            "DATABASE_POOL is 'four'; it takes a whole number from 1 to 100.",
        ),
        ({"DATABASE_URL": "mysql://a:b@c/d"}, DATABASE_SENTENCE.format("DATABASE_URL")),
        ({"DATABASE_URL": "sqlite:///x.db"}, DATABASE_SENTENCE.format("DATABASE_URL")),
        ({"DATABASE_URL": "nonsense"}, DATABASE_SENTENCE.format("DATABASE_URL")),
        ({"DATABASE_URL": "postgresql://host/"}, DATABASE_SENTENCE.format("DATABASE_URL")),
        ({"DATABASE_URL": "postgresql://h:x/n"}, DATABASE_SENTENCE.format("DATABASE_URL")),
        ({"DATABASE_URL": ""}, DATABASE_SENTENCE.format("DATABASE_URL")),
        ({"DATABASE_OWNER_URL": "nonsense"}, DATABASE_SENTENCE.format("DATABASE_OWNER_URL")),
        (
            {"EMAIL_URL": "nonsense"},
            MAIL,
        ),
    ],
)
def test_what_is_wrong_gets_one_sentence(
    wrong: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    assert problems(GOOD | wrong, tmp_path) == [sentence]


def test_copies_live_no_longer_than_ten_minutes_whatever_is_set(tmp_path: Path) -> None:
    assert problems(GOOD | {"CACHE_SECONDS": "61", "STALE_SECONDS": "541"}, tmp_path) == [
        "CACHE_SECONDS is '61'; it takes a whole number from 1 to 60.",
        "STALE_SECONDS is '541'; it takes a whole number from 0 to 540.",
    ]


def test_a_secret_that_is_refused_is_not_repeated(tmp_path: Path) -> None:
    result = imported(
        GOOD | {"SECRET_KEY": "hunter2", "DATABASE_URL": "x://u:hunter2@h/n"}, tmp_path
    )
    assert "hunter2" not in result.stderr


def test_a_deployment_is_behind_tls_by_itself(tmp_path: Path) -> None:
    settings = read(GOOD, tmp_path)
    assert settings["ALLOWED_HOSTS"] == ["imprimatur.example", "www.imprimatur.example"]
    assert settings["DEBUG"] is False
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["CSRF_COOKIE_SECURE"] is True
    assert settings["SECURE_HSTS_SECONDS"] == 31_536_000
    assert "SECURE_PROXY_SSL_HEADER" not in settings


def test_the_site_and_its_owner_use_their_own_accounts(tmp_path: Path) -> None:
    databases = read(GOOD, tmp_path)["DATABASES"]
    assert isinstance(databases, dict)
    assert databases["default"]["USER"] == "site"
    assert databases["owner"]["USER"] == "owner"
    assert "options" not in databases["default"]["OPTIONS"]


def test_one_account_works_as_the_role_that_owns_nothing(tmp_path: Path) -> None:
    only = {name: value for name, value in GOOD.items() if name != "DATABASE_OWNER_URL"}
    databases = read(only, tmp_path)["DATABASES"]
    assert isinstance(databases, dict)
    assert databases["default"]["OPTIONS"]["options"] == "-c role=imprimatur_site"
    assert databases["owner"]["USER"] == databases["default"]["USER"] == "site"


def test_a_demo_needs_nothing_and_keeps_its_keys(tmp_path: Path) -> None:
    first, second = (read({"DEMO": "1"}, tmp_path) for _ in range(2))
    assert first["SECRET_KEY"] == second["SECRET_KEY"] != first["SIGNING_KEY"]
    assert first["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert first["SECURE_SSL_REDIRECT"] is False


def test_who_guesses_passwords_pays_a_hundred_megabytes_for_each(settings: Any) -> None:
    """Unlike the tests' own settings, which spare themselves that."""
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS
    assert make_password("imprimatur").startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")
