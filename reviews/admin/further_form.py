"""What CSL has a word for and the library no column: typed like the rest, kept in `further`.

A date in there has no field: what is not shown stays as it was.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html_join

from citations.columns import TEXTS
from citations.formats.errors import BadField
from citations.formats.names import Name, read_names
from citations.formats.record import SHORT_FORMS, read_text
from reviews.admin.fields import Line
from reviews.admin.names import NamesField, as_text
from reviews.admin.reasons import LAST, ReasonForm


def _line(label: str, help_text: str = "") -> Line:
    wide = forms.TextInput(attrs={"class": "vTextField"})
    return Line(label=label, required=False, help_text=help_text, widget=wide)


def _names(label: str) -> NamesField:
    few = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
    hint = "One a line, as authors are."
    return NamesField(label=label, required=False, help_text=hint, widget=few)


class FurtherForm(ReasonForm):
    container_title_short = _line("Abbreviated journal", "Such as N Engl J Med.")
    title_short = _line("Short title")
    issn = _line("ISSN", "Eight digits, such as 0028-4793.")
    isbn = _line("ISBN", "10 or 13 digits.")
    edition = _line("Edition", "A number or words, such as 3 or 3rd revised.")
    publisher_place = _line("Place of publication")
    editor = _names("Editors")
    translator = _names("Translators")
    collection_editor = _names("Editors of the series")
    container_author = _names("Authors of the book")
    collection_title = _line("Series")
    collection_number = _line("Number in the series")
    chapter_number = _line("Chapter")
    number = _line("Number", "Of a report, a patent or the like.")
    number_of_pages = _line("Number of pages")
    number_of_volumes = _line("Number of volumes")
    genre = _line("Genre", "Such as Doctoral thesis.")
    medium = _line("Medium", "Such as CD-ROM.")
    version = _line("Version")
    status = _line("Status", "Such as in press.")
    event_title = _line("Conference or event")
    event_place = _line("Place of the event")
    original_title = _line("Original title")
    original_publisher = _line("Original publisher")
    original_publisher_place = _line("Original place of publication")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self.initial.get("further")  # what a look-up found; an address can say anything
        further = found if isinstance(found, dict) else self.instance.further
        for variable, name in VARIABLES.items():
            self.fields[name].initial = further.get(variable)

    def clean(self) -> None:
        super().clean()
        typed = {variable: self._read(variable, name) for variable, name in VARIABLES.items()}
        for short, long in SHORT_FORMS:
            full = self.cleaned_data.get(TEXTS[long])
            if typed[short] and (full or typed[short]) == typed[short]:
                # As imports have it: the only form of a title is its full one.
                self.cleaned_data[TEXTS[long]], typed[short] = typed[short], ""
        hidden = not_shown(self.instance.further)
        if not self.errors.keys() & set(VARIABLES.values()):
            self.instance.further = hidden | {name: value for name, value in typed.items() if value}

    def _read(self, variable: str, name: str) -> Any:
        """Return what was typed in the form in which an import keeps it."""
        value = self.cleaned_data.get(name)
        try:
            if isinstance(value, list):
                return _read_names(value, variable)
            return read_text(value, variable) if value else ""
        except BadField as error:
            self.add_error(name, _sentence(error.reason))
        except ValueError as error:
            self.add_error(name, str(error))
        return None


# CSL variable -> its field; ISBN and ISSN are in capitals.
VARIABLES = {
    name.upper() if name in {"isbn", "issn"} else name.replace("_", "-"): name
    for name in FurtherForm.declared_fields
    if name not in LAST
}
# One field a row: Django opens a fieldset with errors only where they are not in groups.
FIELDSET = (
    "Further particulars",
    {"classes": ["collapse"], "fields": list(VARIABLES.values())},
)


def not_shown(further: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of `further` that the form has no field for."""
    return {name: value for name, value in further.items() if name not in VARIABLES}


def _read_names(names: list[Name], variable: str) -> list[Name]:
    read = read_names(names, variable)
    if len(read) < len(names):
        raise ValueError("Each needs a family name, or the name of a group between { and }.")
    return read


def in_lines(further: Mapping[str, Any]) -> Any:
    """Return what the form shows of `further`, for who can only read it."""
    return format_html_join("", "<div>{}: {}</div>", _labelled(further)) or "Nothing."


def in_words(further: Mapping[str, Any]) -> str:
    """Return all of `further`, for its history."""
    rest = [f"{name}: {value}" for name, value in not_shown(further).items()]
    return "\n".join([*(f"{label}: {text}" for label, text in _labelled(further)), *rest])


def _labelled(further: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (str(FurtherForm.declared_fields[name].label), _words(further[variable]))
        for variable, name in VARIABLES.items()
        if variable in further
    ]


def _words(value: Any) -> str:
    return as_text(value).replace("\n", "; ") if isinstance(value, list) else str(value)


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:]
