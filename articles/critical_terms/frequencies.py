"""How often: `2/day` for twice daily, BID and every 12 hours written as such."""

import re
from collections.abc import Iterator

from articles.critical_terms.finding import Kind
from articles.critical_terms.numbers import NUMBER, value
from articles.critical_terms.units import canonical

_PERIODS = {
    "daily": "day",
    "nightly": "night",
    "hourly": "h",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annually": "year",
}
_PERIOD = (
    r"(?:min(?:ute)?s?|h(?:ou)?rs?|h|days?|d|nights?|w(?:ee)?ks?|months?|y(?:ea)?rs?|morning"
    r"|evening)"
)
_ADVERB = "|".join(_PERIODS)
_TIMES = (
    rf"once|twice|thrice|(?:{NUMBER}|several|many)(?:\s*(?:-|to|or)\s*(?:{NUMBER}))?"
    r"\s*(?:times|×|x)"
)
_COUNTS = {"once": "1", "twice": "2", "thrice": "3"}

_LATIN = {
    "1/day": r"o\.?d\.?|q\.?d\.?",
    "2/day": r"b\.?i\.?d\.?|b\.?d\.?|bds",
    "3/day": r"t\.?i\.?d\.?|t\.?d\.?s\.?",
    "4/day": r"q\.?i\.?d\.?|q\.?d\.?s\.?",
    "every 2 day": r"q\.?o\.?d\.?",
    "at night": r"q\.?h\.?s\.?|nocte|noct\.?",
    "in the morning": r"mane|q\.?a\.?m\.?",
    "as needed": r"p\.?r\.?n\.?",
    "at once": r"stat",
    "before meals": r"a\.\s?c\.",
    "after meals": r"p\.\s?c\.",
    "at bedtime": r"h\.\s?s\.",
}
_PHRASES = {
    "as needed": r"(?:as|when|if)\s+(?:needed|required|necessary)|on\s+demand",
    "at once": r"at\s+once",
    "at night": r"at\s+(?:night|bedtime)|(?:every|each)\s+night|nightly|before\s+bed(?:time)?",
    "in the morning": r"(?:in\s+the|every|each)\s+morning",
    "in the evening": r"(?:in\s+the|every|each)\s+evening",
    "every 2 day": (
        r"(?:once\s+)?(?:(?:every|each)\s+(?:other|second)\s+day"
        r"|(?:on\s+)?altern(?:ate|ating)[-\s]days?)"
    ),
    **{
        f"every {count} {period}": rf"(?:once\s+)?(?:every|each)\s+{ordinal}\s+{period}"
        for count, ordinal in ((3, "third"), (4, "fourth"))
        for period in ("day", "week", "month")
    },
    "every 2 week": (
        r"(?:once\s+)?(?:every\s+(?:other|second)\s+week|fortnightly|(?:every|an?|per)\s+fortnight)"
    ),
    "every 2 month": r"(?:once\s+)?every\s+(?:other|second)\s+month",
    "biweekly": r"bi-?weekly",
    "bimonthly": r"bi-?monthly",
    "continuously": r"continuous(?:ly)?",
    "intermittently": r"intermittent(?:ly)?",
    "once": (
        r"(?:as\s+a\s+)?(?:single|one-off|one-time)"
        r"(?=[-\s](?:\w+[-\s]){0,2}(?:dos|inject|infus|tablet|administ))"
    ),
    "with meals": (
        r"(?:with|after|before|between)\s+(?:each\s+|every\s+|an?\s+|the\s+)?(?:meals?|food|eating|breakfast"
        r"|lunch|dinner|supper|(?:main|evening|midday)\s+meal)"
        r"|on\s+an\s+empty\s+stomach"
    ),
    "regularly": r"regularly|at\s+regular\s+intervals",
    "24 h a day": r"around\s+the\s+clock",
    **{
        f"on {day}day": rf"(?:(?:on|every|each)\s+)?{day}days?"
        for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
    },
}
_EVERY = re.compile(
    rf"\b(?:once\s+)?(?:(?:every|each)\s+(?P<a>{NUMBER})(?:\s*(?:-|to)\s*(?P<b>{NUMBER}))?\s*-?(?P<p>{_PERIOD})"
    rf"|q\.?\s?(?P<qa>\d+)(?:-(?P<qb>\d+))?\s?-?(?P<qp>h|d|w|hours?|days?|weeks?|wk|hr|min)"
    rf"|(?P<ha>{NUMBER})(?:\s*(?:-|to)\s*(?P<hb>{NUMBER}))?[-\s]?(?P<hp>hourly|weekly|monthly|yearly))\b",
    re.I,
)
_COUNTED = re.compile(
    rf"(?<![\w^])(?P<times>{_TIMES})[-\s]*(?:(?:an?|per|each|every|in\s+an?|/)\s*(?P<period>{_PERIOD})|/\s?(?P<d>d|day|week|wk)"
    rf"|a[-\s](?P<hyphen>day|week|month|year)|(?P<adverb>{_ADVERB}))\b",
    re.I,
)
_PLAIN = re.compile(
    rf"\b(?:(?P<adverb>{_ADVERB})|(?:every|each)(?:\s+single)?\s+(?P<period>{_PERIOD}))\b", re.I
)
_ALONE = re.compile(r"\b(?P<times>once|twice|thrice)\b", re.I)
_NAMED = [
    (name, re.compile(rf"(?<![\w./-])(?:{words})(?![\w/]|-\w)", re.I))
    for table in (_PHRASES, _LATIN)
    for name, words in table.items()
]

Span = tuple[Kind, str, int, int]


def frequencies(text: str) -> list[Span]:
    """Return what says how often, each stretch of text once; the longest reading wins."""
    taken: list[Span] = []
    for name, start, end in _readings(text):
        if all(end <= other[2] or start >= other[3] for other in taken):
            taken.append((Kind.FREQUENCY, name, start, end))
    return sorted(taken, key=lambda span: span[2])


def _readings(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _EVERY.finditer(text):
        yield _every(match), *match.span()
    for name, pattern in _NAMED:
        for match in pattern.finditer(text):
            yield name, *match.span()
    for match in _COUNTED.finditer(text):
        period = (
            match["period"] or match["hyphen"] or match["d"] or _PERIODS[match["adverb"].lower()]
        )
        yield f"{_times(match['times'])}/{_period(period)}", *match.span()
    for match in _PLAIN.finditer(text):
        period = match["period"] or _PERIODS[match["adverb"].lower()]
        yield f"1/{_period(period)}", *match.span()
    for match in _ALONE.finditer(text):
        yield ("once" if match[0].lower() == "once" else f"{_times(match[0])} times"), *match.span()


def _every(match: re.Match[str]) -> str:
    low, high, period = next(
        (match[a], match[b], match[p])
        for a, b, p in (("a", "b", "p"), ("qa", "qb", "qp"), ("ha", "hb", "hp"))
        if match[a]
    )
    count = value(low) + (f"-{value(high)}" if high else "")
    return f"every {count} {_period(_PERIODS.get(period.lower(), period))}"


def _times(written: str) -> str:
    words = written.lower()
    if words in _COUNTS:
        return _COUNTS[words]
    numbers = re.findall(NUMBER, re.sub(r"\s*(?:times|×|x)$", "", words), re.I)
    return "-".join(map(value, numbers)) or words.split()[0]


def _period(written: str) -> str:
    return canonical({"w": "week"}.get(written.lower(), written.lower()))
