from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from articles.models import Standing
from citations.models import Notice
from reviews.models import Record
from tests import people
from tests.mailserver import work

pytestmark = pytest.mark.django_db

ROW = "OriginalPaperDOI,RetractionDOI,RetractionDate,RetractionNature\n{doi},,8/17/2021,{nature}\n"


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    path = tmp_path / "retractions.csv"
    path.write_text(ROW.format(doi="https://doi.org/10.5555/SMITH2020", nature="Retraction"))
    return path


@pytest.mark.parametrize("size", [1, 3])
def test_a_retraction_is_on_every_current_edition_that_cites_the_work(
    size: int, csv_file: Path
) -> None:
    for _ in range(size):
        people.approved()
    people.citation("other2020")
    other = {"clinician": {"from_guidelines": "It does not [@other2020].", "from_research": ""}}
    people.approved(wordings=other)
    for name in ("author", "reviewer1", "reviewer2", "editor"):
        person = people.user(name)
        person.email = f"{name}@example.org"
        person.save()
    call_command("import_retractions", csv_file)
    work()
    carried = [standing.notices for standing in Standing.objects.order_by("pk")]
    notice = {
        "key": "smith2020",
        "title": "A trial of smith2020",
        "kind": "retraction",
        "date": "2021-08-17",
    }
    assert carried == [[notice]] * size + [[]]
    assert Record.objects.filter(verb="notice").count() == size
    told = [message.to[0] for message in mail.outbox if "has a notice" in message.subject]
    assert sorted(told) == sorted(
        f"{name}@example.org"
        for name in ("author", "editor", "reviewer1", "reviewer2")
        for _ in range(size)
    )


def test_the_same_file_again_changes_nothing(csv_file: Path) -> None:
    people.approved()
    call_command("import_retractions", csv_file)
    before = Standing.objects.get().version, Record.objects.count(), Notice.history.count()
    call_command("import_retractions", csv_file)
    assert (
        Standing.objects.get().version,
        Record.objects.count(),
        Notice.history.count(),
    ) == before
    assert mail.outbox == []


def test_a_withdrawn_answer_is_left_alone(csv_file: Path) -> None:
    people.withdrawn()
    call_command("import_retractions", csv_file)
    assert Standing.objects.get().notices == []


def test_a_missing_file_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_retractions", tmp_path / "none.csv")


def test_a_file_of_another_kind_gets_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "zip.csv"
    path.write_bytes(b"PK\x03\x04\xff\xfe\x00")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_retractions", path)
