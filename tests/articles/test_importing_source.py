import gzip
import io
from pathlib import Path

import pytest

from articles.importing import source
from articles.importing.source import UnreadableFile, lines, opened

LINES = [b'{"question": "One?"}\n', b'{"question": "Two?"}\n']


def read(path: Path) -> list[tuple[int, bytes]]:
    with opened(str(path)) as file:
        return list(lines(file))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "answers.jsonl"


def test_plain_and_compressed_files_are_told_by_their_content(file: Path) -> None:
    file.write_bytes(b"".join(LINES))
    assert read(file) == [(1, LINES[0]), (2, LINES[1])]
    file.write_bytes(gzip.compress(b"".join(LINES)))
    assert read(file) == [(1, LINES[0]), (2, LINES[1])]


def test_a_byte_order_mark_blank_lines_and_a_missing_last_line_end_do_no_harm(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + LINES[0] + b"\n  \r\n" + LINES[1].rstrip())
    assert read(file) == [(1, LINES[0]), (4, LINES[1].rstrip())]


def test_an_empty_file_has_no_lines(file: Path) -> None:
    file.touch()
    assert read(file) == []


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    piped = io.TextIOWrapper(io.BufferedReader(io.BytesIO(gzip.compress(LINES[0]))))
    monkeypatch.setattr("sys.stdin", piped)
    assert read(Path("-")) == [(1, LINES[0])]


def test_of_an_endless_line_only_the_beginning_is_kept(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "LINE_LIMIT", 10)
    file.write_bytes(b"x" * 35 + b"\n" + b"y" * 10 + b"\n" + b"z" * 11)
    assert read(file) == [(1, b"x" * 11), (2, b"y" * 10 + b"\n"), (3, b"z" * 11)]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing.jsonl", "There is no file {}."),
        (".", "{} is a folder: name the file in it."),
        ("nul\0.jsonl", "{} cannot be opened: this is no name of a file."),
        ("x" * 300, "{} cannot be opened: File name too long."),
    ],
)
def test_a_path_that_leads_to_no_file_gets_a_sentence(
    tmp_path: Path, name: str, sentence: str
) -> None:
    path = str(tmp_path / name)
    with pytest.raises(UnreadableFile) as refused, opened(path):
        pass
    assert str(refused.value) == sentence.format(path).replace("\0", "\ufffd")


def test_a_truncated_gzip_gives_its_whole_lines_first(file: Path) -> None:
    numbered = [b"%d %s\n" % (n, bytes(str(hash(n)), "ascii") * 30) for n in range(1, 500)]
    file.write_bytes(gzip.compress(b"".join(numbered))[:-500])
    found: list[tuple[int, bytes]] = []
    with opened(str(file)) as compressed, pytest.raises(UnreadableFile) as broken:
        found.extend(lines(compressed))
    assert [line for _, line in found] == numbered[: len(found)]
    assert 0 < len(found) < 500
    assert str(broken.value) == (
        f"The file breaks off after line {len(found):,}: its gzip data end too early. Fetch it "
        "again."
    )


def test_damage_inside_a_gzip_gets_a_sentence(file: Path) -> None:
    data = bytearray(gzip.compress(b"".join(LINES) * 500))
    data[20:30] = bytes(10)
    file.write_bytes(data)
    with pytest.raises(UnreadableFile, match=r"^The file is damaged after line [0-9]+: .+\.$"):
        read(file)
