"""What in a text could tell who a patient is; found before anything of it is stored.

Plain patterns, for English and the forms of neighbouring languages. They cannot know a bare name
from any other word: what they cannot find, people are asked to leave out.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_DATE = (
    r"(?:\d{1,2}[./\s-]\d{1,2}[./\s-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
    rf"|{_MONTH}[\s-]+{_DAY},?[\s-]+\d{{2,4}}|{_DAY}[\s-]+(?:of\s+)?{_MONTH},?(?:[\s-]+\d{{2,4}}\b)?"
    rf"|{_MONTH}\s+\d{{4}})"
)
_NAME = r"(?:[A-Z\u00c0-\u00de][\w'\u2019-]+|[A-Z]\.)(?:\s+(?:van|von|de|der|la|di)\b)?"
_WORD = r"[A-Z\u00c0-\u00de][a-z\u00df-\u00ff'\u2019-]+"
_NAMES = rf"{_NAME}(?:\s+{_NAME}){{0,3}}"
_NUMBER = r"(?:[A-Z]{0,4}[-\s]?)?\d(?:[\d\s./-]{2,}\d|\d{3,})[A-Z]?"


class Kind(NamedTuple):
    words: str
    pattern: re.Pattern[str]
    least_digits: int = 0


def _kind(words: str, pattern: str, *, flags: int = re.IGNORECASE, digits: int = 0) -> Kind:
    return Kind(words, re.compile(pattern, flags), digits)


KINDS = (
    _kind(_("a mail address"), r"[\w.+-]+\s?[@\uff20]\s?[\w-]+(?:\s?\.\s?[\w-]+)+"),
    _kind(
        _("a mail address"),
        r"[\w.+-]+\s?(?:[\[({]\s?at\s?[\])}]|\bat\b(?!\s(?:the|a|this)\b))\s?[\w-]+\s?"
        r"(?:[\[({]\s?dot\s?[\])}]|\bdot\b)\s?\w+|[\w.+-]+\s?[\[({]\s?at\s?[\])}]\s?[\w-]+\.\w+",
    ),
    _kind(_("a mail address"), r"\b\w+[._]\w+\s+AT\s+[\w-]+\.\w+", flags=0),
    _kind(
        _("a name"),
        r"\b(?:[Mm]rs?|MRS?|[Mm]s|[Mm]iss|Mister|Master|Herr|Frau|Mme|Madame|Monsieur"
        r"|Se\u00f1ora?|Sra?|Signora?"
        r"|Lady|Nurse|Fr\u00e4ulein|Prof(?:essor)?|Dr|DR)\b\.?\s+"
        rf"(?:(?:med|dent|phil|rer|nat)\.\s*)*{_NAMES}",
        flags=0,
    ),
    _kind(_("a name"), r"\bmrs\.?\s+[a-z][\w'\u2019-]+"),
    _kind(
        _("a name"),
        r"\b(?:I\s+am|I['\u2019]m|[Tt]his\s+is)\s+"
        rf"(?!(?:African|Asian|Native|Latin|Type|Stage|Rh|Blood|White|Black)\b){_WORD}\s+{_WORD}"
        r"(?=[,.]|\s+(?:and|from|from|a|aged|with|my|here)\b|\s*$)",
        flags=re.MULTILINE,
    ),
    _kind(
        _("a name"),
        r"\b[Mm]y\s+(?:\w+\s+)?(?:husband|wife|son|daughter|mother|father|sister|brother|friend|aunt"
        rf"|uncle|grandmother|grandfather|baby|child),?\s+{_WORD}\s+{_WORD}"
        r"(?=,|\s+\(|\s+(?:has|is|was|had|aged|born|takes|took)\b)",
        flags=0,
    ),
    _kind(
        _("a name"),
        r"\b(?i:father|mother|parent|guardian|wife|husband|son|daughter)\s+of\s+"
        rf"{_WORD}\s+{_WORD}(?=,|\s+(?:has|is|was|asks|born|aged)\b)",
        flags=0,
    ),
    _kind(
        _("a name"),
        r"\b(?i:regards|sincerely|thanks|thank\s+you|wishes|signed|yours|cheers)[,.!]*\s+"
        rf"{_WORD}\s+{_WORD}\s*\Z",
        flags=0,
    ),
    _kind(_("a name"), r"\binitials\s*(?:are|is|:)?\s*[A-Z]\.?\s?[A-Z]\b", flags=0),
    _kind(
        _("a name"),
        r"\b(?:patient|man|woman|boy|girl|child|son|daughter),?\s+(?:is\s+)?named\s+"
        r"(?!the|a|an|for|after|as)\w{2,}",
    ),
    _kind(_("a name"), rf"\w+['\u2019]s\s+name\s*(?:is|:)\s*{_WORD}", flags=0),
    _kind(
        _("a name"),
        r"\b(?:(?i:(?:my|his|her|their|the patient(?:['\u2019]s)?|patient(?:['\u2019]s)?)"
        r"(?:\s+full)?\s+name\s*(?:is|:)"
        r"|patient(?:['\u2019]s)?\s+name\s*:?|(?:patient|man|woman|boy|girl|child|son"
        r"|daughter|mother|father|wife|husband"
        r"|baby),?\s+(?:is\s+)?(?:named|called)|name\s*:|patient\s*:|i\s+am\s+called|(?:initials|pt)\s*:))"
        rf"\s+(?!(?i:the|a|an|is|has|not)\b){_NAMES}",
        flags=0,
    ),
    _kind(
        _("a name"),
        rf"\b[Pp](?:atient|t)\.?,?\s+{_NAME}\s+{_NAME}\b"
        r"(?=,|\s+\(|\s+(?:has|is|was|aged|born|presented|\d))",
        flags=0,
    ),
    _kind(
        _("a date of birth"),
        r"(?:\b(?:d\.?\s?o\.?\s?b\b\.?|date\s+of\s+birth|birth\s?da(?:te|y)|born|geb(?:oren|\b\.?)"
        r"|n\u00e9e?|nacid[oa])|(?<!\w)b\.)"
        rf"\W{{0,3}}(?:(?:is|was|on|the|am|in|le|el|:)\W{{0,2}}){{0,3}}{_DATE}",
    ),
    _kind(_("a date of birth"), rf"\*\s?{_DATE}"),
    _kind(
        _("a record or insurance number"),
        r"\b(?:mrn|mr(?=\s?#)|ssn|nhs|npi|hicn|mbi|kvnr|nino|med(?:ical)?\s+rec(?:ord)?|licen[cs]e|health\s+record|record|chart|case|file|hospital|patient|"
        r"insurance|policy|member(?:ship)?|subscriber|group|claim|social\s+security|medicare|medicaid|"
        r"health\s+card|passport|account|admission|accession|insurance\s+id|versicherten|id)\b"
        r"(?:[-\s]?(?:id|card|policy|record))?"
        rf"[-\s]?(?:no\b\.?|nos\b|nr\b\.?|numbers?\b|num\b\.?|nummer\b|#|id\b)?\s*(?:is|was|:|=|#)?\s*#?{_NUMBER}",
        digits=5,
    ),
    _kind(
        _("a social security number"),
        r"\blast\s+(?:four|4)\b[^.\n]{0,30}?\b(?:ssn|social)\b\D{0,15}\d{4}\b",
    ),
    _kind(_("a social security number"), r"(?<![\d-])\d{3}[-\s]\d{2}[-\s]\d{4}(?![\d-])"),
    _kind(
        _("a long number"),
        r"(?<![\w.,/-])(?<!PMID )(?<!PMID: )(?!\d*000\b)[A-Z]{0,3}\d{8,}(?![\w%/])",
        flags=0,
    ),
    _kind(
        _("a phone number"),
        r"(?<![\w/.,-])(?:\+|00)\d{1,3}[\s./-]?(?:\(?\d{1,5}\)?[\s./-]?){1,5}\d{2,4}(?!\w)",
        digits=8,
    ),
    _kind(
        _("a phone number"),
        r"(?<![\w/.,-])(?:1[\s.-])?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]?\d{4}(?!\w)",
    ),
    _kind(
        _("a phone number"),
        r"(?<![\w/.,-])\(?0\d{2,5}\)?[\s/-]\d{3,}(?:[\s-]?\d{2,})*(?!\w)",
        digits=8,
    ),
    _kind(
        _("a phone number"),
        r"\b(?:tel(?:ephone)?|phone|cell|mobile|fax|call\s+(?:me|us|him|her)?|reached?|text\s+me)\b\.?"
        r"(?:\s+(?:number|no\.?|on|at|me|is|us))*\s*:?\s*\+?\(?\d[\d\s().-]{5,}\d",
        digits=7,
    ),
    _kind(_("a phone number"), r"(?<![\w.,/-])0\d(?:[\s.-]\d{2}){4}(?![\w.])"),
    _kind(
        _("a phone number"),
        r"\b(?:ph|number\s+is|number|whatsapp)\b\.?:?\s*\+?\(?\d{3}[\d\s().-]*[\s-]\d{3,}\b",
        digits=7,
    ),
    _kind(_("an address"), r"\bward\s+\w+,?\s+bed\s+\d+"),
    _kind(_("an address"), r"\b[DAF]-\d{4,5}\s+[A-Z]\w+", flags=0),
    _kind(_("a postal code"), r"\b[A-Z]\d[A-Z]\s\d[A-Z]\d\b", flags=0),
    _kind(
        _("an address"),
        r"\b(?:Calle|Avenida|Via|Viale|Piazza|Plaza)\s+(?:(?:de|del|la)\s+)*[A-Z]\w+,?\s+\d{1,4}\b",
        flags=0,
    ),
    _kind(
        _("an address"),
        r"\b\d{1,5}\s+(?:(?!hour|minute|mile|day|km|block|street)[a-z]+\s+){1,2}"
        r"(?:street|avenue|road|lane|boulevard)\b",
    ),
    _kind(
        _("an address"),
        r"\b\d{1,5}[A-Za-z]?,?\s+(?:[NSEW]\.?\s+)?(?:[A-Z0-9][\w'\u2019.-]*\s+){1,4}"
        r"(?i:street|st|loop|grove|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|crescent"
        r"|close|place|pl|square|sq|terrace"
        r"|highway|hwy|parkway|pkwy|way)\b\.?",
        flags=0,
    ),
    _kind(
        _("an address"),
        r"\b[A-Z\u00c4\u00d6\u00dc][\w\u00e4\u00f6\u00fc\u00df-]*"
        r"(?:stra\u00dfe|strasse|str\.|weg|gasse|allee|platz)\s+\d{1,4}\s?[a-z]?\b",
        flags=0,
    ),
    _kind(
        _("an address"),
        r"\b\d{1,4},?\s+(?:rue|avenue|boulevard|place|chemin)\s+(?:de|du|des|la|le)?\s*[A-Z]\w+",
    ),
    _kind(_("an address"), r"\bp\.?\s?o\.?\s+box\s+\d+"),
    _kind(_("a postal code"), r"\b[A-Z]{2}\.?,?\s+\d{5}(?:-\d{4})?\b", flags=0),
    _kind(_("a postal code"), r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b", flags=0),
)  # fmt: skip


def problems(text: str) -> list[str]:
    """Return a sentence for each thing in `text` that could tell who a patient is."""
    return [
        gettext("Remove %(what)s: “%(found)s”.") % {"what": gettext(words), "found": found}
        for words, found in dict.fromkeys(_found(text))
    ]


def _found(text: str) -> Iterator[tuple[str, str]]:
    taken: list[range] = []
    for kind in KINDS:
        for match in kind.pattern.finditer(text):
            place = range(*match.span())
            enough = sum(letter.isdigit() for letter in match[0]) >= kind.least_digits
            if enough and not any(place.start < t.stop and t.start < place.stop for t in taken):
                taken.append(place)
                yield kind.words, " ".join(match[0].split())
