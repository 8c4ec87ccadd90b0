"""citeproc-py's elements, made to work on rich text.

citeproc-py writes tags and text into one string: it never escapes the fields of a record, sees a
tag where it looks for the punctuation before a suffix, and raises words inside tags. Here each
piece is `RichText` until the whole reference is known.
"""

from collections.abc import Callable, Iterable
from typing import Any

from citeproc import model
from citeproc.source import VariableError
from citeproc.string import String

from citations.styles.richtext import Joinable, Mark, RichText
from citations.styles.titlecase import raised, title_case


def _marking(tag: str) -> Callable[[Joinable], RichText]:
    return lambda text: RichText.of(text).marked(Mark(tag))


class Formatter:
    """What citeproc-py asks of an output format; what HTML has no tag for stays as it is."""

    preformat = staticmethod(str)
    Italic = Oblique = staticmethod(_marking("i"))
    Bold = staticmethod(_marking("b"))
    Superscript = staticmethod(_marking("sup"))
    Subscript = staticmethod(_marking("sub"))
    Underline = Light = SmallCaps = staticmethod(RichText.of)


# These classes only ever stand before one of citeproc-py's, whose methods they call.
Element: Any = object


class Typeset(Element):
    """The affixes, delimiters, cases and terms of CSL for any element, on rich text."""

    def get_term(self, name: str, form: str | None = None, **options: Any) -> Any:
        """Return a term; its long form where it has no short one, as CSL 1.0.2, "Terms", asks."""
        found = super().get_term(name, form, **options)
        return super().get_term(name, None, **options) if found is None and form else found

    def wrap(self, text: Joinable | None) -> RichText | None:
        if text is None:
            return None
        return RichText.of(self.get("prefix", "")) + text + self.get("suffix", "")

    def join(self, pieces: Iterable[Joinable | None], default_delimiter: str = "") -> RichText:
        return joined(pieces, self.get("delimiter", default_delimiter))

    def strip_periods(self, text: Joinable) -> RichText:
        is_stripped = self.get("strip-periods") == "true"
        return RichText.of(text).without(".") if is_stripped else RichText.of(text)

    def case(self, text: Joinable, language: str | None = None) -> RichText:
        whole = RichText.of(text)
        match self.get("text-case"):
            case None:
                return whole
            case "title":
                return title_case(whole) if language == "en" else whole
            case "capitalize-first":
                return whole.changed(_first_raised)
        return RichText.of(super().case(String(whole), language))


class Children(Element):
    """Children that are joined as rich text."""

    def render_children(self, item: Any, delimiter: str = "", **kwargs: Any) -> RichText | None:
        return joined(self._rendered(item, delimiter, kwargs), delimiter) or None

    def _rendered(self, item: Any, delimiter: str, kwargs: dict[str, Any]) -> Iterable[Any]:
        for child in self.iterchildren():
            # What encloses a `cs:choose` delimits what is chosen.
            passed = {"delimiter": delimiter} if isinstance(child, model.Choose) else {}
            try:
                yield child.render(item, **passed, **kwargs)
            except VariableError:
                continue


def joined(pieces: Iterable[Joinable | None], delimiter: str) -> RichText:
    """Return the pieces that are there, with `delimiter` between them."""
    whole: RichText | None = None
    for piece in pieces:
        if piece is not None:
            whole = RichText.of(piece) if whole is None else whole + delimiter + piece
    return whole or RichText()


def _first_raised(text: str) -> str:
    return raised(text[0]) + text[1:] if text.partition(" ")[0].islower() else text
