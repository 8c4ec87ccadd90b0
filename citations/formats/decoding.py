"""From the bytes of a file to its text, whatever program and platform it came from."""

import re
from collections import Counter
from dataclasses import dataclass

from citations.formats.errors import BadFile
from integrity.text import unix_newlines

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8", "UTF-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)
# The first bytes of files that people rename, or export by mistake.
_OTHERS = (
    (b"PK\x03\x04", "a ZIP archive (or a Word or Excel file, which is one)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "a rich text document (RTF)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"SQLite format 3", "a database (SQLite)"),
)
_EXPORT = "Export the citations as RIS, PubMed (.nbib), BibTeX or CSL-JSON, and give that file."
# Letters and punctuation of UTF-8 that would be nonsense in the encodings of a platform.
_UTF8 = re.compile(
    rb"\xc3[\x80-\xbf]|\xe2\x80[\x90-\xbf]|(?:[\xce\xcf][\x80-\xbf]){2}|(?:[\xd0\xd1][\x80-\xbf]){2}"
)
_BESIDE_A_SMALL_LETTER = re.compile(rb"(?<=[a-z])[\x80-\xff]|[\x80-\xff](?=[a-z])")
# Bytes that Windows-1252 does not use.
_UNUSED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_ENCODINGS = {"cp1252": "Windows-1252", "mac_roman": "Mac OS Roman"}


@dataclass(frozen=True)
class Text:
    """The text of a file with LF line ends; `remarks` says what was guessed."""

    text: str
    encoding: str
    remarks: tuple[str, ...] = ()


def check_start(start: bytes, advice: str = _EXPORT) -> None:
    """Raise BadFile, with `advice`, for a file that begins with `start`, which is no text."""
    for mark, kind in _OTHERS:
        if start.startswith(mark):
            raise BadFile(f"This file is {kind}, whatever its name says. {advice}")
    if not start.strip(b"\0 \t\r\n"):
        raise BadFile("This file is empty.")


def encoding_of(start: bytes) -> str:
    """Return the codec of a text that begins with `start`: UTF-8 unless a mark says otherwise."""
    return next((codec for mark, codec, _ in _MARKS if start.startswith(mark)), "utf-8")


def decode(data: bytes) -> Text:
    """Return the text of `data`. Raises BadFile for what is no text, or mixes encodings.

    UTF-8, UTF-16 and UTF-32 are told by their mark or their form. What is none of them was written
    by an older program in the encoding of its platform: Windows-1252 or Mac OS Roman, told apart
    by which of them gives more small letters within words.
    """
    check_start(data)
    if found := _wide_or_marked(data):
        return found
    if b"\0" in data:
        raise BadFile(f"This file is no text: it has bytes that are 0. {_EXPORT}")
    try:
        return Text(unix_newlines(data.decode()), "UTF-8")
    except UnicodeDecodeError as error:
        return _of_a_platform(data, error)


def _wide_or_marked(data: bytes) -> Text | None:
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return Text(_strict(data[len(mark) :], codec, name), name)
    codec = _utf16_without_mark(data[:400])
    return Text(_strict(data, codec, "UTF-16"), "UTF-16") if codec else None


def _strict(data: bytes, codec: str, name: str) -> str:
    try:
        return unix_newlines(data.decode(codec)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data[: error.start].count("\n".encode(codec)) + 1
        raise BadFile(
            f"Line {line} is not {name}, as the beginning of the file says: save it as UTF-8."
        ) from None


def _utf16_without_mark(start: bytes) -> str:
    """Tell UTF-16 by its zeros: mostly Western text has one in each character."""
    half = len(start) // 2
    if half < 2:
        return ""
    if start[1::2].count(0) > 0.6 * half and start[::2].count(0) == 0:
        return "utf-16-le"
    if start[::2].count(0) > 0.6 * half and start[1::2].count(0) == 0:
        return "utf-16-be"
    return ""


def _of_a_platform(data: bytes, error: UnicodeDecodeError) -> Text:
    line = unix_newlines(data[: error.start].decode("latin-1")).count("\n") + 1
    if _UTF8.search(data):
        raise BadFile(
            f"This file mixes encodings: parts of it are UTF-8, but line {line} is not. Open it in "
            "a text editor, mend that line and save all as UTF-8."
        )
    beside = Counter(_BESIDE_A_SMALL_LETTER.findall(data))
    windows, mac = (_small_letters(beside, codec) for codec in _ENCODINGS)
    codec = "mac_roman" if mac > windows or _UNUSED.search(data) else "cp1252"
    remark = (
        f"This file is not UTF-8; it was read as {_ENCODINGS[codec]}. Look at the accents (the "
        f"first is in line {line}): where they are wrong, save the file as UTF-8."
    )
    return Text(unix_newlines(data.decode(codec)), _ENCODINGS[codec], (remark,))


def _small_letters(found: Counter[bytes], codec: str) -> int:
    letters = ((byte.decode(codec, errors="replace"), count) for byte, count in found.items())
    return sum(count for letter, count in letters if letter.islower())
