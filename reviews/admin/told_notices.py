"""Notices that a service told with a work, on their way through the form for a new work.

A person without the right to type a notice brings them along sealed, so that a retracted work never
enters the library without its notice, and nobody can make one up.
"""

import datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils.http import urlencode

from citations.lookup.answers import Answer
from citations.models import Citation, Notice
from citations.noticing import add_notices
from citations.retractions import Found

FIELD = "told"
HOURS = 24


def carrying(address: str, answer: Answer) -> str:
    """Return `address` with what `answer` tells about its work."""
    if not answer.notices:
        return address
    told = [[*notice[:3], notice.noticed_on.isoformat(), notice.url] for notice in answer.notices]
    sealed = signing.dumps([answer.source, told], salt=__name__, compress=True)
    return f"{address}?{urlencode({FIELD: sealed})}"


def save_told(request: HttpRequest, work: Citation) -> list[Notice]:
    """Save what the look-up of `work` told, and return it; nothing of another work."""
    try:
        source, told = signing.loads(
            request.GET.get(FIELD, ""), salt=__name__, max_age=HOURS * 60 * 60
        )
    except signing.BadSignature:
        return []
    found = [_found(*facts) for facts in told]
    own = [one for one in found if (one.doi or one.pmid) in {work.doi, work.pmid}]
    return add_notices(own, by=request.user, reason=f"Told by {source} when it was looked up")


def _found(doi: str, pmid: str, nature: str, day: str, url: str) -> Found:
    kind: Any = Notice.Nature(nature)
    return Found(doi, pmid, kind, datetime.date.fromisoformat(day), url)
