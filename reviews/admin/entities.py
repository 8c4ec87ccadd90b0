"""Companies, drugs and devices under all their names: what a declaration of one of them touches."""

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError

from reviews.admin.reasons import ReasonAdmin, ReasonForm
from reviews.models import Entity
from reviews.names import entity


class EntityForm(ReasonForm):
    other_names = SimpleArrayField(
        forms.CharField(max_length=200, required=False),
        delimiter="\n",
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text="One on each line: trade names, earlier names, names before a merger. Small and "
        "capital letters, accents and endings such as Inc. or GmbH make no difference anyway.",
    )

    class Meta:
        model = Entity
        fields = ["name", "other_names", "source"]
        help_texts = {"source": "Such as: renamed in 2020, commercial register; the drug's label."}

    def clean_other_names(self) -> list[str]:
        names = [" ".join(name.split()) for name in self.cleaned_data["other_names"]]
        return [name for name in dict.fromkeys(names) if name]

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        names = [cleaned.get("name", ""), *cleaned.get("other_names", [])]
        for name in filter(None, names):
            if not entity(name):
                raise ValidationError(f"“{name}” has no letter or digit to be known by.")
        if "other_names" in cleaned and len({entity(name) for name in names if name}) < 2:
            self.add_error("other_names", "Give a name that differs from the first one.")


@admin.register(Entity)
class EntityAdmin(ReasonAdmin):
    form = EntityForm
    list_display = ["name", "also", "source"]
    search_fields = ["name", "other_names", "source"]
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "other_names", "source"],
                "description": "An interest declared under one of these names touches an answer "
                "tagged with another of them. Signatures keep what they were judged by: a change "
                "counts from the next one on.",
            },
        )
    ]

    @admin.display(description="other names")
    def also(self, row: Entity) -> str:
        return ", ".join(row.other_names)
