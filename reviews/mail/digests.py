"""One mail a day for those who want no more."""

import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from reviews.mail.posting import post_later
from reviews.models import Mail

HOUR = 6  # from then on, by the site's clock


def gather(now: datetime.datetime | None = None) -> int:
    """Put what waits for each person into the mail of the day, once a day; return how many."""
    now = now or timezone.now()
    if timezone.localtime(now).hour < HOUR:
        return 0
    people = Mail.objects.held().values_list("to", flat=True).distinct().order_by("to")
    return sum(_gather(person, timezone.localdate(now)) for person in people)


@transaction.atomic
def _gather(person: int, day: datetime.date) -> bool:
    User.objects.select_for_update(no_key=True).get(pk=person)  # two ticks at once queue up
    digest, is_new = Mail.objects.get_or_create(
        once=f"digest-{day}-{person}",
        defaults={
            "to_id": person,
            "subject": f"Your day, {day}",
            "next_attempt_at": timezone.now(),
        },
    )
    if not is_new:
        return False
    held = Mail.objects.held().filter(to=person).exclude(pk=digest.pk)
    count = held.update(digest=digest)
    if count:
        digest.subject = f"{count} thing{'' if count == 1 else 's'} for you, {day}"
        digest.save()
        post_later(digest)
    else:
        digest.delete()
    return bool(count)
