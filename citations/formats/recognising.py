"""Which format a text is in, told by what is in it: names of files are often wrong."""

import enum
import re

from citations.formats.errors import BadFile


class Format(enum.Enum):
    """A format that citations come in. Its value is what people call it."""

    RIS = "RIS"
    MEDLINE = "PubMed (.nbib)"
    BIBTEX = "BibTeX"
    CSL_JSON = "CSL-JSON"
    CROSSREF = "Crossref JSON"
    PUBMED_XML = "PubMed XML"
    WEB_OF_SCIENCE = "Web of Science"


_RIS = re.compile(r"^[ \t]*TY {1,2}- ?\S", re.MULTILINE)
_MEDLINE = re.compile(r"^(?:PMID|OWN |STAT|TI  |BTI |FAU |LID |PMC )- ?\S", re.MULTILINE)
_WEB_OF_SCIENCE = re.compile(r"^PT [A-Z]\b", re.MULTILINE)
_BIBTEX = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
_XML = re.compile(r"\s*(?:<\?xml|<!DOCTYPE|<!--|<Pubmed|<Medline)", re.IGNORECASE)
_PUBMED = re.compile(r"<(?:Pubmed|Medline)[A-Za-z]*(?:Set|Article|Citation|Book)")
_HTML = re.compile(r"\s*<(?:!DOCTYPE\s+html|html|head|body)\b", re.IGNORECASE)
_JSON = re.compile(r"\s*[\[{]\s*[\[\]{}\"]")
# Names that only Crossref's works have.
_CROSSREF = re.compile(
    r'"(?:message|message-type|reference-count|references-count|is-referenced-by-count'
    r'|content-domain|short-container-title)"\s*:'
)
_LINES_LOOKED_AT = 400_000  # characters: notes that precede the first record are shorter

KNOWN = "RIS, PubMed (.nbib or XML), BibTeX, CSL-JSON, Crossref JSON or Web of Science"


def recognise(text: str) -> Format:
    """Return the format of `text`, that of its first record. Raises BadFile with a sentence."""
    start = text[:_LINES_LOOKED_AT]
    if _HTML.match(start):
        raise BadFile(
            "This is a web page, not a file of citations: use the page's own export or download."
        )
    if _XML.match(start):
        if _PUBMED.search(start):
            return Format.PUBMED_XML
        raise BadFile("This XML is not PubMed's: export the citations in another format.")
    if _JSON.match(start):
        return Format.CROSSREF if _CROSSREF.search(start) else Format.CSL_JSON
    found = {
        format_: match.start()
        for format_, pattern in _TAGGED.items()
        if (match := pattern.search(start))
    }
    if not found:
        raise BadFile(f"This is none of the formats that can be read: {KNOWN}.")
    return min(found, key=lambda format_: found[format_])


_TAGGED = {
    Format.RIS: _RIS,
    Format.MEDLINE: _MEDLINE,
    Format.WEB_OF_SCIENCE: _WEB_OF_SCIENCE,
    Format.BIBTEX: _BIBTEX,
}
