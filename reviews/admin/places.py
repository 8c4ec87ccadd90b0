"""Fields that take several things from a list, each in a place of its own, without a script."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reviews.admin.contents import one_line

SPARE, MOST = 2, 50  # empty places offered, and the most that are read


class Places(forms.Widget):
    """Places of one name: those that are filled, and empty ones.

    Arguments: `part` is the widget of one place, `noun` what stands there.
    """

    use_fieldset = True

    def __init__(self, part: forms.Widget, noun: str) -> None:
        super().__init__()
        self.part, self.noun = part, noun

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:  # noqa: ARG002
        return list(data.getlist(name)[:MOST])

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002
        return name not in data

    def id_for_label(self, id_: str) -> str:  # noqa: ARG002  each place has its own label
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        filled = [part for part in value or [] if part not in {"", None}]
        others = {key: text for key, text in (attrs or {}).items() if key.startswith("aria-")}
        places = []
        for number, part in enumerate([*filled, *[""] * SPARE], start=1):
            key = f"id_{name}_{number}"
            shown = self.part.render(name, part, {"id": key, **others}, renderer)
            places.append((key, f"{self.noun} {number}", shown))
        one = '<div class="field"><label for="{}">{}</label>{}</div>'
        return format_html('<div class="slots">{}</div>', format_html_join("", one, places))


class Topics(forms.Field):
    """Topics by their names, as a sorted list of keys.

    Arguments: `known` are the names of all topics by their keys.
    """

    def __init__(self, known: dict[int, str], **options: Any) -> None:
        line = forms.TextInput(attrs={"list": "topic-names", "autocomplete": "off"})
        super().__init__(required=False, widget=Places(line, "Topic"), **options)
        self.known = known

    def prepare_value(self, value: Any) -> Any:
        return sorted(self.known.get(part, part) for part in value or [])

    def to_python(self, value: Any) -> list[int]:
        keys = {name.casefold(): key for key, name in self.known.items()}
        names = list(filter(None, map(one_line, value or [])))
        unknown = [name for name in names if name.casefold() not in keys]
        if unknown:
            raise forms.ValidationError([self._sentence(name) for name in unknown])
        return sorted({keys[name.casefold()] for name in names})

    def in_words(self, value: Iterable[int]) -> str:
        return ", ".join(sorted(self.known[key] for key in value))

    def _sentence(self, name: str) -> str:
        close = get_close_matches(name, self.known.values(), n=1, cutoff=0.5)
        hint = f"Did you mean “{close[0]}”?" if close else "An editor can add it."
        return f"There is no topic “{name[:100]}”. {hint}"


class Byline(forms.Field):
    """Authors in order, each once, as a list of keys.

    Arguments: `known` are the printed names of all authors by their keys.
    """

    def __init__(self, known: dict[int, str], **options: Any) -> None:
        choice = forms.Select(choices=[("", "nobody"), *known.items()])
        super().__init__(required=False, widget=Places(choice, "Author"), **options)
        self.known = known

    def to_python(self, value: Any) -> list[int]:
        keys = {str(key): key for key in self.known}
        chosen = [part for part in value or [] if part]
        if any(part not in keys for part in chosen):
            raise forms.ValidationError("Choose authors from the list.")
        for index, part in enumerate(chosen):
            if part in chosen[:index]:
                name = self.known[keys[part]]
                raise forms.ValidationError(f"{name} is named twice: leave one place empty.")
        return [keys[part] for part in chosen]

    def in_words(self, value: Iterable[int]) -> str:
        return "; ".join(self.known[key] for key in value)
