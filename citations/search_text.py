"""What a work is found by, as PostgreSQL reads it: an index serves a search for any part of it."""

import unicodedata

from django.db.models import F, Func, TextField

# Title, journal and authors' names without case and accents, then key, identifiers and year.
_ACCENTS = "\u0300-\u036f"


class _Part(Func):
    output_field = TextField()


class SearchText(Func):
    """The text of a work that a search looks through, as an expression for an index."""

    template = f"lower(regexp_replace(normalize(%(expressions)s, NFKD), '[{_ACCENTS}]', '', 'g'))"
    arg_joiner = " || ' ' || "
    output_field = TextField()

    def __init__(self) -> None:
        super().__init__(
            F("key"),
            F("title"),
            _Part(F("author"), template="jsonb_path_query_array(%(expressions)s, '$[*].*')::text"),
            F("container_title"),
            *(
                _Part(F(name), template="coalesce(%(expressions)s::text, '')")
                for name in ("doi", "pmid", "pmcid", "issued_year")
            ),
        )

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, str]]:
        """Tell migrations the name alone: the parts are always the same."""
        return f"{__name__}.SearchText", (), {}


def search_words(text: str) -> list[str]:
    """Return the words of `text` as `SearchText` has them."""
    parts = unicodedata.normalize("NFKD", text.replace("\0", " "))
    return "".join(part for part in parts if not "\u0300" <= part <= "\u036f").lower().split()
