"""The lines of an import file: JSON Lines in UTF-8, plain or compressed with gzip."""

import gzip
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from integrity.text import legible

STANDARD_INPUT = "-"
LINE_LIMIT = 8 * 1024 * 1024  # bytes; three wordings at their limit fit in, a runaway file does not
GZIP_MAGIC = b"\x1f\x8b"  # Source: RFC 1952, 2.3.1
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class UnreadableFile(Exception):
    """The file cannot be read, or not to its end; the message is a sentence."""


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    """Open `path`, or standard input where it is "-"; gzip is told by its first bytes.

    Raises UnreadableFile.
    """
    with ExitStack() as stack:
        try:
            file: Any = stack.enter_context(_raw(path))
            if file.peek(len(GZIP_MAGIC)).startswith(GZIP_MAGIC):
                file = stack.enter_context(gzip.open(file))
        except FileNotFoundError:
            raise UnreadableFile(f"There is no file {legible(path)}.") from None
        except IsADirectoryError:
            raise UnreadableFile(f"{legible(path)} is a folder: name the file in it.") from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "this is no name of a file"
            raise UnreadableFile(f"{legible(path)} cannot be opened: {reason}.") from None
        yield file


def _raw(path: str) -> Any:
    return sys.stdin.buffer if path == STANDARD_INPUT else Path(path).open("rb")


def lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the number of each line, from 1, and its bytes; blank lines are left out.

    Of a line beyond LINE_LIMIT only the beginning is kept, one byte more than allowed. Raises
    UnreadableFile where the file breaks off or is damaged; what came before was yielded.
    """
    number = 0
    while line := _line(file, number):
        number += 1
        if number == 1:
            line = line.removeprefix(BYTE_ORDER_MARK)
        if line.strip():
            yield number, line


def _line(file: IO[bytes], before: int) -> bytes:
    try:
        line = rest = file.readline(LINE_LIMIT + 1)
        while len(rest) > LINE_LIMIT and not rest.endswith(b"\n"):
            rest = file.readline(LINE_LIMIT + 1)
    except EOFError:
        raise UnreadableFile(
            f"The file breaks off after line {before:,}: its gzip data end too early. Fetch it "
            "again."
        ) from None
    except (OSError, zlib.error) as error:
        raise UnreadableFile(f"The file is damaged after line {before:,}: {error}.") from None
    return line
