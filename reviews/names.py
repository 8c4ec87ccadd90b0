"""When two names are of one institution, or of one company, drug or device.

A name is compared in small letters, without accents and punctuation, and without the legal form
at its end ("Inc.", "GmbH & Co. KG"). Then "Müller-Werke GmbH" and "muller werke" are one. Nothing
is guessed: names that differ otherwise are different, and a parent company is not its daughter,
unless the list of companies, drugs and devices says so (`reviews/models/entity.py`).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

LEGAL_FORMS = {
    *("ab", "ag", "as", "asa", "aps", "bv", "co", "company", "corp", "corporation", "eg", "ev"),
    *("gmbh", "inc", "incorporated", "kg", "kgaa", "kk", "limited", "llc", "llp", "lp", "ltd"),
    *("mbh", "nv", "oy", "oyj", "plc", "pty", "sa", "sas", "sarl", "se", "sl", "spa", "srl", "ug"),
}
_WORD = re.compile(r"\w+")
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "&": " and "}
)


def words(name: str) -> list[str]:
    """Return the words of `name` in the form in which names are compared."""
    folded = unicodedata.normalize("NFKD", name).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", folded)
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return _WORD.findall(kept.replace(".", "").replace("'", "").replace("_", " "))


def entity(name: str) -> str:
    """Return the form in which names of companies, drugs and devices are compared."""
    found = words(name)
    while len(found) > 1 and (found[-1] in LEGAL_FORMS or found[-1] == "and"):
        found.pop()
    if len(found) > 1 and found[0] == "the":
        found = found[1:]
    return " ".join(found)


def firsts(groups: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return each name of `groups`, as compared, with the first of all names that are one with it.

    Groups that share a name are one group.
    """
    found: dict[str, str] = {}
    for group in groups:
        own = [entity(name) for name in group]
        known = {found[name] for name in own if name in found}
        first = min(known, default=own[0])
        found |= {name: first for name, before in found.items() if before in known}
        found |= dict.fromkeys(own, first)
    return found


def is_outside(institution: str, affiliations: list[str]) -> bool:
    """Return whether `institution` is known, and named in none of the authors' affiliations."""
    own = " ".join(words(institution))
    if not own:
        return False
    others = [" ".join(words(affiliation)) for affiliation in affiliations]
    return not any(_holds(other, own) or _holds(own, other) for other in others if other)


def _holds(text: str, part: str) -> bool:
    return f" {part} " in f" {text} "
