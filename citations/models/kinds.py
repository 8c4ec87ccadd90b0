"""What kinds of work and of evidence there are."""

from django.db import models


class Kind(models.TextChoices):
    """The kinds of work, by their CSL type; the common ones come first.

    Source: CSL 1.0.2, appendix III.
    """

    ARTICLE = "article-journal", "Journal article"
    BOOK = "book", "Book"
    CHAPTER = "chapter", "Chapter of a book"
    REPORT = "report", "Report"
    WEB_PAGE = "webpage", "Web page"
    DATA_SET = "dataset", "Data set"
    PREPRINT = "article", "Preprint or other article"
    CONFERENCE_PAPER = "paper-conference", "Conference paper"
    THESIS = "thesis", "Thesis"
    STANDARD = "standard", "Standard"
    NEWSPAPER_ARTICLE = "article-newspaper", "Newspaper article"
    MAGAZINE_ARTICLE = "article-magazine", "Magazine article"
    BILL = "bill", "Bill"
    BROADCAST = "broadcast", "Broadcast"
    CLASSIC = "classic", "Classical work"
    COLLECTION = "collection", "Archival collection"
    DOCUMENT = "document", "Document of another kind"
    ENTRY = "entry", "Entry in a reference work"
    DICTIONARY_ENTRY = "entry-dictionary", "Entry in a dictionary"
    ENCYCLOPEDIA_ENTRY = "entry-encyclopedia", "Entry in an encyclopedia"
    EVENT = "event", "Event"
    FIGURE = "figure", "Figure"
    GRAPHIC = "graphic", "Picture"
    HEARING = "hearing", "Hearing"
    INTERVIEW = "interview", "Interview"
    LEGAL_CASE = "legal_case", "Legal case"
    LEGISLATION = "legislation", "Law"
    MANUSCRIPT = "manuscript", "Manuscript"
    MAP = "map", "Map"
    FILM = "motion_picture", "Film or video"
    SCORE = "musical_score", "Musical score"
    PAMPHLET = "pamphlet", "Pamphlet"
    PATENT = "patent", "Patent"
    PERFORMANCE = "performance", "Performance"
    PERIODICAL = "periodical", "Whole journal"
    PERSONAL_COMMUNICATION = "personal_communication", "Personal communication"
    POST = "post", "Post in a forum"
    BLOG_POST = "post-weblog", "Blog post"
    REGULATION = "regulation", "Regulation"
    REVIEW = "review", "Review of another work"
    BOOK_REVIEW = "review-book", "Book review"
    SOFTWARE = "software", "Software"
    RECORDING = "song", "Sound recording"
    SPEECH = "speech", "Talk"
    TREATY = "treaty", "Treaty"


class Evidence(models.TextChoices):
    """What kind of evidence a work is, strongest first. Source: NLM's publication types."""

    GUIDELINE = "guideline", "Guideline"
    META_ANALYSIS = "meta-analysis", "Meta-analysis"
    SYSTEMATIC_REVIEW = "systematic-review", "Systematic review"
    REVIEW = "review", "Review"
    RANDOMIZED_TRIAL = "randomized-trial", "Randomised trial"
    TRIAL = "trial", "Trial"
    OBSERVATIONAL_STUDY = "observational-study", "Observational study"
    CASE_REPORT = "case-report", "Case report"
