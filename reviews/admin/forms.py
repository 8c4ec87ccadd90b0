"""The one form of an article: its question, its texts and all that goes with them."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.db.models import Q
from django.forms import BoundField
from django.http import QueryDict

from articles.manuscript import PARTS, cited_keys
from articles.models import Article, Audience, Author, Topic
from articles.reading_grade import grade_in_words
from citations.models import Citation
from integrity.numbers import number_in
from integrity.validators import validate_text
from reviews.admin import addresses
from reviews.admin.concurrency import Merged, fingerprints, read_fingerprints
from reviews.admin.contents import TEXTS, Values, read, text_name, why_name
from reviews.admin.fields import Day, Line, Prose, Tags
from reviews.admin.places import Byline, Topics

ALWAYS = ("question", "slug", "tags", "searched_through", "topics", "byline")
INCOMPLETE = (
    "A part of the form did not arrive, so nothing was saved. Check what stands below and send "
    "it again."
)


class ArticleForm(forms.Form):
    """Reads and checks what a person sends; `values()` is what `contents` saves.

    Arguments: `article` is the working copy, None for a new one; `showing` are values to show
    instead of its own.
    """

    question = Line(
        max_length=300,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text="One clinical question, in the words that a clinician would ask it in.",
        error_messages={"required": "Write the question."},
    )
    slug = forms.CharField(
        label="Address",
        max_length=120,
        required=False,
        validators=[validate_slug],
        help_text="The end of the answer's web address: letters, digits and hyphens. Leave it "
        "empty, and it is made from the question.",
    )
    tags = Tags(
        required=False,
        max_length=2000,
        validators=[validate_text],
        help_text="Drugs, devices and makers that the answer speaks of, separated by commas. Who "
        "has an interest in one of them, under whatever name, may not be free to sign.",
    )
    searched_through = Day(
        label="Literature searched through",
        required=False,
        help_text="The last day that your search for sources covers. Readers see it; leave it "
        "empty where nobody searched.",
    )
    reason = Line(
        label="What did you change, and why?",
        max_length=500,
        required=False,
        validators=[validate_text],
        help_text="A few words for the article's history. You may leave it empty.",
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        article: Article | None = None,
        showing: Values | None = None,
    ) -> None:
        self.article = article
        values = read(article) if article else {"byline": [], "topics": []}
        self.shown = {**values, **(showing or {})}
        hidden = {
            "version": article.version if article else "",
            "opened": fingerprints(values),
        }
        super().__init__(data, initial={**self.shown, **hidden}, label_suffix="")
        self._add_lists()
        self._add_texts()
        self._add_whys()

    def values(self) -> Values:
        """Return what a valid form says, by the names of `contents`."""
        cleaned = self.cleaned_data
        whys = [name for name in self.whys if name in self.data]
        return {name: cleaned[name] for name in [*ALWAYS, *self.texts, *whys]}

    def opened_fingerprints(self) -> dict[str, str]:
        return read_fingerprints(self.cleaned_data["opened"])

    def opened_version(self) -> int:
        return number_in(self.cleaned_data["version"]) or 0

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].lower()
        if not slug:
            return self._slug_of_itself()
        if addresses.is_taken(slug, self.article):
            raise forms.ValidationError(addresses.TAKEN)
        return slug

    def clean_byline(self) -> list[int]:
        byline = self.cleaned_data["byline"]
        if not self.article and "byline" not in self.data:
            byline = self.shown["byline"]
        if not byline:
            raise forms.ValidationError("Name at least one author.")
        return list(byline)

    def clean(self) -> dict[str, Any]:
        if any(name not in self.data for name in self.texts):
            raise forms.ValidationError(INCOMPLETE)
        return self.cleaned_data

    def show_beside(self, now: Values, merged: Merged) -> None:
        """Show beside each field that both changed what somebody else wrote there."""
        for name in merged.both:
            field: Any = self.fields[name]
            words = getattr(field, "in_words", str)
            field.beside = words(now.get(name, ""))
        for name in merged.theirs:
            self.fields[name].taken = True  # type: ignore[attr-defined]

    def labels(self, names: list[str]) -> list[str]:
        """Return the names of fields as a person knows them."""
        return [self._label(name) for name in names]

    def wordings(self) -> Iterator[tuple[Audience, list[BoundField], bool, str]]:
        """Yield each audience, its fields, whether any holds something, and how hard it reads."""
        for audience in Audience:
            fields = [self[text_name(audience, part)] for part, _ in PARTS]
            text = "\n\n".join(str(field.value() or "") for field in fields)
            is_open = any(field.value() or field.errors for field in fields)
            yield audience, fields, is_open, grade_in_words(text)

    def reasons(self) -> list[tuple[Citation, BoundField]]:
        return [(citation, self[name]) for name, citation in self.whys.items()]

    def _label(self, name: str) -> str:
        label = str(self[name].label)
        audience = next((a.label for a in Audience if name.startswith(f"{a.value}_")), "")
        return f"{label} ({audience.lower()})" if audience else label

    def _add_lists(self) -> None:
        self.topic_names = dict(Topic.objects.values_list("pk", "name"))
        self.fields["topics"] = Topics(
            self.topic_names,
            help_text="Readers find the answer under each of them. Save to get more places.",
        )
        authors = Author.objects.values_list("pk", "name", "credentials")
        names = {key: ", ".join(filter(None, parts)) for key, *parts in authors}
        self.fields["byline"] = Byline(
            names,
            label="Authors, in the order of the byline",
            help_text="Empty a place to take somebody off; save to get more places. Whoever "
            "wrote or changed the article can never review it.",
        )

    def _add_texts(self) -> None:
        self.texts = [text_name(audience, part) for audience, part in TEXTS]
        for name, (_, part) in zip(self.texts, TEXTS, strict=True):
            self.fields[name] = Prose(label=dict(PARTS)[part], required=False, rows=8)

    def _add_whys(self) -> None:
        """Add a reason for each work that is cited and has a notice, or that has a reason."""
        texts: dict[str, dict[str, str]] = {audience: {} for audience in Audience}
        for audience, part in TEXTS:
            texts[audience][part] = self.shown.get(text_name(audience, part), "")
        keys = cited_keys(texts)
        cited = Q(key__in=keys) | Q(merged__key__in=keys)
        wanted = Q(cited, notices__isnull=False, merged_into=None)
        if self.article:
            wanted |= Q(pk__in=self.article.reasons_by_work())
        works = Citation.objects.filter(wanted).distinct().prefetch_related("notices")
        self.whys = {why_name(citation.pk): citation for citation in works}
        for name, citation in self.whys.items():
            label = f"Why do you cite {citation.key}?"
            self.fields[name] = Prose(label=label, required=False, rows=3, most=2000)

    def _slug_of_itself(self) -> str:
        if self.article:
            return self.article.slug
        slug = addresses.suggest(self.cleaned_data.get("question", ""))
        if not slug and "question" in self.cleaned_data:
            raise forms.ValidationError(
                "Write the address: the question has no letters that one could be made from."
            )
        return slug
