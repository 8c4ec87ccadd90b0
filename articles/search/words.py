"""Text as PostgreSQL's dictionaries are given it, alike for what is indexed and what is asked."""

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+(?:['\u2019][a-z]+)?|[^\W_a-z0-9]+")
# PostgreSQL's parser takes and/or for a path, and a.b for a host.
_JOINED = re.compile(r"[/@_\\]|(?<=[^\W\d])[.:](?=[^\W\d])")


def separate(text: str) -> str:
    """Return `text` with blanks where PostgreSQL's parser would see a path or an address."""
    return _JOINED.sub(" ", text)


def words(text: str) -> list[str]:
    """Return the words of `text` in small letters, without accents and what 's leaves behind."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return [re.split("['\u2019]", word)[0] for word in _WORD.findall(plain)]
