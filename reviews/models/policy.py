import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.interests import Kind
from integrity.models import Sealed


class ExcludingAmount(models.TextChoices):
    """The amount from which a matching interest excludes, whatever its kind."""

    NEVER = "never", _("at no amount")
    SMALL = "small", _("any money")
    MIDDLE = "middle", _("$1,000 a year")
    LARGE = "large", _("$10,000 a year")


def _number(label: Any, default: int, least: int, most: int) -> Any:
    limits = [MinValueValidator(least), MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(label, default=default, validators=limits)


def _excluding_kinds() -> list[str]:
    return [Kind.EMPLOYMENT.value, Kind.OWNERSHIP.value]


class Policy(Sealed):
    """The rules that the board works by. A change is a new version; none is rewritten.

    What each rule says in public is in `reviews/policy_rules.py`, which must name every field.
    """

    version = models.PositiveIntegerField(unique=True)
    quorum = _number(_("board members who must sign"), 2, 1, 20)
    matching_specialties = _number(_("signers whose specialty matches a topic"), 1, 0, 20)
    outside_signers = _number(_("signers from outside the authors' institutions"), 1, 0, 20)
    licence_required = models.BooleanField(_("a licence valid at signing"), default=True)
    totp_required = models.BooleanField(_("a code from a second device at signing"), default=False)
    independent_verdicts = models.BooleanField(
        _("verdicts hidden from members who have not signed"), default=True
    )
    conflict_window_months = _number(_("months for which an interest counts"), 36, 0, 600)
    declaration_months = _number(_("months for which a declaration holds"), 12, 0, 60)
    excluding_kinds = ArrayField(
        models.CharField(max_length=12, choices=Kind),
        verbose_name=_("interests that exclude"),
        default=_excluding_kinds,
        blank=True,
    )
    excluding_amount = models.CharField(
        _("amount from which any interest excludes"),
        max_length=6,
        choices=ExcludingAmount,
        default=ExcludingAmount.LARGE,
    )
    free_signers = _number(_("signers free of conflict"), 2, 0, 20)
    free_of_signers = _number(_("of how many"), 3, 1, 20)
    review_days = _number(_("days for a review"), 14, 1, 365)
    review_interval_months = _number(_("months until an edition is reviewed again"), 12, 1, 120)
    review_interval_months_safety = _number(
        _("months until an edition about dosing or safety is reviewed again"), 6, 1, 120
    )
    patient_grade = _number(_("reading grade of a wording for patients at most"), 8, 0, 18)
    patient_grade_aim = _number(_("reading grade that it should aim at"), 6, 1, 18)
    grace_days = _number(_("days of grace for a review that is overdue"), 30, 0, 365)
    source_checks_required = models.BooleanField(
        _("every reference is checked before an approval is signed"), default=False
    )
    reason = models.TextField()
    adopted_at = models.DateTimeField()
    adopter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    printed_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "policies"
        ordering = ["-version"]
        permissions = [("adopt_policy", "Can adopt a policy")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quorum__gte=1), name="policy_quorum_positive"
            ),
            models.CheckConstraint(
                condition=Q(version=1, adopter=None, printed_name="")
                | (Q(adopter__isnull=False) & ~Q(printed_name="")),
                name="policy_names_who_adopted_it",
            ),
            models.CheckConstraint(
                condition=Q(free_signers__lte=F("free_of_signers")),
                name="policy_share_is_at_most_all",
            ),
        ]

    def __str__(self) -> str:
        return f"policy, version {self.version}"

    @classmethod
    def in_force(cls) -> "Policy":
        return cls.objects.order_by("-version")[0]

    def review_due(self, reviewed: datetime.date, *, safety: bool = False) -> datetime.date:
        """Return the day on which an edition reviewed on `reviewed` is due again."""
        interval = self.review_interval_months_safety if safety else self.review_interval_months
        months = reviewed.month - 1 + interval
        year, month = reviewed.year + months // 12, months % 12 + 1
        first_of_next = datetime.date(year + month // 12, month % 12 + 1, 1)
        last_day = (first_of_next - datetime.timedelta(days=1)).day
        return datetime.date(year, month, min(reviewed.day, last_day))
