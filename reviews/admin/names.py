"""Authors of a cited work, typed one a line: `Family, Given`, or `{Name of a group}`.

CSL names (citeproc 1.0.2) have more parts than that, such as particles and suffixes: a line that
was not touched keeps them.
"""

from typing import Any

from django import forms

Name = dict[str, str]


def as_text(names: list[Name]) -> str:
    return "\n".join(map(as_line, names))


def as_line(name: Name) -> str:
    if name.get("literal"):
        return f"{{{name['literal']}}}"
    return ", ".join(part for part in (name.get("family", ""), name.get("given", "")) if part)


def as_names(text: str) -> list[Name]:
    """Return the names in `text`. Raises ValueError with a sentence that names the line."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    return [_name(line, number) for number, line in lines if line]


def _name(line: str, number: int) -> Name:
    if line.startswith("{") or line.endswith("}"):
        group = line.removeprefix("{").removesuffix("}").strip()
        if not group or len(line) < 2 or not (line.startswith("{") and line.endswith("}")):
            raise ValueError(f"Line {number}: write the name of a group between {{ and }}.")
        return {"literal": group}
    family, _, given = (part.strip() for part in line.partition(","))
    if not family:
        raise ValueError(f"Line {number} has no family name: write it as Family, Given.")
    return {"family": family, "given": given} if given else {"family": family}


class NamesField(forms.Field):
    """A list of CSL names, typed as lines."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return as_text(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[Name]:
        """Keep the hidden parts of the names that stand as they were."""
        try:
            typed = as_names(value or "")
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        known = {as_line(name): name for name in self.initial or []}
        return [known.get(as_line(name), name) for name in typed]
