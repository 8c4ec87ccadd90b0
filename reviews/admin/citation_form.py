"""What is known of a cited work, as a person types it."""

from collections.abc import Callable
from typing import Any

from django import forms

from citations.identifiers import normalise_doi, normalise_pmcid, normalise_pmid
from citations.models import Citation, Notice
from reviews.admin.further_form import FurtherForm
from reviews.admin.names import NamesField

UNIQUE = {"key": "key", "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID"}


class IdentifierField(forms.CharField):
    """An identifier as people paste it, which may be longer than what is kept of it."""

    def __init__(self, label: str, normalise: Callable[[str], str]) -> None:
        widget = forms.TextInput(attrs={"class": "vTextField"})
        super().__init__(
            label=label, required=False, max_length=1000, empty_value=None, widget=widget
        )
        self.normalise = normalise

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return self.normalise(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class CitationForm(FurtherForm):
    doi = IdentifierField("DOI", normalise_doi)
    pmid = IdentifierField("PMID", normalise_pmid)
    pmcid = IdentifierField("PMCID", normalise_pmcid)
    author = NamesField(
        label="Authors",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
        help_text="One a line: Family, Given. A group between braces: {European Society of …}.",
    )
    url = forms.URLField(label="Address", required=False, assume_scheme="https")

    class Meta:
        model = Citation
        fields = "__all__"
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "abstract": forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
            "container_title": forms.Textarea(attrs={"rows": 1, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "author" in self.fields:
            self.fields["author"].initial = self.instance.author

    def _post_clean(self) -> None:
        """Say which work of the library has the same identifier, once each has its one form."""
        super()._post_clean()  # type: ignore[misc]
        for name in UNIQUE.keys() & self.fields.keys():
            value = getattr(self.instance, name)
            others = Citation.objects.exclude(pk=self.instance.pk).select_related("merged_into")
            same = others.filter(**{name: value}).first()
            if value and same:
                self.errors.pop(name, None)
                self.add_error(
                    name, f"[@{same.kept.key}] has this {UNIQUE[name]} already: cite that one."
                )


class NoticeForm(forms.ModelForm):
    url = forms.URLField(label="Where it was published", required=False, assume_scheme="https")

    class Meta:
        model = Notice
        fields = ["nature", "noticed_on", "url"]


class NoticeFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """Refuse a notice that is there already, in the library or in another line."""
        super().clean()
        there = Notice.objects.filter(citation=self.instance.pk)
        seen: set[Any] = set(there.values_list("nature", "noticed_on"))
        for form in self.extra_forms:
            facts = (form.cleaned_data.get("nature"), form.cleaned_data.get("noticed_on"))
            if facts in seen:
                form.add_error("noticed_on", "The library has this notice already.")
            seen.add(facts)
