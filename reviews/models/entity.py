from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.validators import ArrayMaxLengthValidator
from django.db import models

from integrity.models import sealed_history
from integrity.validators import validate_text


class Entity(models.Model):
    """A company, drug or device under all the names that it is known by.

    What somebody declared under one of them touches an answer that is tagged with another. Each
    judgement freezes the names that it went by (`reviews/conflicts.py`).
    """

    name = models.CharField(max_length=200, unique=True, validators=[validate_text])
    other_names = ArrayField(
        models.CharField(max_length=200, validators=[validate_text]),
        validators=[ArrayMaxLengthValidator(50)],
    )
    source = models.CharField(
        "how that is known", max_length=300, blank=True, validators=[validate_text]
    )

    history = sealed_history()

    class Meta:
        ordering = ["name"]
        verbose_name = "company, drug or device"
        verbose_name_plural = "companies, drugs and devices"

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> list[str]:
        return [self.name, *self.other_names]
