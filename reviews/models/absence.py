from django.db import models
from django.db.models import F, Q

from reviews.models.board import BoardMember


class Absence(models.Model):
    """The days on which a member is away, as the member says; who assigns sees them."""

    member = models.OneToOneField(
        BoardMember, on_delete=models.CASCADE, primary_key=True, related_name="absence"
    )
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="absence_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"away {self.first_day:%Y-%m-%d} to {self.last_day:%Y-%m-%d}"
