"""Titles as an index of the first migrations had them. Nothing else uses it: see match_key.py."""

from django.db.models import Func, TextField

# Without markup, case, accents, punctuation and blanks; hashed, because an index takes no long
# text. What it finds is compared again in Python, so it may find too much, but not too little.
SQL = (
    "md5(regexp_replace(normalize(lower(regexp_replace({}, '</?(i|b|sub|sup)>', '', 'g')), NFKD), "
    "'[^[:alnum:]]+', '', 'g'))"
)


class TitleKey(Func):
    """The key of a title, as an expression for an index."""

    template = SQL.format("%(expressions)s")
    output_field = TextField()
