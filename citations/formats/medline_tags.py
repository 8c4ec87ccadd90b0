"""Fields and publication types of MEDLINE, and CSL's variables and types.

Source: NLM, MEDLINE/PubMed Data Element (Field) Descriptions; Publication Characteristics.
"""

TEXTS = {
    "PMID": "PMID",
    "volume": "VI",
    "issue": "IP",
    "page": "PG",
    "publisher": "PB",
    "publisher-place": "PL",
    "edition": "EN",
    "chapter-number": "CP",
    "collection-title": "CTI",
    "container-title-short": "TA",
    "PMCID": "PMC",
    "ISBN": "ISBN",
    "abstract": "AB",
}
LISTS = ["FAU", "AU", "FED", "ED", "IS", "LID", "AID", "PT", "ISBN"]
TAGS = {
    tag: tag for tag in ("TY", "ER", "UK", "TI", "BTI", "JT", "DP", "LA", *LISTS, *TEXTS.values())
}
# NLM's publication types of works that are no articles in a journal. The first is written.
TYPES = {
    "Preprint": "article",
    "Newspaper Article": "article-newspaper",
    "Book": "book",
    "Monograph": "book",
    "Book Chapter": "chapter",
    "Dataset": "dataset",
    "Technical Report": "report",
    "Academic Dissertation": "thesis",
    "Patent": "patent",
    "Periodical": "periodical",
    "Map": "map",
    "Pamphlet": "pamphlet",
    "Legal Case": "legal_case",
}
PUBLICATION_TYPES = {"article-journal": "Journal Article"} | {
    csl: name for name, csl in reversed(TYPES.items())
}
