from typing import Any

from ninja import Field, Schema
from ninja.pagination import PageNumberPagination

from articles.reading.lists import ANSWERS_ON_A_PAGE

MOST_ON_A_PAGE = 100


class Paging(PageNumberPagination):
    """Pages of a size that the caller chooses within bounds; a page after the last is empty."""

    class Input(Schema):
        page: int = Field(1, ge=1, le=100_000, description="Which page.")
        page_size: int = Field(
            ANSWERS_ON_A_PAGE, ge=1, le=MOST_ON_A_PAGE, description="Items on a page."
        )

    class Output(Schema):
        items: list[Any]
        count: int = Field(description="How many items there are on all pages.", examples=[15])

    def __init__(self, **options: Any) -> None:
        super().__init__(ANSWERS_ON_A_PAGE, max_page_size=MOST_ON_A_PAGE, **options)
