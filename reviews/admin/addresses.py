"""The addresses of answers: which are free, and what becomes of an old one."""

from django.utils.text import slugify

from articles.models import Article, SlugRedirect
from reviews.refusals import Refused

LONGEST = 100  # characters of a suggested address; the field has 120
TAKEN = "Another answer has or had this address: choose another one."


def suggest(question: str) -> str:
    """Return a free address made of the question's words, or "" if it has none in Latin script."""
    base = slugify(question)
    if len(base) > LONGEST:
        base = base[:LONGEST].rsplit("-", 1)[0]
    if not base:
        return ""
    used = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    used |= set(SlugRedirect.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(used) + 3))
    return next(slug for slug in (base, *numbered) if slug not in used)


def is_taken(slug: str, article: Article | None = None) -> bool:
    """Return whether another article than `article` has, or once had, the address `slug`."""
    own = article.pk if article else 0
    return (
        SlugRedirect.objects.filter(slug=slug).exclude(article=own).exists()
        or Article.objects.filter(slug=slug).exclude(pk=own).exists()
    )


def move(article: Article, old: str) -> None:
    """Let `old` lead to `article`, which was saved with its new address, if it was ever published.

    Raises Refused if another article came by the new address in the same moment.
    """
    if SlugRedirect.objects.filter(slug=article.slug).exclude(article=article).exists():
        raise Refused(TAKEN)
    SlugRedirect.objects.filter(slug=article.slug, article=article).delete()
    if article.editions.exists():
        SlugRedirect.objects.get_or_create(slug=old, defaults={"article": article})
