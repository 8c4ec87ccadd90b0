"""What had to be put right: corrected and withdrawn answers, as a list and as a feed."""

import datetime
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page

from articles.models import Edition, Withdrawal
from articles.reading.caching import for_everyone

LISTED = 200


@dataclass(frozen=True)
class Correction:
    """A corrected edition, or a withdrawal. What was withdrawn since has no `note` any more."""

    slug: str
    question: str
    at: datetime.datetime
    edition: int
    is_withdrawal: bool
    what: str
    note: str


def corrections(most: int = LISTED) -> list[Correction]:
    """Return the latest, the newest first."""
    found = [*map(_corrected, _editions()[:most]), *map(_withdrawn, _withdrawals()[:most])]
    return list(islice(sorted(found, key=lambda one: one.at, reverse=True), most))


def _editions() -> Any:
    gone = Withdrawal.objects.filter(
        article=OuterRef("article"), edition__number__gte=OuterRef("number")
    )
    rows = Edition.objects.filter(kind=Edition.Kind.CORRECTION).annotate(is_gone=Exists(gone))
    return rows.select_related("article").order_by("-published_at")


def _withdrawals() -> Any:
    return Withdrawal.objects.select_related("article", "edition").order_by("-withdrawn_at")


def _corrected(edition: Any) -> Correction:
    return Correction(
        edition.article.slug,
        edition.question,
        edition.published_at,
        edition.number,
        is_withdrawal=False,
        what=_("Corrected by edition %(number)s") % {"number": edition.number},
        note="" if edition.is_gone else edition.public_note,
    )


def _withdrawn(withdrawal: Withdrawal) -> Correction:
    return Correction(
        withdrawal.article.slug,
        withdrawal.edition.question,
        withdrawal.withdrawn_at,
        withdrawal.edition.number,
        is_withdrawal=True,
        what=_("Withdrawn: %(why)s") % {"why": withdrawal.get_category_display()},
        note=withdrawal.sentence,
    )


@for_everyone
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "site/corrections.html", {"corrections": corrections()})


class Corrections(Feed):
    feed_type = Atom1Feed

    def title(self) -> str:
        return f"{settings.SITE_NAME}: {_('Corrections and withdrawals')}"

    def subtitle(self) -> str:
        return _("Answers that were corrected or withdrawn, with the reason.")

    def link(self) -> str:
        return str(settings.SITE_URL + reverse("corrections"))

    def feed_url(self) -> str:
        return str(settings.SITE_URL + reverse("corrections_feed"))

    def items(self) -> list[Correction]:
        return corrections(50)

    def item_title(self, item: Correction) -> str:
        return item.question

    def item_description(self, item: Correction) -> str:
        return f"{item.what}. {item.note}".strip()

    def item_link(self, item: Correction) -> str:
        return str(settings.SITE_URL + reverse("answer_record", args=[item.slug]))

    def item_guid(self, item: Correction) -> str:
        what = "withdrawal-of" if item.is_withdrawal else "edition"
        return f"{self.item_link(item)}#{what}-{item.edition}"

    def item_pubdate(self, item: Correction) -> datetime.datetime:
        return item.at

    def item_updateddate(self, item: Correction) -> datetime.datetime:
        return item.at


feed = for_everyone(conditional_page(Corrections()))
