"""What readers see can be said in another language, and is said in German."""

import ast
import gettext
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PUBLIC = sorted(
    [*TEMPLATES.glob("*.html"), *TEMPLATES.glob("site/*.html"), *TEMPLATES.glob("mail/asked_*.txt")]
)
ALIKE = {"RIS", "BibTeX", "UTC", "curl -s", "| sha256sum"}  # in every language
SAME = {"Name", "Version", "Version %(version)s"}  # words that are the same in German
SEEN = {"title", "alt", "aria-label", "placeholder", "data-done", "data-words"}
FUNCTIONS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext"}
MARKED = re.compile(r"\b(?:_|n?gettext)\((u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))")
TAGS = re.compile(
    r"{% comment %}.*?{% endcomment %}|{% blocktranslate.*?{% endblocktranslate %}"
    r"|{%.*?%}|{{.*?}}|{#.*?#}",
    re.DOTALL,
)


class Words(HTMLParser):
    """Gathers the words of a page that stand in it as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.found += [value or "" for name, value in attrs if name in SEEN]


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.name)
def test_a_page_for_readers_has_no_words_that_cannot_be_translated(path: Path) -> None:
    words = Words()
    words.feed(TAGS.sub("\n", path.read_text()))
    lines = (line.strip() for text in words.found for line in text.split("\n"))
    unmarked = [line for line in lines if re.search("[A-Za-z]{2}", line) and line not in ALIKE]
    assert unmarked == []
    assert not re.search(r'\|date:"(?!DATE_FORMAT|DATETIME_FORMAT|Y-m-d\\TH)', path.read_text())


def marked() -> Iterator[str]:
    """Yield every text for readers that is marked, of templates and of code beside the desk's."""
    for path in PUBLIC:
        for literal in MARKED.findall(templatize(path.read_text())):
            yield ast.literal_eval(literal)
    for room in ("articles", "citations", "integrity", "reviews", "config"):
        for path in (Path(settings.BASE_DIR) / room).rglob("*.py"):
            if path.parts[-2] != "admin":
                yield from _marked_in(path)


def _marked_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            first = node.args[0] if node.args else None
            if node.func.id in FUNCTIONS and isinstance(first, ast.Constant):
                yield str(first.value)


def test_every_text_for_readers_is_translated_into_german() -> None:
    with (settings.LOCALE_PATHS[0] / "de/LC_MESSAGES/django.mo").open("rb") as file:
        german = gettext.GNUTranslations(file)
    texts = set(marked())
    assert len(texts) > 400
    said = {text: {german.gettext(text), german.ngettext(text, "", 1)} for text in texts}
    assert {text for text in texts if said[text] <= {text, ""}} == SAME
