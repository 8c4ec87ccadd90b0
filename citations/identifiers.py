"""Identifiers of works in one form each: DOI, PMID, PMCID and web address."""

import re
from urllib.parse import quote, unquote, urlsplit, urlunsplit

MAX_DOI = 255
MAX_URL = 2000

# People and programs put one of these before another.
_DOI_PREFIX = re.compile(
    r"(?:(?:https?://)?(?:(?:dx|www)\.)?doi\.org/|info:doi/|urn:doi:|doi:?\s*)+", re.IGNORECASE
)
_TRACKING = re.compile(r"[?&]utm_[a-z]+=.*$", re.IGNORECASE)
# The characters that DOIs are made of in practice; "<" and ">" only as in Wiley's and the AMS's
# older names, 10.1002/(SICI)1097-0134(19980601)31:4<460::AID-PROT12>3.0.CO;2-D.
_DOI = re.compile(
    r"10\.[0-9]{4,9}(?:\.[0-9]+)*/"
    r"(?:[-._;()/:a-z0-9+\[\]#%&=*!'@,?~$]|<[a-z]?[0-9]*::?[a-z0-9.-]+>)+"
)
# U+2010 and its kin replace the hyphen when a DOI is copied from a typeset page.
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))
_PMID = re.compile(
    r"(?:(?:PubMed\s*)?(?:PMID|PubMed)?:?\s*|(?:https?://)?(?:pubmed\.ncbi\.nlm\.nih\.gov/"
    r"|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed/|(?:www\.)?europepmc\.org/(?:article|abstract)/MED/))"
    r"([0-9]+|[0-9]{1,3}(?: [0-9]{3})+)/?",
    re.IGNORECASE,
)
_PMCID = re.compile(
    r"(?:(?:(?:PMCID:?\s*)?PMC:?\s*|PMCID:?\s*)([0-9]+)(?:\.[0-9]+)?"
    r"|(?:https?://)?(?:pmc\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pmc"
    r"|(?:www\.)?europepmc\.org)/articles?/(?:PMC/)?PMC([0-9]+)(?:\.[0-9]+)?(?:/[^\s]*)?)",
    re.IGNORECASE,
)
# What nobody sees comes along with a copy; the tag is PubMed's own, as in 10.1000/182 [doi].
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_TAG = re.compile(r"\s*\[(?:doi|pmid|pmc|pmcid)\]$", re.IGNORECASE)
_AROUND = {"(": ")", "[": "]", "<": ">"}
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*")
_NOT_IN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\\<>\"]")
_TOO_LONG = f"This web address is longer than {MAX_URL} characters: find a shorter one."
_NOT_AN_ADDRESS = (
    "This is not a web address: it starts with https:// or http:// and a host name, "
    "for example https://www.cancer.gov/types/leukemia."
)


def normalise_doi(value: str) -> str:
    """Return a DOI in lower case and without an address, such as 10.3390/biomedicines12010089.

    DOIs are compared without regard to case (DOI Handbook, 2.4), so one work has one form.
    Raises ValueError with a sentence when `value` is not a DOI.
    """
    text = _alone(value)
    prefix = _DOI_PREFIX.match(text)
    name = text[prefix.end() :] if prefix else text
    if prefix and "/" in prefix[0]:
        name = unquote(_TRACKING.sub("", name))
    elif "/" not in name:
        name = unquote(name)
    doi = _without_end(name.translate(_HYPHENS).lower())
    if len(doi) > MAX_DOI or not _DOI.fullmatch(doi):
        raise ValueError(
            "This is not a DOI: it starts with 10. and a number, then a slash and a name, "
            "for example 10.3390/biomedicines12010089."
        )
    return doi


def normalise_pmid(value: str) -> str:
    """Return a PubMed number as digits without leading zeros.

    Raises ValueError with a sentence when `value` is not one: NLM gives at most 8 digits.
    """
    found = _PMID.fullmatch(_alone(value))
    digits = found[1].replace(" ", "").lstrip("0") if found else ""
    if not 1 <= len(digits) <= 8:
        raise ValueError("This is not a PMID: it has 1 to 8 digits, for example 23358883.")
    return digits


def normalise_pmcid(value: str) -> str:
    """Return a PubMed Central number as PMC and digits, without a version.

    Raises ValueError with a sentence when `value` is not one; digits alone are refused, because
    they could be a PMID.
    """
    found = _PMCID.fullmatch(_alone(value))
    digits = (found[1] or found[2]).lstrip("0") if found else ""
    if not 1 <= len(digits) <= 9:
        raise ValueError("This is not a PMCID: it is PMC and some digits, for example PMC3555193.")
    return f"PMC{digits}"


def _alone(value: str) -> str:
    """Return an identifier without what stands around it in a text."""
    text = _TAG.sub("", " ".join(_UNSEEN.sub("", value).split()).rstrip(".,;"))
    if len(text) > 1 and _AROUND.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    return text.rstrip(".,;")


def _without_end(doi: str) -> str:
    """Take away a full stop, and a bracket that does not open in the DOI."""
    while True:
        kept = doi.rstrip(".,;")
        for opens, closes in (("(", ")"), ("[", "]")):
            if kept.endswith(closes) and kept.count(closes) > kept.count(opens):
                kept = kept[:-1]
        if kept == doi:
            return doi
        doi = kept


def normalise_url(value: str) -> str:
    """Return a web address with its scheme and host in lower case and only ASCII in it.

    Raises ValueError with a sentence for anything but http and https, for an address without a
    full host name, and for one that carries a user name or password.
    """
    text = value.strip()
    if len(text) > MAX_URL:
        raise ValueError(_TOO_LONG)
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode().lower()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise ValueError(_NOT_AN_ADDRESS) from None
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host):
        raise ValueError(_NOT_AN_ADDRESS)
    if _NOT_IN_ADDRESS.search(text):
        raise ValueError("A web address has no spaces, quotes, angle brackets or backslashes.")
    if "@" in parts.netloc:
        raise ValueError("Leave the user name and password out of the web address.")
    tail = (quote(part, safe="/%:;=@&?+$,!*'()[]~|-._") for part in parts[2:])
    url = urlunsplit((parts.scheme, host + port, *tail))
    if len(url) > MAX_URL:
        raise ValueError(_TOO_LONG)
    return url
