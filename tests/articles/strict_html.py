"""A reader of HTML that takes nothing but what a rendered wording may hold."""

import re
from html.parser import HTMLParser

ATTRIBUTES = {
    "a": {"id", "href", "rel", "aria-label", "class"},
    "aside": {"class", "id"},
    "li": {"id"},
    "ol": {"start"},
    "section": {"class", "id"},
    "span": {"class"},
    "sup": {"class"},
    **{f"h{level}": {"id"} for level in range(3, 7)},
}
TAGS = {"h2", "p", "ul", "blockquote", "pre", "code", "em", "strong", "i", "b", "sub", *ATTRIBUTES}
VOID = {"br", "hr"}
CLASSES = {
    *("part", "references", "disclaimer"),
    *("citation", "unresolved", "backlink", "notice", "reason"),
}


class StrictParser(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.open, self.ids, self.hrefs, self.levels = [], [], [], []

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS | VOID, f"<{tag}> is not allowed"
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        assert set(names) <= ATTRIBUTES.get(tag, set()), f"<{tag}> has {names}"
        assert not (tag == "a" and "a" in self.open), "a link in a link"
        self._keep(tag, dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def _keep(self, tag, attrs):
        if "class" in attrs:
            assert attrs["class"] in CLASSES
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "a":
            self.hrefs.append(attrs["href"])
            assert re.match("https?://|mailto:|#", attrs["href"], re.IGNORECASE)
            external = attrs["href"].lower().startswith("http")
            assert attrs.get("rel") == ("noopener" if external else None)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        assert "<" not in data
        assert ">" not in data

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def read_strictly(html):
    """Read `html`, failing on anything that a wording may not hold; return what was found."""
    parser = StrictParser()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    assert len(parser.ids) == len(set(parser.ids))
    html.encode()
    return parser
