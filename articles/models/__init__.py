from articles.models.article import (
    EDITABLE,
    PART_LIMIT,
    Article,
    ArticleTopic,
    Audience,
    Author,
    Authorship,
    CitationReason,
    Contributor,
    Disclaimer,
    SlugRedirect,
    State,
    Topic,
    Wording,
)
from articles.models.edition import (
    Edition,
    RenderedWording,
    ReviewState,
    Standing,
    Submission,
    Withdrawal,
)
from articles.models.interest import Declaration, Interest
from articles.models.question import Asking, ReaderQuestion
from articles.models.report import ProblemReport
from articles.models.throttle import Throttle
from articles.search.models import IndexEntry, IndexPosting, IndexWord, SynonymSet

__all__ = [
    "EDITABLE",
    "PART_LIMIT",
    "Article",
    "ArticleTopic",
    "Asking",
    "Audience",
    "Author",
    "Authorship",
    "CitationReason",
    "Contributor",
    "Declaration",
    "Disclaimer",
    "Edition",
    "IndexEntry",
    "IndexPosting",
    "IndexWord",
    "Interest",
    "ProblemReport",
    "ReaderQuestion",
    "RenderedWording",
    "ReviewState",
    "SlugRedirect",
    "Standing",
    "State",
    "Submission",
    "SynonymSet",
    "Throttle",
    "Topic",
    "Withdrawal",
    "Wording",
]
