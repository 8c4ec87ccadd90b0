"""The real sets, which lie beside a checkout of the project and are no part of it."""

import json
from io import StringIO
from itertools import islice
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from articles.compose import compose
from articles.importing.source import lines, opened
from articles.markup import plain_text
from articles.models import Article, Disclaimer
from articles.readiness import lacks
from citations.models import Citation
from tests import people

DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
MEDQUAD = DATA / "medquad" / "medquad_open.jsonl.gz"
PUBMEDQA = DATA / "pubmedqa" / "pqal.jsonl"
SLICE = 300

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not on this machine"),
]


def imported(dataset: str, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Convert and import a set as a person would; return the import's summary."""
    people.author("importer")
    file = tmp_path / f"{dataset}.jsonl"
    call_command("convert_dataset", dataset, str(source))
    file.write_text(capsys.readouterr().out)
    out = StringIO()
    call_command("import_articles", str(file), author="importer", strict=True, stdout=out)
    return out.getvalue()


def what_is_lacking() -> set[str]:
    Disclaimer.objects.create(audience="clinician", text="For professionals.")
    articles = Article.objects.filter(created_by__username="importer")
    return {sentence for article in articles for sentence in lacks(compose(article))}


def test_the_whole_of_pubmedqa_can_be_imported_and_submitted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = imported("pubmedqa", PUBMEDQA, tmp_path, capsys)
    assert summary.startswith("500 imported, 0 there already, 0 refused, ")
    assert Citation.objects.exclude(pmid=None).count() == 500
    assert what_is_lacking() == set()


def test_pages_of_medquad_are_shared_by_their_questions_and_can_be_submitted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(str(MEDQUAD)) as file:
        every = [line for _, line in lines(file)]
    records = every[:: len(every) // SLICE + 1]
    records += every[:20]  # questions on one page
    source = tmp_path / "slice.jsonl"
    source.write_bytes(b"".join(records))
    summary = imported("medquad", source, tmp_path, capsys)
    pages = {json.loads(record)["url"] for record in records}
    assert summary.startswith(f"{len(set(records))} imported, ")
    assert Citation.objects.filter(type="webpage").count() == len(pages) < len(records)
    assert what_is_lacking() == set()


def test_no_word_of_an_answer_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(str(MEDQUAD)) as file:
        records = [json.loads(line) for _, line in islice(lines(file), 0, 16_000, 80)]
    source = tmp_path / "slice.jsonl"
    source.write_text("\n".join(json.dumps(record) for record in records))
    imported("medquad", source, tmp_path, capsys)
    for record in records:
        article = Article.objects.get(origin_key=record["key"])
        wording = article.wordings.get()
        found = plain_text(wording.from_guidelines).split()
        assert [w for w in found if w != "-"] == [w for w in record["answer"].split() if w != "-"]


def test_converting_again_gives_the_same_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("convert_dataset", "pubmedqa", str(PUBMEDQA))
    printed = capsys.readouterr().out
    call_command("convert_dataset", "pubmedqa", str(PUBMEDQA), str(tmp_path / "again.jsonl"))
    assert (tmp_path / "again.jsonl").read_text() == printed
    with pytest.raises(CommandError, match=r"again\.jsonl exists already: name a new file\.$"):
        call_command("convert_dataset", "pubmedqa", str(PUBMEDQA), str(tmp_path / "again.jsonl"))
    with pytest.raises(CommandError, match=r"^Line 1 is no record of medquad\.$"):
        call_command("convert_dataset", "medquad", str(PUBMEDQA))
