"""What publishers said about works after they appeared."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_noop as _

from citations.models.citation import Citation
from integrity.models import sealed_history


class Notice(models.Model):
    """What a publisher said about a work after it appeared. Source: Crossref's update types."""

    class Nature(models.TextChoices):
        RETRACTION = "retraction", _("Retraction")
        CONCERN = "expression_of_concern", _("Expression of concern")
        CORRECTION = "correction", _("Correction")
        REINSTATEMENT = "reinstatement", _("Reinstatement")

    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="notices")
    nature = models.CharField(max_length=25, choices=Nature)
    noticed_on = models.DateField("date of the notice")
    url = models.URLField("where it was published", max_length=2000, blank=True)

    history = sealed_history()

    class Meta:
        ordering = ["noticed_on", "pk"]
        constraints = [
            models.UniqueConstraint(F("citation"), F("nature"), F("noticed_on"), name="notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}, {self.noticed_on}"

    def facts(self) -> dict[str, str]:
        """Return the notice as the manuscript carries it."""
        facts = {"kind": self.nature, "date": self.noticed_on.isoformat(), "url": self.url}
        return {name: value for name, value in facts.items() if value}


def is_retracted(notices: list[dict[str, str]]) -> bool:
    """Return whether a work stands retracted: no reinstatement follows its latest retraction.

    Arguments: `notices` as `Notice.facts` gives them.
    """
    natures = {Notice.Nature.RETRACTION, Notice.Nature.REINSTATEMENT}
    standing = sorted(
        (notice["date"], notice["kind"] == Notice.Nature.REINSTATEMENT)
        for notice in notices
        if notice["kind"] in natures
    )
    return bool(standing) and not standing[-1][1]
