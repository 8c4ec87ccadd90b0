"""Numbers in digits and words, and their value: `1,000`, `0,5`, `½`, `twenty-one`, `10^9`."""

import re

_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_MULTIPLES = {"dozen": 12.0, "hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_PARTS = {"half": 0.5, "quarter": 0.25}
_SHARES = {"thirds": 1 / 3, "quarters": 0.25, "fifths": 0.2, "tenths": 0.1}
_SPELLED = {
    **{word: float(value) for value, word in enumerate(_ONES)},
    **{word: float(value) for value, word in zip(range(20, 100, 10), _TENS, strict=True)},
    **_MULTIPLES,
    **_PARTS,
}
_FILLERS = {"of", "a", "an", "and"}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 0.333, "⅔": 0.667, "⅛": 0.125}

_MULTIPLE = rf"(?:\s+(?:{'|'.join(_MULTIPLES)})\b)"
_DIGITS = (
    r"(?:\d{1,3}(?:[,\u00a0 ]\d{3})+(?![,\d])(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}(?![.,]?\d)"
    r"|\d+(?:[.,]\d+)?|\.\d+)"
)
_WORDS = (
    rf"\b(?:(?:{'|'.join(_TENS)})(?:[-\s](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(_ONES)}|dozen"
    rf"|(?<=\ba\s)(?:{'|'.join(_MULTIPLES)})|(?:{'|'.join(_PARTS)})(?=[\s-])"
    rf"(?:\s+(?:of\s+)?an?(?=\s))?)(?:\b|(?=fold\b)){_MULTIPLE}?"
    rf"(?:[-\s](?:{'|'.join(_SHARES)})\b)?"
)
NUMBER = (
    rf"(?:10\^-?\d+|\d*[{''.join(_FRACTIONS)}]|(?:{_DIGITS}(?:\s*[x×]\s*10\^-?\d+|{_MULTIPLE})?"
    rf"|{_WORDS})(?:\s+and\s+an?\s+(?:{'|'.join(_PARTS)})\b)?)"
)


def value(written: str) -> str:
    """Return the value of a text that matches NUMBER, in digits without trailing zeros."""
    words = written.lower().strip()
    if "10^" in words:
        amount, _, power = words.rpartition("10^")
        amount = amount.rstrip(" x\u00d7")
        return f"{value(amount)}\u00d710^{power}" if amount else words
    total = 0.0
    for part in re.findall(r"[a-z]+|[\d.,\u00a0 ]*\d|[½¼¾⅓⅔⅛]", words):
        if part in _MULTIPLES:
            total = (total or 1) * _MULTIPLES[part]
        elif part in _SHARES:
            total = round((total or 1) * _SHARES[part], 3)
        elif part not in _FILLERS:
            total += _value(part)
    return f"{total:.10f}".rstrip("0").rstrip(".")


def _value(part: str) -> float:
    if part in _FRACTIONS:
        return _FRACTIONS[part]
    if part in _SPELLED:
        return _SPELLED[part]
    if re.fullmatch(r"[1-9]\d{0,2}([,\u00a0 ]\d{3})+(\.\d+)?", part):
        return float(re.sub(r"[,\u00a0 ]", "", part))
    if part.count(".") > 1:
        return float(part.replace(".", ""))
    return float(part.replace(",", ".").replace("\u00a0", "").replace(" ", ""))
