"""Names of people and groups: CSL's parts, and the ways in which other formats write them.

A person has a family name and mostly a given one; a group has a literal name.
"""

import re
from typing import Any

from citations.formats.errors import BadField
from citations.formats.richtext import cleaned
from citations.formats.vocabulary import NAME_LIMIT, NAME_PARTS, NAMES_LIMIT
from integrity.text import problems

Name = dict[str, str]

# NLM writes a suffix behind the initials: Hellinger FR Jr. Source: NLM, Author Suffix.
_NLM_SUFFIX = re.compile(r"(?:(.+) )?(Jr|Sr|2nd|3rd|[4-9]th|I{2,3}|IV)")
_NLM_SHORT = re.compile(r"(.+) ([A-Z]{1,4})(?: (Jr|Sr|2nd|3rd|[4-9]th))?")
# Embase leaves the comma out: Fanning E.
_INITIALS = re.compile(r"([^,]+) ((?:[A-Z]\.[ -]?)+)")


def read_names(value: Any, where: str) -> list[Name]:
    """Return CSL names in their one form; what has no letter in it is no name. Raises BadField."""
    if not isinstance(value, list):
        raise BadField(where, "names are a list of objects with family and given, or literal.")
    if len(value) > NAMES_LIMIT:
        raise BadField(
            where,
            f"this entry has {len(value):,} names; at most {NAMES_LIMIT:,} are kept. Name the "
            "group instead, or the first authors.",
        )
    names = [_name(name, where) for name in value]
    return [name for name in names if name]


def from_inverted(text: str) -> Name:
    """Return the name that RIS writes as Family, Given, Suffix.

    Without a comma it is a group; a comma at the end says that all before it is a group's name, as
    EndNote has it. Source: the RIS format, field AU.
    """
    text = text.strip()
    if found := _INITIALS.fullmatch(text):
        return {"family": found[1], "given": found[2]}
    if "," not in text or text.endswith(","):
        return {"literal": text.rstrip(", ")} if text.strip(", ") else {}
    family, given, suffix = ([part.strip() for part in text.split(",", 2)] + [""])[:3]
    name = {"family": family, "given": given, "suffix": suffix}
    return {part: words for part, words in name.items() if words}


def inverted(name: Name) -> str:
    """Return a name as RIS writes it; particles go with the family name."""
    if "literal" in name or not (full_given(name) or "suffix" in name):
        alone = name.get("literal") or full_family(name)
        return f"{alone}," if "," in alone or _INITIALS.fullmatch(alone) else alone
    parts = [full_family(name), full_given(name)]
    return ", ".join([*parts, name["suffix"]] if "suffix" in name else parts)


def from_nlm(text: str) -> Name:
    """Return the name that NLM writes as Family, Given Suffix; with a bare comma it is a group's.

    Source: MEDLINE/PubMed, fields FAU and CN.
    """
    if text.endswith(","):
        return {"literal": text.rstrip(", ")}
    family, _, given = (part.strip() for part in text.partition(","))
    if not given:
        return {"family": family} if family else {}
    found = _NLM_SUFFIX.fullmatch(given)
    if found:
        name = {"family": family, "given": found[1] or "", "suffix": found[2]}
        return {part: words for part, words in name.items() if words}
    return {"family": family, "given": given}


def from_nlm_short(text: str) -> Name:
    """Return the name that NLM writes as Family FR Jr. Source: MEDLINE/PubMed, AU."""
    found = _NLM_SHORT.fullmatch(text.strip())
    if not found:
        return {"literal": text.strip()}
    family, given, suffix = found.groups()
    name = {"family": family, "given": given, "suffix": suffix}
    return {part: words for part, words in name.items() if words}


def nlm_full(name: Name) -> str:
    given = " ".join(filter(None, (full_given(name), name.get("suffix", ""))))
    return f"{full_family(name)}, {given}" if given else full_family(name)


def nlm_short(name: Name) -> str:
    """Return family name and initials: Hellinger FR Jr. Source: MEDLINE/PubMed, AU."""
    initials = "".join(word[0].upper() for word in re.split(r"[\s.\-]+", full_given(name)) if word)
    return " ".join(filter(None, (full_family(name), initials, name.get("suffix", ""))))


def full_family(name: Name) -> str:
    particle = name.get("non-dropping-particle", "")
    return f"{particle} {name['family']}".strip()


def full_given(name: Name) -> str:
    return f"{name.get('given', '')} {name.get('dropping-particle', '')}".strip()


def _name(value: Any, where: str) -> Name:
    if not isinstance(value, dict):
        raise BadField(where, "a name is an object with family and given, or literal.")
    name: Name = {}
    for part in NAME_PARTS:
        given = value.get(part)
        if given is not None and (text := _part(given, where)):
            name[part] = text
    if "family" in name:
        name.pop("literal", None)
        if name.get("suffix") in {"Jr.", "Sr."}:
            name["suffix"] = name["suffix"][:2]
        return name
    literal = name.get("literal") or " ".join(
        name[part] for part in ("given", "non-dropping-particle", "suffix") if part in name
    )
    return {"literal": literal} if literal else {}


def _part(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise BadField(where, "the parts of a name are texts.")
    if len(value) > NAME_LIMIT:
        raise BadField(where, f"a name has {len(value):,} characters; at most {NAME_LIMIT}.")
    if value.isalpha():
        return value
    if not (value.isascii() and value.isprintable()):
        for problem in problems(value, named="it"):
            raise BadField(where, problem)
    if "<" in value or "&" in value:
        try:
            value = cleaned(value, rich=False)
        except ValueError as error:
            raise BadField(where, str(error)) from None
    return " ".join(value.split()).strip(" ,")
