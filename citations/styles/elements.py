"""The elements of CSL that are ours in place of citeproc-py's; each mends one thing."""

from typing import Any

from citeproc import model

from citations.styles import dates, names, numbers
from citations.styles.links import address
from citations.styles.richtext import Joinable, Mark, RichText
from citations.styles.typeset import Children, Typeset


class Text(numbers.Ranges, model.Text):
    """Text that is a link where its variable is an identifier, with what stands before it."""

    def _variable(self, item: Any, context: Any) -> Any:
        found = super()._variable(item, context)
        name = self.get("variable")
        return self._process(found, name) if found and name in numbers.NUMBERS else found

    def wrap(self, text: Joinable | None) -> RichText | None:
        href = address(self.get("variable"), str(text))
        if text is None or not href:
            return super().wrap(text)
        linked = (RichText.of(self.get("prefix", "")) + text).marked(Mark("a", href))
        return linked + self.get("suffix", "")


class Layout(Children, Typeset, model.Layout):
    """The layout of a bibliography's entry."""


def _with(mixin: type, *elements: type) -> dict[str, type]:
    return {
        element.__name__.lower().replace("_", "-"): type(element.__name__, (mixin, element), {})
        for element in elements
    }


# By the name of the element, as lxml looks its class up.
ELEMENTS: dict[str, type] = {
    **_with(Children, model.Macro, model.If, model.Else_If, model.Else),
    **_with(Typeset, model.Group, model.Date_Part, model.Et_Al),
    **_with(numbers.Ranges, model.Number),
    "layout": Layout,
    "text": Text,
    "label": numbers.Label,
    "date": dates.Date,
    "name": names.Name,
    "names": names.Names,
    "substitute": names.Substitute,
}
