"""Which works an article or a topic cites, as a file of citations."""

from collections.abc import Iterable

from articles.compose import compose
from articles.models import Article, Standing, Topic
from citations.aliases import works_by_key
from citations.formats.recognising import Format
from citations.formats.writing import write
from citations.models import Citation

FORMATS = {
    "ris": Format.RIS,
    "nbib": Format.MEDLINE,
    "bibtex": Format.BIBTEX,
    "csl-json": Format.CSL_JSON,
}


def cited_by_article(article: Article) -> list[Citation]:
    """Return the works that the working copy cites, in the order of its references."""
    return _works(reference["key"] for reference in compose(article)["references"])


def cited_on_topic(topic: Topic) -> list[Citation]:
    """Return the works that the current editions on `topic` cite, by key."""
    standings = Standing.objects.current().filter(edition__topics__contains=[{"id": topic.pk}])
    cited = standings.values_list("edition__cited", flat=True)
    return _works(sorted({key for keys in cited for key in keys}))


def export(works: Iterable[Citation], name: str) -> str:
    """Return `works` as a file in the format that `FORMATS` has under `name`."""
    return write((work.full_csl() for work in works), FORMATS[name])


def _works(keys: Iterable[str]) -> list[Citation]:
    keys = list(keys)
    found = works_by_key(keys, abstracts=True)
    return list(dict.fromkeys(found[key] for key in keys if key in found))
