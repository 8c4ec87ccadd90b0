"""Makes the inspection bundle of an article: what was decided on it, to read and to recompute."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.db import connection, transaction
from django.db.models import Q
from django.template.loader import render_to_string

from articles.differences import differences, in_words
from articles.manuscript import PARTS, parse
from articles.models import Article, Audience, RenderedWording, Submission
from integrity.models import database_now
from integrity.seals import printable
from reviews.inspection.tables import TABLES, file_of, rows_of, written
from reviews.models import Comment, Policy, Record, ReviewDecision, Verb
from reviews.models.record import GENESIS

HERE = Path(__file__).parent
FORMAT = 1


class _Archive:
    """A ZIP that remembers the digest of each file."""

    def __init__(self, file: IO[bytes]) -> None:
        self.zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self.digests: dict[str, str] = {}

    def add(self, name: str, data: bytes | str) -> None:
        data = data.encode() if isinstance(data, str) else data
        self.zip.writestr(name, data)
        self.digests[name] = hashlib.sha256(data).hexdigest()

    def add_json(self, name: str, value: Any) -> None:
        self.add(name, json.dumps(value, ensure_ascii=False, indent=1))

    def add_page(self, name: str, template: str, context: dict[str, Any]) -> None:
        up = "../" * name.count("/")
        self.add(name, render_to_string(f"inspection/{template}", {**context, "up": up}))

    def close(self, manifest: dict[str, Any]) -> None:
        data = json.dumps({**manifest, "files": self.digests}, ensure_ascii=False, indent=1)
        self.zip.writestr("manifest.json", data.encode())
        digest = hashlib.sha256(data.encode()).hexdigest()
        self.zip.writestr("manifest.sha256", f"{digest}  manifest.json\n")
        self.zip.close()


def write(article: Article, file: IO[bytes]) -> None:
    """Write the bundle of `article` as a ZIP, as of one moment; one submission in memory at a time.

    Outside a transaction it sees one moment of all tables, while verbs go on.
    """
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        _write(article, _Archive(file))


def _write(article: Article, archive: _Archive) -> None:
    for name in ("README.txt", "verify.py"):
        archive.add(name, (HERE / name).read_bytes())
    archive.add("style.css", (HERE / "style.css").read_bytes())
    submissions = list(_submissions(article, archive))
    for model in TABLES:
        rows = [written(row) for row in rows_of(model, article)]
        archive.add_json(f"rows/{model._meta.db_table}.json", rows)
    head = _add_record(article, archive)
    archive.add_page("index.html", "index.html", {**_context(article), "submissions": submissions})
    manifest = {
        "format": FORMAT,
        "question": article.question,
        "address": article.slug,
        "made_at": printable(database_now()),
        "head": head,
        "tables": [model._meta.db_table for model in TABLES if model._meta.pk.name == "id"],
    }
    archive.close(manifest)


def _submissions(article: Article, archive: _Archive) -> Iterator[dict[str, Any]]:
    """Add each submission's files, and what changed since the one before; yield what to list."""
    before: dict[str, Any] | None = None
    number = 0
    for submission in article.submissions.order_by("number").iterator(chunk_size=1):
        manuscript = parse(bytes(submission.manuscript))
        archive.add(file_of(submission), bytes(submission.manuscript))
        for wording in RenderedWording.objects.filter(submission=submission):
            archive.add(file_of(wording), bytes(wording.html))
        context = {"submission": submission, "manuscript": manuscript, "question": article.question}
        archive.add_page(f"submissions/{submission.number}/read.html", "submission.html", context)
        changes = ""
        if before is not None:
            changes = _add_differences(archive, number, submission.number, before, manuscript)
        yield {"submission": _light(submission), "changes": changes, "before": number}
        before, number = manuscript, submission.number


def _light(submission: Submission) -> dict[str, Any]:
    return {
        "number": submission.number,
        "submitted_at": submission.submitted_at,
        "submitted_by": submission.submitted_by,
        "digest": submission.digest_hex,
        "note": submission.note,
    }


def _add_differences(
    archive: _Archive, old: int, new: int, before: dict[str, Any], after: dict[str, Any]
) -> str:
    found = differences(before, after)
    passages = [
        (f"{Audience(p.audience).label}: {dict(PARTS).get(p.part, 'Disclaimer')}", p)
        for p in found.passages
    ]
    context = {"before": old, "after": new, "differences": found, "passages": passages}
    archive.add_page(f"differences/{old}-{new}.html", "differences.html", context)
    archive.add_json(
        f"differences/{old}-{new}.json",
        {"in_words": in_words(found), "passages": _runs(found), "changes": _changes(found)},
    )
    return in_words(found) or "Nothing: the same bytes."


def _runs(found: Any) -> list[Any]:
    return [
        {
            "audience": passage.audience,
            "part": passage.part,
            "paragraphs": [
                [[run.mark, run.text] for run in paragraph.runs] for paragraph in passage.paragraphs
            ],
        }
        for passage in found.changed_passages
    ]


def _changes(found: Any) -> list[Any]:
    return [
        {
            "kind": change.kind,
            "mark": change.mark,
            "name": change.name,
            "fields": {name: [[r.mark, r.text] for r in runs] for name, runs in change.fields},
        }
        for change in found.changes
    ]


def _add_record(article: Article, archive: _Archive) -> str:
    """Add the lines on the article and on policies, and a hash for those between; return the head.

    The chain is the only thing that is as long as the site is old: a gap takes two numbers.
    """
    chain: list[dict[str, Any]] = []
    mine = Q(article=article) | Q(verb=Verb.ADOPT_POLICY)
    keys = set(Record.objects.filter(mine).values_list("number", flat=True))
    head = (0, GENESIS)
    hashes = Record.objects.order_by("number").values_list("number", "hash")
    for number, digest in hashes.iterator():
        if number in keys:
            chain.append(_line(Record.objects.get(number=number)))
        elif chain and "gap" in chain[-1]:
            chain[-1]["gap"][1], chain[-1]["hash"] = number, bytes(digest).hex()
        else:
            chain.append({"gap": [number, number], "hash": bytes(digest).hex()})
        head = number, bytes(digest)
    archive.add_json("record.json", {"chain": chain})
    return f"{head[0]}:{head[1].hex()}"


def _line(line: Record) -> dict[str, Any]:
    return {
        "content": {name: printable(value) for name, value in line.content().items()},
        "seal": bytes(line.seal).hex(),
        "previous_hash": bytes(line.previous_hash).hex(),
        "hash": bytes(line.hash).hex(),
    }


def _context(article: Article) -> dict[str, Any]:
    decisions = ReviewDecision.objects.filter(submission__article=article)
    comments = Comment.objects.filter(submission__article=article)
    return {
        "article": article,
        "made_at": database_now(),
        "decisions": decisions.select_related("submission", "policy").defer(
            "submission__manuscript"
        ),
        "comments": comments.select_related("submission")
        .defer("submission__manuscript")
        .prefetch_related("answers"),
        "editions": article.editions.select_related("submission").defer("submission__manuscript"),
        "withdrawals": article.withdrawals.select_related("edition"),
        "lines": article.record.select_related("submission").defer("submission__manuscript"),
        "policies": Policy.objects.order_by("version"),
    }
