"""Numbers with what they count: `5-10 mg`, `<30 ml/min`, `150×10^9/l`, `two tablets`."""

import re
from collections.abc import Iterator

from articles.critical_terms.finding import Kind
from articles.critical_terms.numbers import NUMBER, value
from articles.critical_terms.units import UNIT, canonical

_BEFORE = {
    "<=": r"<=|=<|up\s+to|at\s+most|(?:no|not)\s+more\s+than|maximum(?:\s+(?!of)\w+){0,2}(?:\s+of)?"
    r"|max\.?|(?:not|never)\s+(?:to\s+)?exceed(?:ing)?|within(?:\s+the\s+(?:first|last))?",
    ">=": r">=|=>|at\s+least|(?:no|not)\s+(?:less|fewer)\s+than|minimum(?:\s+(?!of)\w+)?(?:\s+of)?",
    "<": r"<|(?:less|fewer|lower|younger|shorter|smaller|earlier)\s+than|below|under|before",
    ">": r">|(?:more|greater|higher|older|longer|larger|later)\s+than|above|over|exceed(?:s|ing)?",
    "~": r"~|≈|about|approximately|approx\.?|around|roughly|circa|nearly|almost",
    "±": r"±|\+/-|\+-",
}
_AFTER = {
    ">=": r"\s*\+(?![\w/-])|,?\s+(?:or|and)\s+(?:more|older|over|above|greater|higher|longer)\b",
    "<=": r",?\s+(?:or|and)\s+(?:less|fewer|younger|under|below|lower|shorter)\b",
}
_JOINT = {
    # At the start of a line "- 5 mg" is the next thing in a list, not the end of a range.
    "-": r"[^\S\n]*-\s*|\s+-(?=\S)|\s+(?:up\s+)?to\s+|\s+through\s+",
    "/": r"\s?/\s?",
    ":": r"\s?:\s?",
    "±": r"\s?(?:±|\+/-)\s?",
    " in ": r"\s+in\s+(?![\d.,]+\s?(?:%|of\b))",  # grade 3 in 5 %
    " of ": r"\s+(?:out\s+)?of\s+",
}
_AND = re.compile(r"\s+and\s+", re.I)
_BETWEEN = re.compile(r"\bbetween\s+$", re.I)

# Digits behind a letter are part of a name (B12, COVID-19); so is "one" where nothing is counted.
_A = (
    r"an?(?=\s+(?:minute|hour|day|night|week|fortnight|month|year|tablet|capsule|puff|sachet"
    r"|teaspoon|tablespoon)\b)"
)
_FIRST = re.compile(rf"(?<![\w^])(?<!\w[.,])(?<![^\W\d]-)(?:{NUMBER}|{_A})", re.I)
_NEXT = re.compile(rf"-?{NUMBER}(?!\w*-?[^\W\d]\b-)", re.I)
_MINUS = re.compile(r"(?:^|[\s(=:,;])[-+]$")
_UNIT = re.compile(rf"\s?-?({UNIT})", re.I)
_COMPARED = {sign: re.compile(rf"(?<!\w)(?:{words})\s*$", re.I) for sign, words in _BEFORE.items()}
_FOLLOWED = {sign: re.compile(words, re.I) for sign, words in _AFTER.items()}
_JOINTS = {sign: re.compile(words, re.I) for sign, words in _JOINT.items()}
_AGE_GROUP = re.compile(r"\b(over|under)[-\s](\w+)s\b", re.I)  # over-75s, under-fives
LOOK_BACK = 40

Span = tuple[Kind, str, int, int]


def quantities(text: str) -> Iterator[Span]:
    """Yield kind, value, start and end of each number in `text` with its comparison and unit."""
    at = 0
    while first := _FIRST.search(text, at):
        found = _quantity(text, first)
        at = found[3]
        if (
            first[0].lower().split()[0] not in {"one", "half", "quarter"}
            or found[0] == Kind.QUANTITY
            or any(joint in found[1] for joint in _JOINT)
        ):
            yield found


def age_groups(text: str) -> Iterator[Span]:
    for group in _AGE_GROUP.finditer(text):
        if re.fullmatch(NUMBER, group[2], re.I):
            sign = ">" if group[1].lower() == "over" else "<"
            yield Kind.AGE, f"{sign}{value(group[2])} year", *group.span()


def _quantity(text: str, first: re.Match[str]) -> Span:
    number, unit, end = _value(first[0]), "", first.end()
    if written := _UNIT.match(text, end):
        unit, end = canonical(written[1]), written.end()
    joint, second, second_unit, end = _second(text, first, end, has_unit=bool(unit))
    sign, start = _compared(text, first.start())
    for after, pattern in _FOLLOWED.items():
        if following := pattern.match(text, end):
            sign, end = after, following.end()
    last = second_unit or unit
    low = f"{number} {unit}" if unit and second_unit and unit != second_unit else number
    words = f"{sign}{low}{joint}{second} {last}".strip()
    return (Kind.QUANTITY if last else Kind.NUMBER), words, start, end


def _value(written: str) -> str:
    return "1" if written.lower() in {"a", "an"} else value(written)


def _second(
    text: str, first: re.Match[str], end: int, *, has_unit: bool
) -> tuple[str, str, str, int]:
    """Return joint, value, unit and end of a range's or ratio's second number, if there is one."""
    joint, at = _joint(text, first, end)
    following = _NEXT.match(text, at) if joint and (joint == "-" or not has_unit) else None
    if following is None:
        return "", "", "", end
    unit = _UNIT.match(text, following.end())
    sign = "-" if following[0].startswith("-") else ""
    second = sign + value(following[0].removeprefix("-"))
    if unit is None:
        return joint, second, "", following.end()
    return joint, second, canonical(unit[1]), unit.end()


def _joint(text: str, first: re.Match[str], end: int) -> tuple[str, int]:
    for sign, pattern in _JOINTS.items():
        if match := pattern.match(text, end):
            return sign, match.end()
    if _BETWEEN.search(text, max(0, first.start() - LOOK_BACK), first.start()) and (
        match := _AND.match(text, end)
    ):
        return "-", match.end()
    return "", end


def _compared(text: str, start: int) -> tuple[str, int]:
    """Return the comparison or minus in front of a number, and where it starts."""
    minus = ""
    if _MINUS.search(text, max(0, start - 2), start):
        start -= 1
        minus = text[start].replace("+", "")
    for sign, pattern in _COMPARED.items():
        if match := pattern.search(text, max(0, start - LOOK_BACK), start):
            return sign + minus, match.start()
    return minus, start
