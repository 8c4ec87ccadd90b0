"""Tags and types of RIS, and CSL's variables and types.

Source: the RIS format, fields TY and all others; CSL 1.0.2, appendices III and IV.
"""

PEOPLE = {
    "author": ("AU", "A1"),
    "editor": ("A2", "ED"),
    "collection-editor": ("A3",),
    "translator": ("A4", "TA"),
}
# What is written in the first tag is read from the first that is there.
TEXTS = {
    "id": ("ID",),
    "title": ("TI", "T1", "CT", "ST"),
    "volume": ("VL", "VO"),
    "issue": ("IS", "CP"),
    "publisher": ("PB",),
    "publisher-place": ("CY", "PP"),
    "DOI": ("DO", "DI"),
    "edition": ("ET",),
    "number": ("M1",),
    "number-of-volumes": ("NV",),
    "chapter-number": ("SE",),
    "abstract": ("AB", "N2"),
}
# In these the second title is the series'.
WHOLE = frozenset({"book", "report", "thesis", "standard"})
LISTS = ["AU", "A1", "A2", "ED", "A3", "A4", "TA", "SN", "UR", "M3", "N1"]
SINGLE = [
    *("TY", "ER", "UK", "T2", "T3", "JF", "JO", "JA", "J1", "J2", "BT", "SP", "EP", "C2", "C7"),
    *("PY", "Y1", "DA", "Y2", "OP", "LA", "AN", "DB", "DP", "PM"),
    *(tag for tags in TEXTS.values() for tag in tags),
]
TAGS = {tag: tag for tag in [*LISTS, *SINGLE]}


UNKNOWN_RIS_TYPE = "GEN"

# Of several RIS types for one of CSL, the first is written.
CSL_TYPES = {
    "JOUR": "article-journal",
    "EJOUR": "article-journal",
    "INPR": "article-journal",
    "ABST": "article-journal",
    "JOURNAL ARTICLE": "article-journal",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "UNPB": "article",
    "BOOK": "book",
    "EBOOK": "book",
    "EDBOOK": "book",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "CPAPER": "paper-conference",
    "CONF": "paper-conference",
    "RPRT": "report",
    "GOVDOC": "report",
    "THES": "thesis",
    "ELEC": "webpage",
    "WEB": "webpage",
    "BLOG": "post-weblog",
    "ICOMM": "post",
    "DATA": "dataset",
    "AGGR": "dataset",
    "DBASE": "dataset",
    "COMP": "software",
    "PAT": "patent",
    "STAND": "standard",
    "STAT": "legislation",
    "BILL": "bill",
    "HEAR": "hearing",
    "CASE": "legal_case",
    "LEGAL": "regulation",
    "MAP": "map",
    "VIDEO": "motion_picture",
    "MPCT": "motion_picture",
    "MULTI": "motion_picture",
    "MUSIC": "musical_score",
    "SOUND": "song",
    "SLIDE": "speech",
    "PAMP": "pamphlet",
    "PCOMM": "personal_communication",
    "MANSCPT": "manuscript",
    "ENCYC": "entry-encyclopedia",
    "DICT": "entry-dictionary",
    "SER": "collection",
    "JFULL": "periodical",
    "ART": "graphic",
    "FIGURE": "figure",
    "CLSWK": "classic",
    "GEN": "document",
}
RIS_TYPES = {csl: ris for ris, csl in reversed(CSL_TYPES.items())}
