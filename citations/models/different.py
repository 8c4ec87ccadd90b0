"""Works of one name that are not one work, as editors found."""

from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Cast

from integrity.models import sealed_history


class DifferentWorks(models.Model):
    """Two records of which an editor said that they are not of one work (`reviews/apart.py`).

    It holds for what they were compared by: once the title, year or first author of either is
    another, they are compared anew. Who said so, when and why is in its history.
    """

    first = models.ForeignKey("citations.Citation", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("citations.Citation", on_delete=models.PROTECT, related_name="+")
    # The match key of both, as text: a seal covers canonical JSON, which has no such large numbers.
    compared_by = models.CharField(max_length=20)

    history = sealed_history()

    class Meta:
        constraints = [
            models.UniqueConstraint(F("first"), F("second"), name="different_works_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="different_works_in_order"
            ),
        ]
        verbose_name_plural = "different works"

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"

    @classmethod
    def standing(cls) -> "QuerySet[DifferentWorks]":
        """Return those whose records are still what the editor compared."""
        unmerged = cls.objects.filter(first__merged_into=None, second__merged_into=None)
        key = Cast("compared_by", models.BigIntegerField())
        return unmerged.filter(first__match_key=key, second__match_key=key)
