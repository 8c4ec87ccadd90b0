"""Fields and types of BibTeX and BibLaTeX, and CSL's variables and types.

Sources: BibTeXing (Patashnik, 1988); the biblatex manual, sections 2.1 and 2.2. Fields that both
ignore carry what they have no field for: pmid, pmcid, evidence.
"""

# Variable -> the fields that it is read from; the first is written.
TEXTS = {
    "abstract": ("abstract",),
    "volume": ("volume",),
    "publisher": ("publisher", "institution", "school", "organization"),
    "publisher-place": ("location", "address"),
    "edition": ("edition",),
    "chapter-number": ("chapter",),
    "collection-title": ("series",),
    "container-title-short": ("shortjournal",),
    "event-place": ("venue",),
    "event-title": ("eventtitle",),
    "genre": ("type",),
    "number-of-pages": ("pagetotal", "numpages"),
    "number-of-volumes": ("volumes",),
    "original-publisher": ("origpublisher",),
    "original-publisher-place": ("origlocation",),
    "original-title": ("origtitle",),
    "page": ("pages", "eid", "articleno"),
    "status": ("pubstate",),
    "title-short": ("shorttitle",),
    "version": ("version",),
}
# Titles that a second field may continue.
TITLES = {
    "title": (("title", "subtitle"),),
    "container-title": (
        ("journaltitle", "journalsubtitle"),
        ("journal", ""),
        ("booktitle", "booksubtitle"),
        ("maintitle", "mainsubtitle"),
    ),
}
# Read as they are, without LaTeX.
VERBATIM = {
    "DOI": ("doi",),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
    "PMCID": ("pmcid", "pmc"),
    "PMID": ("pmid",),
    "URL": ("url",),
}
NAMES = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "container-author": "bookauthor",
}
DATES = {"accessed": "urldate", "event-date": "eventdate", "original-date": "origdate"}

# Of several types for one of CSL, the first is written.
TYPES = {
    "article": "article-journal",
    "book": "book",
    "incollection": "chapter",
    "inbook": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "thesis": "thesis",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "techreport": "report",
    "report": "report",
    "manual": "report",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "dataset": "dataset",
    "software": "software",
    "patent": "patent",
    "unpublished": "manuscript",
    "periodical": "periodical",
    "inreference": "entry",
    "legislation": "legislation",
    "jurisdiction": "legal_case",
    "standard": "standard",
    "booklet": "book",
    "bookinbook": "book",
    "suppbook": "book",
    "mvbook": "book",
    "collection": "book",
    "mvcollection": "book",
    "proceedings": "book",
    "mvproceedings": "book",
    "reference": "book",
    "mvreference": "book",
    "misc": "document",
}
ENTRY_TYPES = {csl: entry for entry, csl in reversed(TYPES.items())}
# These stand for a type of thesis, which others write into a field.
THESES = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis"}
# What the field `number` is, by CSL type; of other works it is their number in a series.
ISSUES = frozenset({"article-journal", "article-magazine", "article-newspaper", "paper-conference"})
NUMBERED = frozenset({"report", "patent", "legislation", "standard", "thesis", "legal_case"})
