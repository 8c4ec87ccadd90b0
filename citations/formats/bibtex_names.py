"""Names as BibTeX writes them; bibtexparser tells their parts.

Source: BibTeXing, 4; for given=..., family=... the biblatex manual, 3.7.
"""

import re

from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from citations.formats.errors import BadField
from citations.formats.latex import decoded, encoded
from citations.formats.names import Name, full_family, full_given
from citations.formats.vocabulary import NAMES_LIMIT

_LABELLED = re.compile(r"(given|family|prefix|suffix)\s*=\s*([^,]*)")
# Family, Given as most programs write it, with nothing that needs a closer look.
_PLAIN = re.compile(r"([A-Z][\w'\u2019-]*), ([^\s,={}\\$~\"][^,={}\\$~\"]*(?<!\s))")
_LABELS = {"prefix": "non-dropping-particle"}
# Names that are split at these would come apart.
_SEPARATOR = re.compile(r",|\band\b", re.IGNORECASE)


def read_bibtex_names(text: str, where: str) -> list[Name]:
    """Return the CSL names in a field. Raises BadField."""
    if text.lower().count(" and ") >= NAMES_LIMIT:
        raise BadField(where, f"this has more than {NAMES_LIMIT:,} names, which is the limit.")
    try:
        names = [_name(name) for name in split_multiple_persons_names(text)]
    except (InvalidNameError, ValueError) as error:
        raise BadField(where, f"these names cannot be told apart: {error}") from None
    return [name for name in names if name and name != {"family": "others"}]


def bibtex_names(names: list[Name]) -> str:
    return " and ".join(_written(name) for name in names)


def _name(text: str) -> Name:
    if found := _PLAIN.fullmatch(text):
        return {"family": decoded(found[1]), "given": decoded(found[2])}
    if _is_group(text):
        return {"literal": decoded(text)}
    if _LABELLED.match(text):
        labelled = ((_LABELS.get(label, label), value) for label, value in _LABELLED.findall(text))
        return {part: decoded(value).strip() for part, value in labelled}
    parts = parse_single_name_into_parts(text, strict=False)
    von, first = parts.von, parts.first
    if first and "," not in text and not von and is_particle(" ".join(first)):
        von, first = first, []  # bibtexparser takes the particle of two words for a given name
    name = {
        "non-dropping-particle": decoded(" ".join(von)),
        "family": decoded(" ".join(parts.last)),
        "given": decoded(" ".join(first)),
        "suffix": decoded(" ".join(parts.jr)),
    }
    return {part: words for part, words in name.items() if words}


def _is_group(text: str) -> bool:
    """Return whether the brace at the beginning closes at the end, and not before."""
    if not (text.startswith("{") and text.endswith("}")):
        return False
    depth = 0
    for index, character in enumerate(text, 1):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0:
            return index == len(text)
    return False


def is_particle(text: str) -> bool:
    """Return whether BibTeX takes `text` for a particle: all its words begin small."""
    return all(word[0].islower() for word in text.split()) and not _SEPARATOR.search(text)


def _written(name: Name) -> str:
    if "literal" in name:
        return f"{{{encoded(name['literal'])}}}"
    particle, family = name.get("non-dropping-particle", ""), name["family"]
    if not is_particle(particle):
        particle, family = "", full_family(name)
    given, suffix = full_given(name), name.get("suffix", "")
    if not given and (suffix or " " in family or _grouped(family) != family):
        labels = {"family": family, "prefix": particle, "suffix": suffix}
        return ", ".join(f"{label}={{{encoded(x)}}}" for label, x in labels.items() if x)
    parts = [f"{encoded(particle)} {_grouped(family)}".strip(), _grouped(suffix), _grouped(given)]
    return ", ".join(filter(None, parts))


def _grouped(text: str) -> str:
    """Return LaTeX in braces where a part of a name would be taken for two, or for a particle."""
    latex = encoded(text)
    small = any(word[:1].islower() for word in re.split(r"[\s-]", text))
    return f"{{{latex}}}" if small or latex != text or _SEPARATOR.search(text) else latex
