"""What programs read, as JSON: the same editions that people read, and nothing else."""

from articles.reading.api.answers import router
from articles.reading.api.asking import router as asking
from articles.reading.api.library import router as library

__all__ = ["asking", "library", "router"]
