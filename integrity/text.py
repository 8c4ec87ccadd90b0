"""Text that a reader sees as it is: nothing invisible that hides, breaks or reorders it."""

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# Controls are all of C0 and C1 but tab and line ends; the two non-characters cannot stand in XML,
# hence in no feed. Direction: Unicode UAX #9, embeddings, overrides and isolates.
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"
_HALF = r"\ud800-\udfff"
_DIRECTION = r"\u202a-\u202e\u2066-\u2069"

_FORBIDDEN = re.compile(f"[{_CONTROL}{_HALF}{_DIRECTION}]")
_KINDS = (
    (
        re.compile(f"[{_CONTROL}]"),
        _("an invisible control character"),
        _("Delete it; it often comes along with text copied from a PDF."),
    ),
    (
        re.compile(f"[{_HALF}]"),
        _("half of a character"),
        _("Delete it and type the character again."),
    ),
    (
        re.compile(f"[{_DIRECTION}]"),
        _("an invisible character that changes the direction of the text"),
        _("Delete it; right-to-left words are shown correctly without it."),
    ),
)


def problems(text: str, *, named: str = "") -> list[str]:
    """Return a sentence for each kind of character in `text` that a reader could not see.

    Each names the line of the first one, its code point, how many there are, and how to mend it.
    Lines count from 1 and end at LF, CR or CR LF. An empty list means the text is fine.
    Arguments: `named` is what to call a text in which lines mean nothing.
    """
    lines = unix_newlines(text)
    found = (_problem(lines, named, *kind) for kind in _KINDS)
    return [sentence for sentence in found if sentence]


def legible(text: str) -> str:
    """Return `text` with each character that `problems` names replaced by U+FFFD, the mark for it.

    The result can be encoded as UTF-8, stored in PostgreSQL and written into XML.
    """
    return _FORBIDDEN.sub("\ufffd", unix_newlines(text))


def unix_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _problem(text: str, named: str, pattern: re.Pattern[str], kind: str, advice: str) -> str:
    first = pattern.search(text)
    if first is None:
        return ""
    line = text.count("\n", 0, first.start()) + 1
    count = len(pattern.findall(text))
    others = gettext(", the first of %(count)s in this text") % {"count": count}
    return gettext("%(where)s has %(kind)s (%(code)s)%(others)s. %(advice)s") % {
        "where": named or gettext("Line %(line)s") % {"line": line},
        "kind": gettext(kind),
        "code": f"U+{ord(first[0]):04X}",
        "others": others if count > 1 else "",
        "advice": gettext(advice),
    }
