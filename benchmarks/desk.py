# ruff: noqa: T201  this program talks to a person at a terminal
"""How much longer the desk's pages take on a large site than on a small one, in one run.

    .venv/bin/python -m benchmarks.desk [--keep]

Both sites are databases of their own, filled in bulk. The large one has 100,000 articles and the
record that led to them, 5,000 of them waiting for reviewers. `benchmarks/README.md` says what is
measured. With --keep the sites of an earlier run are measured again.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.load import own_database
from config import embedded

VAR = embedded.BASE / "var" / "benchmark-desk"
SMALL = (200, 20)
GOAL = 2
# Who opens which page; the review page is that of the submission that the member was given.
PAGES = {
    "member's-desk": ("member", "/admin/"),
    "editor's-desk": ("editor", "/admin/"),
    "articles": ("editor", "/admin/articles/article/"),
    "articles-in-review": ("editor", "/admin/articles/article/?state__exact=submitted"),
    "needs-reviewers": ("editor", "/admin/articles/article/?for_me=reviewers"),
    "needs-review": ("editor", "/admin/articles/article/?sources=noticed"),
    "articles-search": ("editor", "/admin/articles/article/?q=sample"),
    "editions": ("editor", "/admin/articles/edition/"),
    "editions-due-soon": ("editor", "/admin/articles/edition/?standing=soon"),
    "reviews": ("editor", "/admin/reviews/assignment/?open=yes"),
    "record": ("editor", "/admin/reviews/record/"),
}


def main() -> None:
    options = read_options()
    if options.site:
        print(" ".join(f"{name}={seconds}" for name, seconds in run_site(options).items()))
        return
    small = run_alone(*SMALL, options)
    large = run_alone(options.articles, options.waiting, options)
    print(f"{'page':28s} small ms  large ms   ratio (goal below {GOAL})")
    for name, seconds in small.items():
        ratio = large[name] / seconds
        print(f"{name:28s} {seconds * 1000:8.1f}  {large[name] * 1000:8.1f}  {ratio:6.2f}")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--waiting", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--keep", action="store_true", help="use the sites of an earlier run")
    parser.add_argument("--site", action="store_true", help="measure one site; for this program")
    return parser.parse_args()


def run_alone(articles: int, waiting: int, options: argparse.Namespace) -> dict[str, float]:
    """Measure one site in a process of its own; its last line is what came of it."""
    numbers = ("--articles", articles, "--waiting", waiting, "--rounds", options.rounds)
    command = [sys.executable, "-m", "benchmarks.desk", "--site", *map(str, numbers)]
    command += ["--keep"] if options.keep else []
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    pairs = (pair.split("=") for pair in done.stdout.splitlines()[-1].split(" "))
    return {name: float(seconds) for name, seconds in pairs}


def run_site(options: argparse.Namespace) -> dict[str, float]:
    var = VAR / f"{options.articles}-{options.waiting}"
    keep = options.keep and var.exists()
    with own_database(var, keep=keep):
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        if not keep:
            fill(options.articles, options.waiting, var / "approved.jsonl")
        return measure(options.rounds)


def fill(articles: int, waiting: int, approved: Path) -> None:
    """Approve most articles as samples, and leave `waiting` of them with two members."""
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django.db import connections

    from articles.models import Article, Author
    from benchmarks import sample_articles
    from reviews import workflow
    from reviews.importing.samples import sample_board

    sample_articles.write(approved, articles)
    author = User.objects.create(username="benchmark", is_staff=True)
    Author.objects.create(user=author, name="Sample Author (sample)", credentials="MD")
    call_command("import_articles", approved, author="benchmark")
    call_command("load_sample_editions", count=articles - waiting)
    board = sample_board()
    board.editor.is_staff = True
    board.editor.save()
    board.editor.groups.add(Group.objects.get(name="Editor"))
    for article in Article.objects.filter(state="draft").order_by("pk").iterator():
        workflow.submit(article, by=author, note="Sample")
        workflow.assign(article, by=board.editor, members=board.members)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def measure(rounds: int) -> dict[str, float]:
    """Return the median seconds of each page, as a signed-in person asks for it."""
    from django.contrib.auth.models import User
    from django.test import Client
    from django.urls import reverse

    from reviews import workflow
    from reviews.models import Assignment

    member = Assignment.objects.open().select_related("member__user")[0].member.user
    member.is_staff = True
    member.save()
    people: dict[str, Any] = {}
    for name, user in (
        ("member", member),
        ("editor", User.objects.filter(groups__name="Editor")[0]),
    ):
        people[name] = Client(SERVER_NAME="127.0.0.1")
        people[name].force_login(user)
    rows = Assignment.objects.open().select_related("submission__article")
    row = rows.filter(member__user=member)[0]
    if row.accepted_at is None:
        workflow.declare(by=member, interests=[])
        workflow.accept(row.submission.article, by=member, submission=row.submission)
    review = reverse("admin:reviews_submission_review", args=[row.submission_id])
    pages = {"review-page": ("member", review), **PAGES}
    return {
        name: median(lambda p=page: people[p[0]].get(p[1]), rounds) for name, page in pages.items()
    }


def median(ask: Callable[[], Any], rounds: int) -> float:
    seconds = []
    for _ in range(rounds + 2):
        started = time.perf_counter()
        assert ask().status_code == 200  # noqa: S101
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds[2:])


if __name__ == "__main__":
    main()
