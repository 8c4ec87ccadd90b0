"""The links that confirm an address: signed, for one asking and one address, for a week."""

from datetime import timedelta

from django.core import signing

from articles.models import Asking

UNCONFIRMED_FOR = timedelta(days=7)
_SALT = "articles.questions.confirm"


def confirm_token(asking: Asking) -> str:
    return signing.dumps([asking.pk, asking.email], salt=_SALT)


def confirmed(token: str) -> Asking | None:
    """Return the asking whose address `token` confirms, if there still is one."""
    try:
        pk, email = signing.loads(token, salt=_SALT, max_age=UNCONFIRMED_FOR)
    except signing.BadSignature:
        return None
    return Asking.objects.filter(pk=pk, email=email).select_related("question").first()
