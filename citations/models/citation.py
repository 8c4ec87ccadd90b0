"""The library: one bibliographic record for each work, shared by all articles that cite it."""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
)
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from citations.columns import COLUMNS, item_of
from citations.formats.abstracts import ABSTRACT_LIMIT
from citations.formats.names import Name, read_names
from citations.formats.record import read_further
from citations.identifiers import normalise_doi, normalise_pmcid, normalise_pmid, normalise_url
from citations.match_key import MatchKey
from citations.models.kinds import Evidence, Kind
from citations.search_text import SearchText
from integrity.models import sealed_history
from integrity.validators import validate_text

KEY = RegexValidator(
    r"^[a-z0-9][a-z0-9._:-]*$",
    "A citation key starts with a lower-case letter or digit and has only lower-case letters, "
    "digits, dots, colons, hyphens and underscores, for example paolino2024.",
)


# `is_findable` as a condition: its title and either a locator or where the work stands.
TOO_THIN = ~(
    ~Q(title="")
    & (
        Q(doi__isnull=False)
        | Q(pmid__isnull=False)
        | Q(pmcid__isnull=False)
        | ~Q(url="")
        | (~Q(container_title="") & Q(issued_year__isnull=False) & ~Q(page=""))
    )
)


UNKNOWABLE = "Give a title or an identifier (DOI, PMID, PMCID, URL)."
MERGED = Q(merged_into__isnull=False)
# What may be the same work twice: records that stand for themselves and have a title.
COMPARED = Q(merged_into=None) & ~Q(title="")


class Citation(models.Model):
    """A work, in CSL-JSON's vocabulary (`csl()` gives the item). Empty means not known.

    A record that was merged into another one stays: its key and the identifiers that it keeps are
    further names of the work (`reviews/merging.py`).
    """

    sealed_later = ("abstract", "merged_into_id")  # rows of its history from before lack these

    key = models.CharField(
        max_length=100,
        unique=True,
        validators=[KEY],
        help_text="How a text cites it: [@key].",
    )
    type = models.CharField(max_length=25, choices=Kind, default=Kind.ARTICLE)
    evidence = models.CharField(
        "kind of evidence", max_length=20, choices=Evidence, blank=True, default=""
    )
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
    abstract = models.TextField(
        blank=True,
        default="",
        validators=[validate_text, MaxLengthValidator(ABSTRACT_LIMIT)],
        help_text="For those who check what this work says. It is no part of the reference.",
    )
    further = models.JSONField(
        "further particulars",
        default=dict,
        blank=True,
        help_text="Other variables of CSL-JSON, such as editor, edition and publisher-place.",
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="merged",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )
    match_key = models.GeneratedField(
        expression=MatchKey(), output_field=models.BigIntegerField(), db_persist=True
    )

    history = sealed_history(excluded_fields=["match_key"], no_db_index=["doi", "pmid", "pmcid"])

    class Meta:
        ordering = ["key"]
        indexes = [
            GinIndex(OpClass(SearchText(), name="gin_trgm_ops"), name="citation_search_text"),
            models.Index(fields=["type", "key"], name="citation_type"),
            models.Index(fields=["key"], name="citation_too_thin", condition=TOO_THIN),
            models.Index(fields=["match_key"], name="citation_match_key", condition=COMPARED),
            models.Index(fields=["merged_into", "key"], name="citation_merged", condition=MERGED),
        ]
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
                | ~Q(url="")
                | MERGED,
                name="citation_title_or_identifier",
                violation_error_message=UNKNOWABLE,
            ),
            models.CheckConstraint(
                condition=Q(key__regex=r"^[a-z0-9][a-z0-9._:-]*$"), name="citation_key_form"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="citation_not_merged_into_itself",
            ),
            # DOIs are compared without regard to case: with one form, unique means that.
            models.CheckConstraint(
                condition=Q(doi=Lower("doi")),
                name="citation_doi_in_lower_case",
                violation_error_message="A DOI is kept in lower case.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.title or self.doi or self.pmid or self.pmcid or self.url}"

    @property
    def kept(self) -> "Citation":
        """The record of this work: this one, or the one that it was merged into."""
        return self.merged_into or self

    def clean(self) -> None:
        """Give identifiers, names and further particulars their one form."""
        errors: dict[str, str] = {}
        for name, (read, nothing) in _READERS.items():
            value = getattr(self, name)
            try:
                setattr(self, name, read(value) if value else nothing())
            except ValueError as error:
                errors[name] = str(error)
        if errors:
            raise ValidationError(errors)
        # Said here as well: a form without `merged_into` does not ask the constraint.
        if not any((self.title, self.doi, self.pmid, self.pmcid, self.url, self.merged_into_id)):
            raise ValidationError(UNKNOWABLE)

    def csl(self) -> dict[str, Any]:
        """Return this work as a CSL-JSON item; what is not known is absent.

        Source: the CSL-JSON schema, citation-style-language/schema v1.0.2. `custom` has the kind
        of evidence, for which CSL has no variable. The abstract is left out: it is no part of a
        reference, and what is submitted freezes its references for everybody to read.
        """
        return self._item(abstract="")

    def full_csl(self) -> dict[str, Any]:
        """Return all that the library keeps of this work as a CSL-JSON item, its abstract too."""
        return self._item(abstract=self.abstract)

    def _item(self, *, abstract: str) -> dict[str, Any]:
        columns = {name: getattr(self, name) for name in ("key", *COLUMNS) if name != "abstract"}
        return item_of({**columns, "abstract": abstract})


def _read_authors(value: Any) -> list[Name]:
    names = read_names(value, "author")
    if len(names) < len(value):
        raise ValueError("Each author needs a family name, or a literal name for a group.")
    return names


# How each is read, and what it is where nothing is known.
_READERS: dict[str, tuple[Callable[[Any], Any], Callable[[], Any]]] = {
    "doi": (normalise_doi, lambda: None),
    "pmid": (normalise_pmid, lambda: None),
    "pmcid": (normalise_pmcid, lambda: None),
    "url": (normalise_url, str),
    "author": (_read_authors, list),
    "further": (read_further, dict),
}


def is_findable(csl: dict[str, Any]) -> bool:
    """Return whether a reader can find the work: a title, and a locator or where it stands."""
    locator = any(csl.get(name) for name in ("DOI", "PMID", "PMCID", "URL"))
    place = all(csl.get(name) for name in ("container-title", "issued", "page"))
    return bool(csl.get("title") and (locator or place))
