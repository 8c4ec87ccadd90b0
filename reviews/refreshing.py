"""After a withdrawal: the site's own cache fetches what changed, so that it is gone at once.

Nothing depends on it: without it, every copy is gone after `CACHE_SECONDS`.
"""

import logging
import threading
from functools import partial
from itertools import combinations
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from articles.models import Article, Audience
from articles.reading.audiences import path_of

ENCODINGS = ("", "br", "gzip")  # of each of which the cache keeps a copy
SECONDS = 5
logger = logging.getLogger(__name__)


def refresh_after_commit(article: Article) -> None:
    """Have the cache fetch the pages of `article`, and lists that named it, after the commit."""
    if settings.CACHE_REFRESH_URL:
        transaction.on_commit(partial(_in_background, paths_of(article)))


def paths_of(article: Article) -> list[str]:
    """Return the addresses at which something of the article could be read."""
    slug, api = article.slug, f"{settings.API}v1/"
    paths = [reverse("site:home"), *(path_of(slug, audience) for audience in Audience)]
    paths += [f"{api}answers/{slug}", f"{api}answers/{slug}/editions", f"{api}answers"]
    paths += [reverse("answer_record", args=[slug]), reverse("corrections")]
    editions = list(article.editions.order_by("number"))
    for before, after in combinations(editions, 2):
        paths.append(reverse("compare", args=[slug, before.number, after.number]))
    for edition in editions:
        kinds = ("edition", "edition_manuscript", "references_ris", "references_bib")
        for name in (f"site:{kind}" for kind in kinds):
            paths.append(reverse(name, args=[slug, edition.number]))
        single = f"{api}answers/{slug}/editions/{edition.number}"
        paths += [single, f"{single}/citations"]
        paths += [reverse("site:topic", args=[topic["slug"]]) for topic in edition.topics]
    feeds = ("site:feed_new", "site:feed_changed", "site:feed_withdrawn", "corrections_feed")
    return list(dict.fromkeys([*paths, *map(reverse, feeds)]))


def _in_background(paths: list[str]) -> None:
    threading.Thread(target=refresh, args=[paths], daemon=True).start()


def refresh(paths: list[str]) -> None:
    """Ask the cache for each of `paths` in each encoding; it fetches and keeps them anew."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    try:
        with httpx.Client(base_url=settings.CACHE_REFRESH_URL, timeout=SECONDS) as client:
            for path in paths:
                for encoding in ENCODINGS:
                    headers = {"Host": host, "Accept-Encoding": encoding}
                    client.head(path, headers=headers)
    except httpx.HTTPError as error:
        logger.error("The cache was not refreshed: %s. Copies live on for a minute.", error)
