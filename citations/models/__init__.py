from citations.models.citation import (
    COMPARED,
    MERGED,
    TOO_THIN,
    Citation,
    is_findable,
)
from citations.models.different import DifferentWorks
from citations.models.kinds import Evidence, Kind
from citations.models.notice import Notice, is_retracted

__all__ = [
    "COMPARED",
    "MERGED",
    "TOO_THIN",
    "Citation",
    "DifferentWorks",
    "Evidence",
    "Kind",
    "Notice",
    "is_findable",
    "is_retracted",
]
