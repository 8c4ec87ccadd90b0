"""Why a question cannot be looked up, as a sentence that says how to mend it."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from articles.search.synonyms import stems
from articles.search.words import words
from integrity.text import problems

LONGEST = 5_000  # characters


def problem(text: str) -> str:
    """Return the sentence, or an empty text where `text` can be asked."""
    if not text.strip():
        return _("Type your question first.")
    if len(text) > LONGEST:
        return _(
            "Shorten your question to %(most)s characters: it has %(given)s. One question at a "
            "time is answered best."
        ) % {"most": _number(LONGEST), "given": _number(len(text))}
    if found := problems(text):
        return found[0]
    spoken = words(text)
    if not any(stems(spoken).values()):
        return _(
            "There is no word in this that could be looked up. Name the condition, drug or test "
            "that you ask about."
        )
    return ""


def _number(value: int) -> str:
    return str(number_format(value, force_grouping=True))
