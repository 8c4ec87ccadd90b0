import json
from collections.abc import Iterator
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.compose import compose
from articles.models import Article, Disclaimer, Edition, RenderedWording, Standing, Submission
from integrity.canonical import canonical
from reviews import workflow
from reviews.importing.samples import DISCLAIMER, MARK
from reviews.models import Assignment, BoardMember, Policy, Record, Review, ReviewDecision
from reviews.verification import verify
from tests import people

pytestmark = pytest.mark.django_db


def imported(folder: Path, numbers: range, **fields: Any) -> None:
    people.author("importer")
    file = folder / "answers.jsonl"
    lines = [
        {
            "question": f"What helps in case {number}?",
            "wordings": {
                "clinician": {
                    "from_guidelines": f"## Advice\n\nRest for {number} days [@work{number}].",
                    "from_research": f"It helped {number} people [@work{number}; @shared].",
                },
                "patient": {"from_guidelines": "Rest [@shared]."},
            },
            "citations": [
                {"id": f"work{number}", "type": "webpage", "title": "A page",
                 "URL": f"https://example.org/{number}"},
                {"id": "shared", "type": "book", "title": "A book", "DOI": "10.5555/book"},
            ],
            "topics": ["Sample topic", "Another"],
            "tags": ["Aspirin"],
            "origin_key": f"sample-{number}",
        }
        | fields
        for number in numbers
    ]  # fmt: skip
    file.write_text("\n".join(json.dumps(line) for line in lines))
    call_command("import_articles", str(file), author="importer", strict=True, stdout=StringIO())


def loaded(**options: Any) -> str:
    out = StringIO()
    call_command("load_sample_editions", stdout=out, **options)
    return out.getvalue()


def everything_fits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    verify(lambda _: None)
    return True


def test_imported_drafts_become_editions_that_verify_record_accepts(tmp_path: Path) -> None:
    imported(tmp_path, range(5))
    assert loaded(count=3) == "3 sample editions added, signed by nobody.\n"
    assert Standing.objects.current().count() == 3
    assert everything_fits()
    assert loaded() == "2 sample editions added, signed by nobody.\n"
    assert loaded() == "0 sample editions added, signed by nobody.\n"
    assert set(Article.objects.values_list("state", flat=True)) == {"approved"}
    assert everything_fits()


def rows(article: Article) -> Iterator[dict[str, Any]]:
    """Yield every row that the verbs wrote for `article`, but for keys, times and people."""
    passing = {
        *("id", "seal", "at", "number", "rows", "previous_hash", "hash", "history_date"),
        *("actor", "actor_name", "submission", "article", "edition", "review", "policy", "member"),
        *("history_id", "history_user", "updated_at", "printed_name", "credentials", "affiliation"),
        *("note", "reason", "history_change_reason", "signers", "signed_at", "manuscript"),
        *("digest", "signed_digest", "published_at", "submitted_at", "submitted_by", "signed_by"),
        *("started_at", "started_by", "assigned_at", "assigned_by", "closed_at", "closed_by"),
        *("accepted_at", "accepted_by"),
        *("last_updated_at", "last_reviewed_at", "origin_key", "origin", "slug", "created_at"),
        *("created_by", "html"),
    }  # fmt: skip
    found: list[Any] = [
        *Submission.objects.filter(article=article),
        *Review.objects.filter(submission__article=article),
        *ReviewDecision.objects.filter(submission__article=article).order_by("number"),
        *Edition.objects.filter(article=article),
        *Standing.objects.filter(article=article),
        *Assignment.objects.filter(submission__article=article).order_by("pk"),
        *Record.objects.filter(article=article).order_by("number"),
        *Article.history.filter(id=article.pk).order_by("version"),
        *Assignment.history.filter(submission__article=article).order_by("history_date")[:2],
    ]
    for row in found:
        names = [f.name for f in row._meta.concrete_fields if f.name not in passing]
        yield {name: getattr(row, name) for name in names}


def test_the_rows_are_those_that_the_verbs_write(tmp_path: Path) -> None:
    imported(tmp_path, range(2), question="What helps?")
    loaded(count=1)
    sample = Article.objects.get(state="approved")
    real = Article.objects.get(state="draft")
    workflow.submit(real, by=people.user("importer"))
    asked = {"assignments__submission__article": sample}
    members = list(BoardMember.objects.filter(**asked).order_by("pk"))
    editor = people.editor()
    workflow.assign(real, by=editor, members=members)
    for member in members:
        workflow.accept(real, by=member.user, submission=real.submissions.get())
    workflow.start_review(real, by=editor)
    for member in members:
        workflow.sign(real, by=member.user, submission=real.submissions.get(), verdict="approve")
    drop = [str(sample.pk), str(real.pk), "work0", "work1", " 0 ", " 1 "]

    def same(row: dict[str, Any]) -> str:
        text = repr(row)
        for word in drop:
            text = text.replace(word, "_")
        return text

    assert [same(row) for row in rows(sample)] == [same(row) for row in rows(real)]


def test_what_was_signed_is_what_the_working_copy_says(tmp_path: Path) -> None:
    imported(tmp_path, range(2))
    loaded()
    for submission in Submission.objects.select_related("article"):
        assert bytes(submission.manuscript) == canonical(compose(submission.article))
        audiences = RenderedWording.objects.filter(submission=submission).values_list("audience")
        assert sorted(audiences) == [("clinician",), ("patient",)]


def test_every_sample_says_that_it_is_one(tmp_path: Path) -> None:
    imported(tmp_path, range(1))
    loaded()
    assert Policy.in_force().reason == MARK
    signers = Edition.objects.get().signers
    assert [signer["name"] for signer in signers] == [
        "Sample Reviewer 1 (sample)", "Sample Reviewer 2 (sample)",
    ]  # fmt: skip
    for rendered in RenderedWording.objects.all():
        assert DISCLAIMER in unescape(bytes(rendered.html).decode())


def test_the_quorum_of_the_policy_signs(tmp_path: Path) -> None:
    people.adopt(quorum=3)
    imported(tmp_path, range(1))
    loaded()
    assert len(Edition.objects.get().signers) == 3
    assert everything_fits()


def test_a_draft_that_could_not_be_submitted_stays_one(tmp_path: Path) -> None:
    imported(tmp_path, range(1), wordings={"clinician": {"from_research": "Without a source."}})
    imported(tmp_path, range(1, 3))
    written = people.drafted()
    Disclaimer.objects.update(text=DISCLAIMER)
    assert loaded(count=2) == "2 sample editions added, signed by nobody.\n"
    left = set(Article.objects.filter(state="draft").values_list("pk", flat=True))
    assert left == {written.pk, Article.objects.get(origin_key="sample-0").pk}


def test_a_real_sites_database_is_refused(tmp_path: Path, settings: Any) -> None:
    imported(tmp_path, range(1))
    settings.DEMO = False
    with pytest.raises(CommandError, match="^Sample editions are for benchmarks, on a site that"):
        loaded()
    settings.DEMO = True
    people.drafted()
    with pytest.raises(CommandError, match="^This database has disclaimers of its own, so it is"):
        loaded()
    people.approved()
    with pytest.raises(CommandError, match="^This database has editions that are no samples"):
        loaded()
    assert not Policy.objects.filter(reason=MARK).exists()
    assert Article.objects.get(origin_key="sample-0").state == "draft"


def test_a_count_below_one_is_refused() -> None:
    with pytest.raises(CommandError, match="^--count is how many editions to add: 1 or more"):
        loaded(count=0)


def test_ten_articles_take_as_many_queries_as_one(tmp_path: Path) -> None:
    imported(tmp_path, range(12))
    loaded(count=1)
    counts = []
    for count in (1, 10):
        with CaptureQueriesContext(connection) as queries:
            loaded(count=count)
        counts.append(len(queries))
    assert counts[0] == counts[1]
