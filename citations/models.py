"""The library: one bibliographic record for each work, shared by all articles that cite it."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from citations.identifiers import normalise_doi, normalise_pmcid, normalise_pmid, normalise_url
from integrity.models import sealed_history
from integrity.validators import validate_text

KEY = RegexValidator(
    r"^[a-z0-9][a-z0-9._:-]*$",
    "A citation key starts with a lower-case letter or digit and has only lower-case letters, "
    "digits, dots, colons, hyphens and underscores, for example paolino2024.",
)


class Kind(models.TextChoices):
    """The kinds of work, by their CSL type. Source: CSL 1.0.2, appendix III."""

    ARTICLE = "article-journal", "Journal article"
    BOOK = "book", "Book"
    CHAPTER = "chapter", "Chapter of a book"
    REPORT = "report", "Guideline or report"
    WEB_PAGE = "webpage", "Web page"
    DATA_SET = "dataset", "Data set"


class Citation(models.Model):
    """A work, in CSL-JSON's vocabulary (`csl()` gives the item). Empty means not known."""

    key = models.CharField(
        max_length=100,
        unique=True,
        validators=[KEY],
        help_text="How a text cites it: [@key].",
    )
    type = models.CharField(max_length=20, choices=Kind, default=Kind.ARTICLE)
    title = models.TextField(blank=True, validators=[validate_text])
    author = models.JSONField(default=list, blank=True, help_text="CSL names, in order.")
    container_title = models.TextField("journal or book", blank=True, validators=[validate_text])
    issued_year = models.PositiveSmallIntegerField(
        "year", null=True, blank=True, validators=[MinValueValidator(1000), MaxValueValidator(2999)]
    )
    issued_month = models.PositiveSmallIntegerField(
        "month", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    issued_day = models.PositiveSmallIntegerField(
        "day", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    volume = models.CharField(max_length=50, blank=True, validators=[validate_text])
    issue = models.CharField(max_length=50, blank=True, validators=[validate_text])
    page = models.CharField("pages", max_length=100, blank=True, validators=[validate_text])
    publisher = models.CharField(max_length=300, blank=True, validators=[validate_text])
    language = models.CharField(max_length=35, blank=True, validators=[validate_text])
    doi = models.CharField("DOI", max_length=255, null=True, blank=True, unique=True)
    pmid = models.CharField("PMID", max_length=12, null=True, blank=True, unique=True)
    pmcid = models.CharField("PMCID", max_length=15, null=True, blank=True, unique=True)
    url = models.URLField("address", max_length=2000, blank=True)
    accessed = models.DateField("read on", null=True, blank=True)

    history = sealed_history()

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_day=None) | ~Q(issued_month=None),
                name="citation_day_needs_month",
                violation_error_message="A day needs a month.",
            ),
            models.CheckConstraint(
                condition=Q(issued_month=None) | ~Q(issued_year=None),
                name="citation_month_needs_year",
                violation_error_message="A month needs a year.",
            ),
            models.CheckConstraint(
                condition=~Q(title="")
                | Q(doi__isnull=False)
                | Q(pmid__isnull=False)
                | Q(pmcid__isnull=False)
                | ~Q(url=""),
                name="citation_title_or_identifier",
                violation_error_message="Give a title or an identifier (DOI, PMID, PMCID, URL).",
            ),
            models.CheckConstraint(
                condition=Q(key__regex=r"^[a-z0-9][a-z0-9._:-]*$"), name="citation_key_form"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.title or self.doi or self.pmid or self.pmcid or self.url}"

    def clean(self) -> None:
        """Normalise the identifiers, so that one work has one form of each."""
        errors: dict[str, str] = {}
        for name, normalise in (
            ("doi", normalise_doi),
            ("pmid", normalise_pmid),
            ("pmcid", normalise_pmcid),
            ("url", normalise_url),
        ):
            value = getattr(self, name)
            if not value:
                setattr(self, name, "" if name == "url" else None)
                continue
            try:
                setattr(self, name, normalise(value))
            except ValueError as error:
                errors[name] = str(error)
        errors |= self._author_errors()
        if errors:
            raise ValidationError(errors)

    def _author_errors(self) -> dict[str, str]:
        names = self.author
        if not isinstance(names, list) or not all(isinstance(name, dict) for name in names):
            return {"author": "Authors are a list of names: family and given, or literal."}
        for name in names:
            if not (name.get("family") or name.get("literal")):
                return {"author": "Each author needs a family name, or a literal name for a group."}
            for part in name.values():
                try:
                    validate_text(str(part))
                except ValidationError as error:
                    return {"author": error.messages[0]}
        return {}

    def csl(self) -> dict[str, Any]:
        """Return this work as a CSL-JSON item; what is not known is absent.

        Source: the CSL-JSON schema, citation-style-language/schema v1.0.2.
        """
        item = {
            "id": self.key,
            "type": self.type,
            "title": self.title,
            "author": self.author,
            "container-title": self.container_title,
            "issued": date_parts(self.issued_year, self.issued_month, self.issued_day),
            "volume": self.volume,
            "issue": self.issue,
            "page": self.page,
            "publisher": self.publisher,
            "language": self.language,
            "DOI": self.doi,
            "PMID": self.pmid,
            "PMCID": self.pmcid,
            "URL": self.url,
            "accessed": _date(self.accessed),
        }
        return {name: value for name, value in item.items() if value}


def is_findable(csl: dict[str, Any]) -> bool:
    """Return whether a reader can find the work: a title, and a locator or where it stands."""
    locator = any(csl.get(name) for name in ("DOI", "PMID", "PMCID", "URL"))
    place = all(csl.get(name) for name in ("container-title", "issued", "page"))
    return bool(csl.get("title") and (locator or place))


def date_parts(year: int | None, month: int | None, day: int | None) -> dict[str, Any] | None:
    parts = [part for part in (year, month, day) if part]
    return {"date-parts": [parts]} if parts else None


def _date(date: datetime.date | None) -> dict[str, Any] | None:
    return date_parts(date.year, date.month, date.day) if date else None


class Notice(models.Model):
    """What a publisher said about a work after it appeared. Source: Crossref's update types."""

    class Nature(models.TextChoices):
        RETRACTION = "retraction", "Retraction"
        CONCERN = "expression_of_concern", "Expression of concern"
        CORRECTION = "correction", "Correction"
        REINSTATEMENT = "reinstatement", "Reinstatement"

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
