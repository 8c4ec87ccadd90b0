"""Whatever file the two commands are given: a sentence, an exit code, and nothing half written."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from citations.models import Citation, Notice
from tests import people

GOOD = b"TY  - JOUR\nTI  - One that is fine\nDO  - 10.5555/fine\nER  - \n"
PUBMED = "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>&a;</PMID></MedlineCitation>"
EXTERNAL = f'<!DOCTYPE PubmedArticleSet [<!ENTITY a SYSTEM "file:///etc/passwd">]>{PUBMED}'
LAUGHS = f'<!DOCTYPE PubmedArticleSet [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>{PUBMED}'
NO_TEXT = "This file is no text: it has bytes that are 0."
NONE = "This is none of the formats that can be read: RIS, PubMed (.nbib or XML), BibTeX"
EMPTY = "This file has no citations. What can be read is RIS, PubMed (.nbib or XML), BibTeX"
CONTROL = "Line 1, Title: it has an invisible control character (U+0007). Delete it; it often"
DOI = (
    "Line 1: it has neither a title nor an identifier. DOI “javascript:alert(1)” was left out. "
    "This is not a DOI: it starts with 10. and a number"
)


def ris(*lines: str) -> bytes:
    return "\n".join(["TY  - JOUR", *lines, "ER  - ", ""]).encode()


REFUSED = {
    "zip": (b"PK\x03\x04rest", "This file is a ZIP archive (or a Word or Excel file, which"),
    "mixed": (
        ris("TI  - Über", "AU  - X").replace(b"X", b"M\xfcller, A"),
        "This file mixes encodings: parts of it are UTF-8, but line 3 is not.",
    ),
    "laughs": (LAUGHS.encode(), "This XML declares entities of its own, which PubMed never does."),
    "external": (EXTERNAL.encode(), "This XML declares entities of its own, which PubMed never"),
    "undeclared": (f"\n{PUBMED}".encode(), "Line 2 is not XML: Entity 'a' not defined"),
    "empty": (b"", "This file is empty."),
    "binary": (bytes(range(256)) * 40, NO_TEXT),
    "prose": (b"Adams A. Sepsis. 2020.", NONE),
    "no entries": (b"[]", EMPTY),
    "no entries in BibTeX": (b'@string{a = "b"}\n', EMPTY),
    "missing": (None, "No such file or directory."),
}
LEFT_OUT = {
    "never closes": (
        b"@book{a, title={One}}\n@book{b, title={Two",
        "Line 2: it never closes: a closing brace, bracket or quotation mark is missing.",
    ),
    "ten thousand authors": (
        ris("TI  - T", *(f"AU  - Adams{number}, A" for number in range(10_000))),
        "Line 1, Authors: this entry has 10,000 names; at most 5,000 are kept.",
    ),
    "control character": (ris("TI  - A\x07"), CONTROL),
    "script for a DOI": (ris("DO  - javascript:alert(1)"), DOI),
    "a day that never was": (ris("TI  - T", "PY  - 2021/02/30"), "Line 1, Date: 2021-2-30 is no"),
}


def import_files(capsys: pytest.CaptureFixture[str], *files: Path) -> str:
    """Return what the command says of bad `files`. It must end as one that did not do it all."""
    with pytest.raises((CommandError, SystemExit)) as ended:
        call_command("import_citations", *map(str, files), "--by", "editor")
    code = getattr(ended.value, "returncode", getattr(ended.value, "code", 0))
    assert code == 1
    return f"{ended.value}\n{capsys.readouterr().err}"


@pytest.mark.django_db
def test_editor_is_told_of_each_bad_file_and_the_good_one_is_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people.editor()
    good = tmp_path / "good.ris"
    for name, (data, sentence) in REFUSED.items():
        file = tmp_path / f"{name}.ris"
        if data is not None:
            file.write_bytes(data)
        assert f"{file}: {sentence}" in import_files(capsys, file), name
    folder = tmp_path / "folder.ris"
    folder.mkdir()
    assert f"{folder}: Is a directory." in import_files(capsys, folder)
    assert not Citation.objects.exists()
    good.write_bytes(GOOD)
    told = import_files(capsys, folder, good, tmp_path / "missing.ris")
    assert told.splitlines()[:2] == [
        f"{folder}: Is a directory.",
        f"{tmp_path / 'missing.ris'}: No such file or directory.",
    ]
    assert list(Citation.objects.values_list("doi", flat=True)) == ["10.5555/fine"]


@pytest.mark.django_db
def test_editor_is_told_of_each_bad_entry_with_line_and_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people.editor()
    for name, (data, sentence) in LEFT_OUT.items():
        file = tmp_path / "export"
        file.write_bytes(data)
        assert f"  {sentence}" in import_files(capsys, file), name
    assert [work.title for work in Citation.objects.all()] == ["One"]


@pytest.mark.django_db
def test_formula_and_markup_of_a_file_are_text_wherever_they_come_out(tmp_path: Path) -> None:
    people.editor()
    formula = '=HYPERLINK("https://example.org","x")'
    title = f"{formula}<script>alert(1)</script><img src=x onerror=alert(1)>"
    (tmp_path / "a.json").write_text(json.dumps([{"title": title, "volume": "-1+1"}]))
    call_command("import_citations", str(tmp_path / "a.json"), "--by", "editor")
    assert Citation.objects.get().title == formula
    for name in ("ris", "nbib", "bibtex", "csl-json"):
        with (tmp_path / name).open("w") as out:
            call_command("export_citations", name, stdout=out)
        lines = (tmp_path / name).read_text().splitlines()
        assert not any(line.startswith(("=", "+", "-", "\t")) for line in lines)


def test_ctrl_c_leaves_whole_files_behind_and_says_which(committed: str, tmp_path: Path) -> None:
    people.editor()
    good, pipe = tmp_path / "good.ris", tmp_path / "pipe.ris"
    good.write_bytes(GOOD)
    os.mkfifo(pipe)
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{committed}")
    files = [str(good), str(pipe), "never.ris"]
    with subprocess.Popen(
        [sys.executable, "manage.py", "import_citations", "--by", "editor", *files],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": urlunsplit(address), "DATABASE_POOL": "1"},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    ) as process:
        with pipe.open("w") as stream:  # which waits until the command reads it
            stream.write("TY  - JOUR\nTI  - Half of")
            stream.flush()
            told = interrupted(process)
        assert told == f"Stopped. Nothing was written of {pipe} never.ris.\n"
        assert process.returncode == 130
    assert list(Citation.objects.values_list("doi", flat=True)) == ["10.5555/fine"]


def interrupted(process: subprocess.Popen[bytes]) -> str:
    """Press Ctrl-C until the command ends, and return what it told.

    Python hears of one that comes between two reads when the second ends, and here it never does.
    """
    for _ in range(10):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=3)[1].decode()
    raise AssertionError("The command went on.")


HEAD = "OriginalPaperDOI,RetractionDate,RetractionNature"
ROW = "10.5555/smith2020,8/17/2021,Retraction"
UNCLOSED = ROW.replace("Retraction", '"Retraction')
INFINITE = (
    '[{"updated-by":[{"type":"retraction","updated":{"date-parts":[[%s]]}}],"DOI":"10.5555/x"}]'
)
NO_DATE = "Work 1 was left out: an update has no date."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b"PK\x03\x04rest", "This file is a ZIP archive (or a Word or Excel file, which is one),"),
        (b"<!DOCTYPE html><html>", "This is not the Retraction Watch file: its first line has"),
        (HEAD.encode(), "Below the names of its columns it has no rows. Download it again."),
        (b"[]", "It is an empty list."),
        (b"[" * 100_000, "Line 1 is not JSON: it is nested too deeply to be of Crossref."),
        (b'{"DOI":\n', "Line 1 is not JSON: Expecting value"),
        (INFINITE.replace("%s", "Infinity").encode(), NO_DATE),
        (INFINITE.replace("%s", "9" * 40).encode(), NO_DATE),
        (b'[{"DOI":"10.5555/x"},7]', "Work 2 was left out: it is not a work as Crossref answers."),
        (f"{HEAD}\n\n{UNCLOSED}\n{ROW}".encode(), "Line 3 was left out: a cell in it has no end"),
        (f"{HEAD}\n{UNCLOSED}\n{ROW * 9_000}".encode(), "Line 2 or a later one is no CSV: field"),
        (f"{HEAD}\n10.5555/smith2020,8/17/2021".encode(), "Line 2 was left out: it has fewer"),
        (None, "No such file or directory."),
    ],
    ids=range(14),
)  # fmt: skip
def test_editor_is_told_what_is_wrong_with_a_file_of_retractions(
    data: bytes | None, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people.citation()
    file = tmp_path / "retractions.csv"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(CommandError) as refused:
        call_command("import_retractions", str(file))
    assert sentence in f"{refused.value}\n{capsys.readouterr().err}"
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_file_of_retractions_that_is_damaged_in_one_row_is_imported_but_for_that_and_says_so(
    tmp_path: Path,
) -> None:
    people.citation()
    file = tmp_path / "retractions.csv"
    unusual = "10.5555/smith2020,8/17/2021,Celebration"
    file.write_bytes(f"{HEAD}\n{ROW}\n{unusual}\nunavailable,8/17/2021,Retraction".encode("utf-16"))
    with pytest.raises(CommandError, match=r"^1 of what was left out is damaged"):
        call_command("import_retractions", str(file))
    assert Notice.objects.count() == 1
