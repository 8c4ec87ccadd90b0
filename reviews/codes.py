"""Codes from an authenticator app: time-based one-time passwords (TOTP, RFC 6238)."""

import base64
import hashlib
import hmac
import time
import uuid
from typing import Any

import pyotp
import segno
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.safestring import SafeString, mark_safe

from reviews.models import Authenticator, UsedCode

DRIFT = (0, -1, 1)  # half minutes that a phone's clock may be off
SECRET_BYTES = 20  # RFC 4226, 4: at least 16, better 20


def authenticator_of(user: Any) -> Authenticator | None:
    """Return the authenticator whose codes `user` signs with, if one is set up."""
    return Authenticator.objects.filter(user=user.pk, removal=None).first()


def secret_of(key: uuid.UUID) -> str:
    """Return the secret of the authenticator with this key, as the app wants it (RFC 4648).

    It is reckoned, never stored: who reads the database alone cannot make a code.
    """
    whole = hmac.digest(settings.SIGNING_KEY, b"authenticator:" + key.bytes, hashlib.sha256)
    return base64.b32encode(whole[:SECRET_BYTES]).decode()


def matching_step(key: uuid.UUID, code: str) -> int | None:
    """Return the half minute that `code` is for, if it is near now."""
    maker = pyotp.TOTP(secret_of(key))
    now = int(time.time()) // maker.interval
    typed = "".join(code.split())
    steps = (now + drift for drift in DRIFT)
    return next((step for step in steps if _same(maker.generate_otp(step), typed)), None)


def accept(authenticator: Authenticator, code: str) -> bool:
    """Return whether `code` is right and was never accepted before; it is used up by this."""
    step = matching_step(authenticator.pk, code)
    if step is None:
        return False
    try:
        with transaction.atomic():
            UsedCode(authenticator=authenticator, step=step).save()
    except IntegrityError:
        return False
    return True


def uri(key: uuid.UUID, user: Any) -> str:
    maker = pyotp.TOTP(secret_of(key))
    return maker.provisioning_uri(name=user.get_username(), issuer_name=settings.SITE_NAME)


def picture(address: str) -> SafeString:
    """Return `address` as a QR code: SVG without styles, as our security policy asks."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(scale=4, border=4, svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(svg)  # noqa: S308  made of squares alone


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
