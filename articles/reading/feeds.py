"""Atom feeds of what readers can read: new answers, changed ones, withdrawals, and each topic."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page

from articles.models import Audience, Edition, Standing, Topic, Withdrawal
from articles.reading.caching import for_everyone
from articles.reading.facts import url_of

ENTRIES = 50


class New(Feed):
    """Answers in their current edition. `Feed` is Django's, and a view."""

    feed_type = Atom1Feed
    subtitle: str | Promise = _("Answers signed by a medical advisory board.")
    route = "site:feed_new"

    def title(self, obj: Any = None) -> str:
        return f"{settings.SITE_NAME}: {self.words(obj)}"

    def words(self, obj: Any) -> str:  # noqa: ARG002
        return str(_("New answers"))

    def link(self, obj: Any = None) -> str:  # noqa: ARG002
        return str(settings.SITE_URL + reverse("site:home"))

    def feed_url(self, obj: Any = None) -> str:  # noqa: ARG002
        return str(settings.SITE_URL + reverse(self.route))

    def feed_guid(self, obj: Any = None) -> str:
        return self.feed_url(obj)

    def author_name(self, obj: Any = None) -> str:  # noqa: ARG002
        """RFC 4287 asks for one, of the feed or of each entry."""
        return str(settings.SITE_NAME)

    def items(self, obj: Any = None) -> Any:  # noqa: ARG002
        return _newest(Standing.objects.current().filter(edition__kind=Edition.Kind.FIRST))

    def item_title(self, item: Any) -> str:
        return str(item.edition.question)

    def item_description(self, item: Any) -> str:
        note = item.edition.public_note
        return f"{item.edition.lead} ({note})" if note else str(item.edition.lead)

    def item_link(self, item: Any) -> str:
        return url_of(item.article.slug, Audience.CLINICIAN)

    def item_guid(self, item: Any) -> str:
        return f"{self.item_link(item)}#edition-{item.edition.number}"

    def item_pubdate(self, item: Any) -> datetime.datetime:
        return item.edition.published_at

    def item_updateddate(self, item: Any) -> datetime.datetime:
        return item.last_updated_at

    def item_categories(self, item: Any) -> list[str]:
        return [topic["name"] for topic in item.edition.topics]


class Changed(New):
    route = "site:feed_changed"

    def words(self, obj: Any) -> str:  # noqa: ARG002
        return str(_("Updated and corrected answers"))

    def items(self, obj: Any = None) -> Any:  # noqa: ARG002
        return _newest(Standing.objects.current().exclude(edition__kind=Edition.Kind.FIRST))


class OfTopic(New):
    def get_object(self, request: HttpRequest, slug: str) -> Topic:  # noqa: ARG002
        return get_object_or_404(Topic, slug=slug)

    def words(self, obj: Topic) -> str:
        return obj.name

    def link(self, obj: Any = None) -> str:
        return str(settings.SITE_URL + reverse("site:topic", args=[obj.slug]))

    def feed_url(self, obj: Any = None) -> str:
        return str(settings.SITE_URL + reverse("site:feed_of_topic", args=[obj.slug]))

    def items(self, obj: Any = None) -> Any:
        return _newest(
            Standing.objects.current().filter(edition__topics__contains=[{"id": obj.pk}])
        )


class Withdrawn(New):
    route = "site:feed_withdrawn"

    def words(self, obj: Any) -> str:  # noqa: ARG002
        return str(_("Withdrawn answers"))

    def items(self, obj: Any = None) -> Any:  # noqa: ARG002
        found = Withdrawal.objects.select_related("article", "edition")
        return found.order_by("-withdrawn_at", "pk")[:ENTRIES]

    def item_description(self, item: Any) -> str:
        return f"{item.get_category_display()}. {item.sentence}"

    def item_pubdate(self, item: Any) -> datetime.datetime:
        return item.withdrawn_at

    def item_updateddate(self, item: Any) -> datetime.datetime:
        return item.withdrawn_at

    def item_guid(self, item: Any) -> str:
        return f"{self.item_link(item)}#withdrawal-of-{item.edition.number}"


def _newest(standings: Any) -> Any:
    return standings.select_related("article", "edition").order_by("-last_updated_at", "pk")[
        :ENTRIES
    ]


new, changed, withdrawn, of_topic = (
    for_everyone(conditional_page(feed())) for feed in (New, Changed, Withdrawn, OfTopic)
)
