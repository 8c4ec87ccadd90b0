"""Languages of works: the code of BCP 47 that CSL wants, and how other formats name them.

Source: ISO 639-1 and 639-2/B, for the languages of the journals that NLM indexes. `mul` and `und`
(several languages, not known) are NLM's as well.
"""

# Code of ISO 639-1 -> code of 639-2/B, English name.
_LANGUAGES = {
    "af": ("afr", "Afrikaans"),
    "ar": ("ara", "Arabic"),
    "az": ("aze", "Azerbaijani"),
    "be": ("bel", "Belarusian"),
    "bg": ("bul", "Bulgarian"),
    "bs": ("bos", "Bosnian"),
    "ca": ("cat", "Catalan"),
    "cs": ("cze", "Czech"),
    "cy": ("wel", "Welsh"),
    "da": ("dan", "Danish"),
    "de": ("ger", "German"),
    "el": ("gre", "Greek"),
    "en": ("eng", "English"),
    "eo": ("epo", "Esperanto"),
    "es": ("spa", "Spanish"),
    "et": ("est", "Estonian"),
    "eu": ("baq", "Basque"),
    "fa": ("per", "Persian"),
    "fi": ("fin", "Finnish"),
    "fr": ("fre", "French"),
    "ga": ("gle", "Irish"),
    "gl": ("glg", "Galician"),
    "he": ("heb", "Hebrew"),
    "hi": ("hin", "Hindi"),
    "hr": ("hrv", "Croatian"),
    "hu": ("hun", "Hungarian"),
    "hy": ("arm", "Armenian"),
    "id": ("ind", "Indonesian"),
    "is": ("ice", "Icelandic"),
    "it": ("ita", "Italian"),
    "ja": ("jpn", "Japanese"),
    "ka": ("geo", "Georgian"),
    "ko": ("kor", "Korean"),
    "la": ("lat", "Latin"),
    "lt": ("lit", "Lithuanian"),
    "lv": ("lav", "Latvian"),
    "mk": ("mac", "Macedonian"),
    "ms": ("may", "Malay"),
    "nl": ("dut", "Dutch"),
    "no": ("nor", "Norwegian"),
    "pl": ("pol", "Polish"),
    "pt": ("por", "Portuguese"),
    "ro": ("rum", "Romanian"),
    "ru": ("rus", "Russian"),
    "sk": ("slo", "Slovak"),
    "sl": ("slv", "Slovenian"),
    "sq": ("alb", "Albanian"),
    "sr": ("srp", "Serbian"),
    "sv": ("swe", "Swedish"),
    "th": ("tha", "Thai"),
    "tr": ("tur", "Turkish"),
    "uk": ("ukr", "Ukrainian"),
    "vi": ("vie", "Vietnamese"),
    "zh": ("chi", "Chinese"),
}
# The codes of 639-2/T and the names of babel, LaTeX's package for languages.
_OTHER_NAMES = {
    name: code
    for code, names in {
        "cs": "ces",
        "de": "deu deutsch german ngerman",
        "de-AT": "austrian naustrian",
        "el": "ell",
        "en-GB": "british ukenglish",
        "en-US": "american usenglish",
        "fa": "fas",
        "fr": "fra francais",
        "hy": "hye",
        "is": "isl",
        "ka": "kat",
        "mk": "mkd",
        "nl": "nld",
        "pt": "portuges",
        "pt-BR": "brazil brazilian",
        "ro": "ron",
        "sk": "slk",
        "sq": "sqi",
        "zh": "zho",
    }.items()
    for name in names.split()
}
_CODES = {
    **{name.lower(): code for code, names in _LANGUAGES.items() for name in names},
    **_OTHER_NAMES,
}
_NLM = {code: names[0] for code, names in _LANGUAGES.items()}


def language_code(name: str) -> str:
    """Return the code for a language's name or longer code; `name` itself where it is neither."""
    name = name.strip()
    return _CODES.get(name.lower(), name)


def nlm_language(code: str) -> str:
    """Return the code of ISO 639-2/B, which NLM uses; `code` itself where there is none."""
    return _NLM.get(code, code)
