"""What the library keeps of a work: the variables of CSL-JSON, their limits and their types.

Source: CSL 1.0.2, appendices III and IV, and its schema for CSL-JSON. The abstract is read by a
module of its own (abstracts.py), because it is no part of a reference. Left out are keywords and
what people noted for themselves (note, annote).
"""

# Variable -> how many characters it may have.
COLUMN_TEXTS = {
    "title": 5000,
    "container-title": 5000,
    "volume": 50,
    "issue": 50,
    "page": 100,
    "publisher": 300,
    "language": 35,
    "DOI": 255,
    "PMID": 12,
    "PMCID": 15,
    "URL": 2000,
}
FURTHER_TEXTS = {
    "title-short": 1000,
    "container-title-short": 1000,
    "collection-title": 1000,
    "collection-number": 100,
    "chapter-number": 100,
    "edition": 100,
    "event-place": 500,
    "event-title": 1000,
    "genre": 200,
    "ISBN": 20,
    "ISSN": 9,
    "medium": 100,
    "number": 100,
    "number-of-pages": 100,
    "number-of-volumes": 100,
    "original-publisher": 300,
    "original-publisher-place": 300,
    "original-title": 5000,
    "publisher-place": 300,
    "status": 100,
    "version": 100,
}
TEXTS = {"id": 500, **COLUMN_TEXTS, **FURTHER_TEXTS}

# Titles may have <i>, <b>, <sub> and <sup> in them, other texts have no markup.
RICH_TEXTS = frozenset(
    {
        "title",
        "title-short",
        "container-title",
        "container-title-short",
        "collection-title",
        "original-title",
    }
)

FURTHER_NAMES = ("editor", "translator", "collection-editor", "container-author")
NAMES = ("author", *FURTHER_NAMES)
NAME_PARTS = (
    "family",
    "given",
    "suffix",
    "non-dropping-particle",
    "dropping-particle",
    "literal",
)
NAME_LIMIT = 500
NAMES_LIMIT = 5000

FURTHER_DATES = ("original-date", "event-date")
DATES = ("issued", "accessed", *FURTHER_DATES)

# fmt: off
TYPES = frozenset((
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book",
    "broadcast", "chapter", "classic", "collection", "dataset", "document", "entry",
    "entry-dictionary", "entry-encyclopedia", "event", "figure", "graphic", "hearing",
    "interview", "legal_case", "legislation", "manuscript", "map", "motion_picture",
    "musical_score", "pamphlet", "paper-conference", "patent", "performance", "periodical",
    "personal_communication", "post", "post-weblog", "regulation", "report", "review",
    "review-book", "software", "song", "speech", "standard", "thesis", "treaty", "webpage",
))
# fmt: on
# What CSL calls a work of which no more is known.
UNKNOWN_TYPE = "document"
# Works that stand in another one: their container is a book, not a journal.
PARTS_OF_BOOKS = frozenset(
    {"chapter", "entry", "entry-dictionary", "entry-encyclopedia", "paper-conference"}
)

# Evidence kind -> the publication type under which NLM indexes it, strongest first.
# Source: NLM, Publication Characteristics (Publication Types) with Scope Notes.
EVIDENCE = {
    "guideline": "Practice Guideline",
    "meta-analysis": "Meta-Analysis",
    "systematic-review": "Systematic Review",
    "review": "Review",
    "randomized-trial": "Randomized Controlled Trial",
    "trial": "Clinical Trial",
    "observational-study": "Observational Study",
    "case-report": "Case Reports",
}
