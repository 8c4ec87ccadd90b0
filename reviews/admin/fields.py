"""Fields of the desk's forms."""

import csv
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import Q
from django.utils import timezone

from articles.models import PART_LIMIT, Article
from integrity.validators import validate_text
from reviews.admin.contents import one_line, unix_text

TAG_LENGTH = 80  # characters, as the column has


class Line(forms.CharField):
    """Text in one line, however many lines it was typed in."""

    def to_python(self, value: Any) -> Any:
        return one_line(super().to_python(value) or "")


class Prose(forms.CharField):
    """Text in many lines; the blanks that Markdown counts stay."""

    def __init__(self, *, most: int = PART_LIMIT, rows: int = 4, **options: Any) -> None:
        super().__init__(
            strip=False,
            widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
            validators=[validate_text, MaxLengthValidator(most)],
            **options,
        )

    def to_python(self, value: Any) -> Any:
        return unix_text(super().to_python(value) or "")


class Day(forms.DateField):
    """A day that has been, as YYYY-MM-DD, or an empty text."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> str:
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise forms.ValidationError("This day is still to come: give one that has been.")
        return str(day or "")


class Tags(forms.CharField):
    """Names between commas, each once, as a list; a name that has a comma stands in quotes."""

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        quoted = (f'"{tag}"' if "," in tag else tag for tag in value)
        return ", ".join(quoted)

    def to_python(self, value: Any) -> Any:
        line = one_line(super().to_python(value) or "")
        try:
            names = next(csv.reader([line], skipinitialspace=True), [])
        except csv.Error:
            raise forms.ValidationError("These are no tags: write names between commas.") from None
        return list(dict.fromkeys(filter(None, map(one_line, names))))

    def validate(self, value: Any) -> None:
        for tag in value:
            if len(tag) > TAG_LENGTH:
                raise forms.ValidationError(
                    f"The tag “{tag[:30]}…” has {len(tag)} characters and may have {TAG_LENGTH}: "
                    "shorten it, or put a comma between two tags."
                )

    def run_validators(self, value: Any) -> None:
        super().run_validators(", ".join(value))

    def in_words(self, value: Any) -> str:
        return str(self.prepare_value(value))


class Answer(forms.CharField):
    """An answer that readers can read now, found by its address or the words of its question."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=500, **options)
        self.others: Any = None

    def clean(self, value: Any) -> Any:
        text = one_line(super().clean(value))
        if not text:
            return None
        slug = text.rstrip("/").rsplit("/", 1)[-1]
        exact = self.others.filter(Q(slug=slug) | Q(question__iexact=text))
        found = list(exact[:2]) or list(self.others.filter(question__icontains=text)[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(
                "No answer that readers can read now has this address or these words in its "
                "question: write other words, or paste its address."
            )
        several = "; ".join(f"{article.question} ({article.slug})" for article in found[:5])
        raise forms.ValidationError(f"Several answers fit: {several}. Paste the address of one.")


def current_answers(but: Article) -> Any:
    """Return the answers that readers can read now, without `but`."""
    current = Article.objects.filter(standing__isnull=False, standing__withdrawal=None)
    return current.exclude(pk=but.pk).order_by("question")
