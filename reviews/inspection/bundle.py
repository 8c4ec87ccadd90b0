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
from articles.interests import in_words as interest_in_words
from articles.manuscript import PARTS, parse
from articles.models import Article, Audience, Declaration, RenderedWording, Submission
from integrity.models import database_now, sealed_facts
from integrity.seals import printable
from reviews.conflicts import Outcome
from reviews.inspection.tables import OF_PEOPLE, TABLES, file_of, people_of, rows_of, written
from reviews.models import Comment, Policy, Record, ReviewDecision, SourceCheck, Verb
from reviews.models.record import CHAINING, GENESIS
from reviews.policy_rules import RULES, label, value

HERE = Path(__file__).parent
FORMAT = 2
ALL = [*TABLES, *OF_PEOPLE]


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
    for model in ALL:
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
        "tables": [model._meta.db_table for model in ALL],
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
    """Add the lines that belong here, and a hash for those between; return the head.

    The chain is the only thing that is as long as the site is old: a gap takes two numbers.
    """
    chain: list[dict[str, Any]] = []
    keys = set(_lines(article).values_list("number", flat=True))
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


def _lines(article: Article) -> Any:
    """Return the record's lines on `article`, on policies, and on what its people declared."""
    declared = Q(verb=Verb.DECLARE, actor__in=people_of(article))
    return Record.objects.filter(Q(article=article) | Q(verb=Verb.ADOPT_POLICY) | declared)


def _line(line: Record) -> dict[str, Any]:
    content = sealed_facts(line, apart=CHAINING) or line.content()
    return {
        "content": {name: printable(value) for name, value in content.items()},
        "seal": bytes(line.seal).hex(),
        "previous_hash": bytes(line.previous_hash).hex(),
        "hash": bytes(line.hash).hex(),
    }


def _context(article: Article) -> dict[str, Any]:
    of_article = {"submission__article": article}
    comments = Comment.objects.filter(**of_article).prefetch_related("answers")
    checks = SourceCheck.objects.filter(**of_article).select_related("member")
    return {
        "article": article,
        "made_at": database_now(),
        "decisions": [(row, _said(row.conflict)) for row in _decisions(article)],
        "declarations": [(row, map(interest_in_words, row.facts())) for row in _declared(article)],
        "comments": _without_text(comments),
        "checks": _without_text(checks),
        "editions": _without_text(article.editions.all()),
        "withdrawals": article.withdrawals.select_related("edition"),
        "lines": _without_text(_lines(article)),
        "policies": [
            (row, [(label(row, rule), value(row, rule)) for rule in RULES])
            for row in Policy.objects.order_by("version")
        ],
    }


def _decisions(article: Article) -> Any:
    rows = ReviewDecision.objects.filter(submission__article=article)
    return _without_text(rows).select_related("policy")


def _declared(article: Article) -> Any:
    rows = Declaration.objects.filter(person__in=people_of(article))
    return rows.order_by("printed_name", "number").prefetch_related("interests")


def _without_text(rows: Any) -> Any:
    """Return `rows`, each with its submission but for the manuscript."""
    return rows.select_related("submission").defer("submission__manuscript")


def _said(conflict: dict[str, Any]) -> list[str]:
    """Return what was judged of a signer's interests, in words."""
    return [
        f"{interest_in_words(one)}{_effect(one)}"
        for one in conflict.get("interests", [])
        if one["counts"]
    ]


def _effect(one: dict[str, Any]) -> str:
    tags = ", ".join(one["touches"])
    return f" ({Outcome(one['effect']).label.lower()}: matches {tags})" if one["effect"] else ""
