"""What a service told of a work and the form has no place for, on its way through that form.

A person without the right to type a notice brings them along sealed, so that a retracted work never
enters the library without its notice, and nobody can make one up.
"""

import datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils.http import urlencode

from citations.columns import columns_of
from citations.lookup.answers import Answer
from citations.models import Citation, Notice
from citations.noticing import add_notices
from citations.retractions import Found
from reviews.admin.further_form import not_shown

FIELD, MORE = "told", "more"
HOURS = 24
LONGEST = 4000  # characters of an address that every server takes


def carrying(address: str, answer: Answer) -> str:
    """Return `address` with what `answer` tells about its work."""
    if not answer.notices:
        return address
    told = [[*notice[:3], notice.noticed_on.isoformat(), notice.url] for notice in answer.notices]
    sealed = signing.dumps([answer.source, told], salt=__name__, compress=True)
    return f"{address}?{urlencode({FIELD: sealed})}"


def carrying_more(address: str, answer: Answer) -> str:
    """Return `address` with what the form has no place for, such as the end of a double issue."""
    columns = columns_of(answer.item)
    more = not_shown(columns["further"])
    own = [columns[name] for name in ("doi", "pmid", "pmcid")]
    sealed = signing.dumps([own, more], salt=MORE, compress=True)
    if not more or len(sealed) > LONGEST:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({MORE: sealed})}"


def fill_in(request: HttpRequest, work: Citation) -> None:
    """Give a new work what its look-up told and the form has no place for."""
    try:
        own, more = signing.loads(request.GET.get(MORE, ""), salt=MORE, max_age=HOURS * 60 * 60)
    except signing.BadSignature:
        return
    if {work.doi, work.pmid, work.pmcid} & {name for name in own if name}:
        work.further = more | work.further


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
