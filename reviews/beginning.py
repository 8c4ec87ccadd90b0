"""How each verb begins: the article's row is locked, then who and when are asked."""

from typing import Any

from articles.models import Article
from reviews import who
from reviews.models import Verb
from reviews.refusals import Forbidden, Refused
from reviews.steps import lock
from reviews.when import state_refusal


def begin(article: Article, verb: Verb, by: Any) -> str:
    """Lock the article; return the state it is in. Raises Forbidden or Refused."""
    before = lock(article)
    sentence = who.MAY[verb](article, by)
    if sentence:
        raise Forbidden(sentence)
    sentence = state_refusal(article, verb)
    if sentence:
        raise Refused(sentence)
    return before


def require(sentences: list[str]) -> None:
    if sentences:
        raise Refused(*sentences)
