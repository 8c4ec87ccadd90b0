"""In what state a verb can be done, and with `who` the whole answer to: may I do this now?"""

from typing import Any

from django_fsm import can_proceed

from articles.models import Article, Standing, State
from reviews import who
from reviews.models import Verb


def refusal(article: Article, verb: Verb, user: Any) -> str:
    """Return why `user` may not do `verb` on `article` as it is, or an empty text."""
    return who.MAY[verb](article, user) or state_refusal(article, verb)


def available(article: Article, user: Any) -> list[Verb]:
    """Return exactly the verbs that `user` may do now on `article`."""
    return [verb for verb in who.MAY if not refusal(article, verb, user)]


def state_refusal(article: Article, verb: Verb) -> str:
    if verb in {Verb.WITHDRAW, Verb.REAFFIRM}:
        return "" if is_current(article) else "There is no current edition."
    if verb == Verb.DISCARD and not is_current(article):
        return "There is no current edition to go back to."
    if verb in {Verb.ASSIGN, Verb.ACCEPT, Verb.DECLINE}:
        fits = article.state in {State.SUBMITTED, State.UNDER_REVIEW}
    elif verb == Verb.SIGN:
        fits = article.state == State.UNDER_REVIEW
    else:
        fits = can_proceed(getattr(article, verb.value))
    return (
        "" if fits else f"This cannot be done while the article is {article.get_state_display()}."
    )


def is_current(article: Article) -> bool:
    """Return whether readers can read an edition of `article` now."""
    return Standing.objects.current().filter(article=article).exists()
