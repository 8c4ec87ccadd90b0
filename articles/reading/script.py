"""Which way a text is written: articles say no language, so it is read off the letters."""

import unicodedata
from collections import Counter

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

# ISO 15924, for the scripts that run from right to left and have readers; BCP 47 joins it to "und".
_SCRIPTS = {"ARABIC": "Arab", "HEBREW": "Hebr", "SYRIAC": "Syrc", "THAANA": "Thaa", "LATIN": "Latn"}


def attributes(text: str) -> SafeString:
    """Return `dir` and `lang` for what holds `text`; "" where it runs as the site's own words do.

    Most of the letters decide, not the first: a text may well begin with the name of a drug.
    """
    letters = [letter for letter in text if unicodedata.bidirectional(letter) in {"L", "R", "AL"}]
    ways = Counter(unicodedata.bidirectional(letter) == "L" for letter in letters)
    is_rtl = ways[False] > ways[True]
    if not letters or is_rtl == get_language_bidi():
        return SafeString()
    scripts = Counter(unicodedata.name(letter, "").split(" ")[0] for letter in letters)
    script = _SCRIPTS.get(scripts.most_common(1)[0][0])
    language = f"und-{script}" if script else "und"
    return format_html(' dir="{}" lang="{}"', "rtl" if is_rtl else "ltr", language)
