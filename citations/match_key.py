"""Works of the same title, year and first author have one number, which PostgreSQL computes."""

from django.db.models import BigIntegerField, F, Func, TextField

_EXPRESSION = "%(expressions)s"
# As citations/keys.py folds letters that do not come apart into a base and an accent.
_LETTERS = (
    "replace(replace(replace(replace(translate(lower({}), 'øđðł', 'oddl'), "
    "'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')"
)
_BARE = "regexp_replace(normalize(" + _LETTERS + ", NFKD), '[^[:alnum:]]+', '', 'g')"
_TITLE = _BARE.format(f"regexp_replace({_EXPRESSION}, '</?(i|b|sub|sup)>', '', 'g')")
_YEAR = f"coalesce({_EXPRESSION}::text, '')"
_AUTHOR = _BARE.format(
    f"coalesce({_EXPRESSION}->0->>'literal', "
    f"coalesce({_EXPRESSION}->0->>'non-dropping-particle', '') || "
    f"coalesce({_EXPRESSION}->0->>'family', ''))"
)


class _Part(Func):
    output_field = TextField()


# The key of a work in a row that has `title`, `issued_year` and `author` as the library has them.
SQL = (
    f"hashtextextended({_TITLE % {'expressions': 'title'}} || chr(10) || "
    f"{_YEAR % {'expressions': 'issued_year'}} || chr(10) || "
    f"{_AUTHOR % {'expressions': 'author'}}, 0)"
)


class MatchKey(Func):
    """A hash of what `citations.matching.work_key` compares, for a generated column.

    It may find too much, so what it finds is compared again in Python.
    """

    template = f"hashtextextended({_EXPRESSION}, 0)"
    arg_joiner = " || chr(10) || "
    output_field = BigIntegerField()

    def __init__(self) -> None:
        super().__init__(
            _Part(F("title"), template=_TITLE),
            _Part(F("issued_year"), template=_YEAR),
            _Part(F("author"), template=_AUTHOR),
        )

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, str]]:
        """Tell migrations the name alone: the parts are always the same."""
        return f"{__name__}.MatchKey", (), {}
