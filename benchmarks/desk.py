# ruff: noqa: T201  this program talks to a person at a terminal
"""How much longer the desk's pages take on a large site than on a small one, in one run.

    .venv/bin/python -m benchmarks.desk [--keep]

Both sites are databases of their own, filled in bulk. The large one has 100,000 articles and the
record that led to them, 5,000 of them waiting for reviewers. `benchmarks/README.md` says what is
measured. With --keep the sites of an earlier run are measured again.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.load import own_database
from config import embedded

VAR = embedded.BASE / "var" / "benchmark-desk"
SMALL = (500, 110)  # so many that a page of each list is full, as on the large site
WARMING = 2  # rounds that do not count
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
    "articles-search-one": ("editor", "/admin/articles/article/?q=%22question+195%3F%22"),
    "editions": ("editor", "/admin/articles/edition/"),
    "editions-due-soon": ("editor", "/admin/articles/edition/?standing=soon"),
    "reviews": ("editor", "/admin/reviews/assignment/?open=yes"),
    "record": ("editor", "/admin/reviews/record/"),
}


def main() -> None:
    options = read_options()
    with ExitStack() as sites:
        small = sites.enter_context(site(*SMALL, keep=options.keep))
        large = sites.enter_context(site(options.articles, options.waiting, keep=options.keep))
        seconds = measure(small, large, options.rounds)
    print(f"{'page':28s} small ms  large ms   ratio (goal below {GOAL})")
    for name, rounds in seconds.items():
        of_small, of_large = (statistics.median(times) for times in zip(*rounds, strict=True))
        ratio = statistics.median(of_large / of_small for of_small, of_large in rounds)
        print(f"{name:28s} {of_small * 1000:8.1f}  {of_large * 1000:8.1f}  {ratio:6.2f}")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--waiting", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--keep", action="store_true", help="use the sites of an earlier run")
    return parser.parse_args()


def measure(small: Connection, large: Connection, rounds: int) -> dict[str, list[Any]]:
    """Return the seconds of each page, small and large, in each round.

    Both sites are asked in turn, so that a machine whose speed changes meanwhile changes both.
    """
    seconds: dict[str, list[Any]] = {name: [] for name in small.recv()}
    large.recv()
    for number in range(WARMING + rounds):
        for name, found in seconds.items():
            order = [small, large] if number % 2 else [large, small]
            times = {id(asked): _ask(asked, name) for asked in order}
            if number >= WARMING:
                found.append((times[id(small)], times[id(large)]))
    return seconds


def _ask(asked: Connection, name: str) -> float:
    asked.send(name)
    return float(asked.recv())


@contextmanager
def site(articles: int, waiting: int, *, keep: bool) -> Iterator[Connection]:
    """Run a site in a process of its own; it sends its pages' names, then each one's seconds."""
    here, there = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=run_site, args=(there, articles, waiting, keep))
    process.start()
    there.close()
    try:
        yield here
    finally:
        here.close()
        process.join()


def run_site(asked: Connection, articles: int, waiting: int, keep: bool) -> None:
    var = VAR / f"{articles}-{waiting}"
    keep = keep and var.exists()
    with own_database(var, keep=keep):
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        if not keep:
            fill(articles, waiting, var / "approved.jsonl")
        pages = openers()
        asked.send(list(pages))
        with suppress(EOFError):
            while True:
                asked.send(seconds_of(pages[asked.recv()]))


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
        submission = workflow.submit(article, by=author, note="Sample")
        workflow.assign(article, by=board.editor, members=board.members)
        if article.pk % 2:
            for member in board.members:
                workflow.accept(article, by=member.user, submission=submission)
            workflow.start_review(article, by=board.editor)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def openers() -> dict[str, Callable[[], Any]]:
    """Return what opens each page, as a signed-in person does."""
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
    return {
        name: partial(people[who].get, path)
        for name, (who, path) in {"review-page": ("member", review), **PAGES}.items()
    }


def seconds_of(ask: Callable[[], Any]) -> float:
    started = time.perf_counter()
    assert ask().status_code == 200  # noqa: S101
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
