"""Names: initials, and names that stand for another role only once."""

import re
from collections.abc import Iterator
from typing import Any

from citeproc import model
from citeproc.source import VariableError

from citations.styles.typeset import Typeset

_WORD = re.compile(r"[^\s.]+\.?")


class Name(Typeset, model.Name):
    """A name whose initials keep the abbreviations of a name: G. Th. A. is GThA."""

    def initialize(self, given: str, mark: str, context: Any) -> str:
        if self.get_option("initialize-with-hyphen", context):
            return "-".join(initials(part, mark) for part in given.split("-"))
        return initials(given.replace("-", " "), mark)


class Names(Typeset, model.Names):
    """Names that are left out where they were written in another's place.

    CSL 1.0.2, "Substitute": a variable that was substituted is suppressed in the rest of the
    output. citeproc-py does so for text, not for names, and not for what a macro writes.
    """

    def process(
        self, item: Any, names_context: Any = None, context: Any = None, **kwargs: Any
    ) -> Any:
        layout = (self if context is None else context).get_layout()
        if set(self.get("variable").split()) <= set(layout.repressed.get(self.tag, ())):
            raise VariableError
        return super().process(item, names_context, context, **kwargs)


class Substitute(model.Substitute):
    def add_to_repressed_list(self, child: Any, context: Any) -> None:
        repressed = context.get_layout().repressed
        for element in _variables(child):
            repressed.setdefault(element.tag, []).extend(element.get("variable").split())


def initials(given: str, mark: str) -> str:
    """Return a given name as initials, each followed by `mark`; small words stay as they are."""
    written = ""
    for word in _WORD.findall(given):
        name = word.removesuffix(".")
        if not word[0].isupper():
            written += f" {word} "
        else:
            written += (name if name != word else word[0]) + mark
    return " ".join(written.split())


def _variables(element: Any) -> Iterator[Any]:
    """Yield the elements with a variable in `element` and in the macros that it calls."""
    for child in element.iter():
        if child.get("macro"):
            yield from _variables(child.get_macro(child.get("macro")))
        elif child.get("variable"):
            yield child
