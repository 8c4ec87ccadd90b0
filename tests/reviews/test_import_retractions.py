import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from articles.models import Standing
from citations.models import Citation, Notice
from reviews.models import Record
from tests import people
from tests.mailserver import work

ROW = "OriginalPaperDOI,RetractionDOI,RetractionDate,RetractionNature\n{doi},,8/17/2021,{nature}\n"


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    path = tmp_path / "retractions.csv"
    path.write_text(ROW.format(doi="https://doi.org/10.5555/SMITH2020", nature="Retraction"))
    return path


def give_addresses() -> None:
    for name in ("author", "reviewer1", "reviewer2", "editor"):
        User.objects.filter(username=name).update(email=f"{name}@example.org")


def carried() -> list[tuple[str, str]]:
    notices = Standing.objects.get().notices
    return [(notice["kind"], notice["date"]) for notice in notices]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 3])
def test_a_retraction_is_on_every_current_edition_that_cites_the_work(
    size: int, csv_file: Path
) -> None:
    for _ in range(size):
        people.approved()
    people.citation("other2020")
    other = {"clinician": {"from_guidelines": "It does not [@other2020].", "from_research": ""}}
    people.approved(wordings=other)
    give_addresses()
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


@pytest.mark.django_db
def test_each_kind_is_kept_apart_and_a_person_gets_one_mail_for_a_file(csv_file: Path) -> None:
    for key in ("smith2020", "jones2021"):
        people.citation(key)
    both = {"clinician": {"from_guidelines": "[@smith2020] [@jones2021].", "from_research": ""}}
    people.approved(wordings=both)
    give_addresses()
    row = "10.5555/{},10.5555/n{},{}/1/2021,{}"
    lines = [
        row.format("smith2020", 1, 1, "Expression of concern"),
        *(row.format(f"other{number}", 9, 9, "Retraction") for number in range(6_000)),
        row.format("JONES2021", 2, 2, "Correction"),
        row.format("smith2020", 3, 3, "Retraction"),
        row.format("smith2020", 4, 4, "Reinstatement"),
    ]
    csv_file.write_text(ROW.splitlines()[0] + "\n" + "\n".join(lines))
    call_command("import_retractions", csv_file)
    assert sorted(carried(), key=lambda told: told[1]) == [
        ("expression_of_concern", "2021-01-01"),
        ("correction", "2021-02-01"),
        ("retraction", "2021-03-01"),
        ("reinstatement", "2021-04-01"),
    ]
    page = Client().get(f"/answers/{Standing.objects.get().article.slug}/").content.decode()
    data = json.loads(re.findall(r'ld[+]json">(.*?)</script>', page)[0])
    assert {
        work["name"][:33]: [told["text"] for told in work["correction"]]
        for work in data["citation"]
    } == {
        "Smith A. A trial of smith2020. Jo": [
            "Expression of concern",
            "Retraction",
            "Reinstatement",
        ],
        "Smith A. A trial of jones2021. Jo": ["Correction"],
    }
    assert "Retraction of a work cited here." in page
    work()
    assert "(smith2020): Expression of concern, 2021-01-01" in str(mail.outbox[-1].body)
    told = [message.to[0] for message in mail.outbox if "has a notice" in message.subject]
    assert len(told) == len(set(told)) == 4
    assert Notice.history.values_list("history_change_reason", flat=True).distinct().get() == (
        "Imported from retractions.csv"
    )


@pytest.mark.django_db
def test_a_title_alone_says_nothing(csv_file: Path) -> None:
    people.approved()
    Citation.objects.update(doi=None)
    title = Citation.objects.get().title
    head = "Title,OriginalPaperDOI,OriginalPaperPubMedID,RetractionDate,RetractionNature"
    csv_file.write_text(
        f"{head}\n{title},unavailable,0,8/17/2021,Retraction\n"
        f"{title},10.5555/another,17,8/17/2021,Retraction\n"
    )
    call_command("import_retractions", csv_file)
    assert (Notice.objects.count(), carried()) == (0, [])


@pytest.mark.django_db
def test_a_notice_is_one_whichever_source_tells_it_and_is_found_by_pmid(csv_file: Path) -> None:
    people.approved()
    Citation.objects.update(pmid="17")
    head = "OriginalPaperDOI,OriginalPaperPubMedID,RetractionDOI,RetractionDate,RetractionNature"
    csv_file.write_text(f"{head}\nunavailable,17,10.5555/N,8/17/2021 0:00,Retraction\n")
    call_command("import_retractions", csv_file)
    update = {"DOI": "10.5555/n", "type": "retraction", "updated": {"date-parts": [[2021, 8, 20]]}}
    found = [{"DOI": "10.5555/smith2020", "updated-by": [update, None], "update-to": "none"}, 7]
    csv_file.write_text(json.dumps({"status": "ok", "message": {"items": found}}))
    with pytest.raises(CommandError, match="^2 of what was left out is damaged"):
        call_command("import_retractions", csv_file)
    assert carried() == [("retraction", "2021-08-17")]


def test_a_stopped_run_writes_nothing_and_is_run_again(committed: str, tmp_path: Path) -> None:
    people.approved()
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{committed}")
    command = [sys.executable, "manage.py", "import_retractions", str(pipe)]
    own = {"DATABASE_URL": urlunsplit(address), "DATABASE_POOL": "1"}
    row = ROW.format(doi="10.5555/smith2020", nature="Retraction")
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=os.environ | own, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        with pipe.open("w") as stream:
            stream.write(row + row.splitlines()[1].join(["\n"] * 9_000))
            stream.flush()
            assert b"5,000 lines read, 5,000 on works" in process.stderr.readline()
            process.send_signal(signal.SIGINT)
            assert b"nothing was written" in process.stderr.read()
            assert process.wait(30) == 130
    assert (Notice.objects.count(), carried()) == (0, [])
    file = tmp_path / "all.csv"
    file.write_text(row)
    call_command("import_retractions", file)
    assert carried() == [("retraction", "2021-08-17")]


@pytest.mark.django_db
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


@pytest.mark.django_db
def test_a_withdrawn_answer_is_left_alone(csv_file: Path) -> None:
    people.withdrawn()
    call_command("import_retractions", csv_file)
    assert Standing.objects.get().notices == []
