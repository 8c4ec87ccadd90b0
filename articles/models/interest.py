"""What authors and board members declare of their interests, each time as a whole, signed."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from articles.interests import Amount, Kind
from integrity.models import Sealed, SealedQuerySet
from integrity.validators import validate_text


class DeclarationQuerySet(SealedQuerySet):
    def latest_of(self, user: Any) -> "Declaration | None":
        """Return what the user with the key `user` declared last."""
        return self.latest_of_each([user]).get(user)

    def latest_of_each(self, users: Iterable[Any]) -> "dict[Any, Declaration]":
        """Return what each of `users` declared last, by their keys, with its interests."""
        latest = self.filter(person__in=users).order_by("person", "-number").distinct("person")
        return {row.person_id: row for row in latest.prefetch_related("interests")}


class Declaration(Sealed):
    """All that one person had to declare at one time; without interests, that there are none.

    It is never changed: the next one takes its place.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="declarations"
    )
    number = models.PositiveIntegerField(help_text="Counts the person's declarations.")
    printed_name = models.CharField(max_length=200)
    declared_at = models.DateTimeField()

    objects = DeclarationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["person", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="declaration_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.printed_name}, {self.declared_at:%Y-%m-%d}"

    def facts(self) -> list[dict[str, str]]:
        """Return its interests as manuscripts and decisions freeze them."""
        return [interest.facts() for interest in self.interests.all()]


class Interest(Sealed):
    """A relationship with a company, or another body, that has to do with drugs or devices."""

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="interests")
    place = models.PositiveSmallIntegerField()
    entity = models.CharField("with whom", max_length=200, validators=[validate_text])
    kind = models.CharField("what", max_length=12, choices=Kind)
    amount = models.CharField("how much", max_length=6, choices=Amount)
    since = models.DateField("from")
    until = models.DateField("to", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True, validators=[validate_text])

    class Meta:
        ordering = ["declaration", "place"]
        constraints = [
            models.UniqueConstraint(fields=["declaration", "place"], name="interest_place_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="interest_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values, amount__in=Amount.values) & ~Q(entity=""),
                name="interest_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity}, {self.get_kind_display()}"

    def facts(self) -> dict[str, str]:
        facts = {
            "entity": self.entity,
            "kind": self.kind,
            "amount": self.amount,
            "since": self.since.isoformat(),
        }
        if self.until:
            facts["until"] = self.until.isoformat()
        return facts | {"note": self.note} if self.note else facts
