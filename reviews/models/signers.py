"""What stands between an account and its signature: a code to type, and holds on signing."""

from django.conf import settings
from django.db import models

from articles.constraints import one_fact
from integrity.models import Sealed


def _person(related_name: str = "+") -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name=related_name
    )


class Authenticator(Sealed):
    """An app on the account holder's phone that makes codes (TOTP, RFC 6238).

    Its secret is in no table: it is made of this row's key and the application's signing key.
    """

    user = _person("authenticators")
    enrolled_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"authenticator of {self.user}"


class AuthenticatorRemoval(Sealed):
    """The end of an authenticator: its codes are asked for no more."""

    authenticator = models.OneToOneField(
        Authenticator, on_delete=models.PROTECT, related_name="removal"
    )
    reason = models.TextField()
    removed_at = models.DateTimeField()
    removed_by = _person()

    class Meta:
        constraints = [one_fact("authenticator", "removed")]

    def __str__(self) -> str:
        return f"removal of the {self.authenticator}"


class UsedCode(Sealed):
    """A code that was accepted, by the half minute it is for: it is not accepted again."""

    authenticator = models.ForeignKey(Authenticator, on_delete=models.PROTECT, related_name="used")
    step = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authenticator", "step"], name="code_used_once")
        ]

    def __str__(self) -> str:
        return f"code {self.step} of the {self.authenticator}"


class SigningAttempt(Sealed):
    """Someone typed, to sign, what an account signs with, rightly or wrongly."""

    user = _person("signing_attempts")
    number = models.PositiveIntegerField(help_text="Counts the attempts of the account.")
    attempted_at = models.DateTimeField()
    succeeded = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "number"], name="attempt_number_once")
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.user}"


class SigningHold(Sealed):
    """While it is not lifted, the account signs nothing.

    `held_by` is whose doing it was: the account itself after failures, or who changed its mail
    address. Neither of them lifts it. `attempt` is the number of the account's last one by then:
    earlier failures do not count again.
    """

    class Cause(models.TextChoices):
        FAILURES = "failures", "Five attempts to sign failed"
        RESET = "reset", "The password was chosen by a link to a changed mail address"

    user = _person("signing_holds")
    cause = models.CharField(max_length=10, choices=Cause)
    attempt = models.PositiveIntegerField(default=0)
    held_at = models.DateTimeField()
    held_by = _person()

    class Meta:
        ordering = ["held_at"]
        constraints = [one_fact("signing", "held")]

    def __str__(self) -> str:
        return f"hold on {self.user}: {self.get_cause_display()}"


class HoldLift(Sealed):
    hold = models.OneToOneField(SigningHold, on_delete=models.PROTECT, related_name="lift")
    reason = models.TextField()
    lifted_at = models.DateTimeField()
    lifted_by = _person()

    class Meta:
        constraints = [one_fact("hold", "lifted")]

    def __str__(self) -> str:
        return f"end of the {self.hold}"
