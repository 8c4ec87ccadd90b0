import pytest

from articles.markup import citation_keys
from tests.articles.parts import html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[x](https://nih.gov/a)", '<a href="https://nih.gov/a" rel="noopener">x</a>'),
        ('[x](https://nih.gov "t")', '<a href="https://nih.gov" rel="noopener">x</a>'),
        ("<http://nih.gov>", '<a href="http://nih.gov" rel="noopener">http://nih.gov</a>'),
        ("[x](mailto:a@b.example)", '<a href="mailto:a@b.example">x</a>'),
        ("[x](#top)", '<a href="#top">x</a>'),
        ("[](https://nih.gov)", '<a href="https://nih.gov" rel="noopener">https://nih.gov</a>'),
        (
            "[![](x.png)](https://nih.gov)",
            '<a href="https://nih.gov" rel="noopener">https://nih.gov</a>',
        ),
        ("[*x*](javascript:alert(1))", "<em>x</em>"),
        ("[x](JAVA&#83;CRIPT:alert(1))", "x"),
        ("[x](data:text/html;base64,PHNjcmlwdD4=)", "x"),
        (
            "[x](vbscript:a) [y](https://nih.gov)",
            'x <a href="https://nih.gov" rel="noopener">y</a>',
        ),
        ("[x](//evil.example)", "x"),
        ("[x](/admin/)", "x"),
        ("[x](relative.html)", "x"),
        ("[x](https://nih.gov@evil.example)", "x"),
        ("<ftp://nih.gov>", "ftp://nih.gov"),
        ("[x]\n\n[x]: javascript:alert(1)", "x"),
    ],
)
def test_link_leads_to_the_web_mail_or_an_anchor_or_is_text(text, expected):
    assert html(text) == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![A *graph*](https://nih.gov/x.png)", "A graph"),
        ("![A ![small `x`](a) graph](b)", "A small x graph"),
        ("![](x.png)", ""),
        ("[![A](x.png)](https://nih.gov)", '<a href="https://nih.gov" rel="noopener">A</a>'),
        ("![<b>](x.png)", "&lt;b&gt;"),
    ],
)
def test_image_is_its_alternative_text(text, expected):
    assert html(text) == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("<script>\nalert(1)\n</script>", "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</p>"),
        ("<!-- x -->", "<p>&lt;!-- x --&gt;</p>"),
        ('```js" onclick="x\n1 < 2\n```', "<pre><code>1 &lt; 2\n</code></pre>"),
        ("&lt;b&gt; &amp; &copy;", "<p>&lt;b&gt; &amp; \u00a9</p>"),
    ],
)
def test_raw_html_is_shown_as_text(text, expected):
    assert html(text) == expected


def test_lists_and_breaks_are_plain_commonmark():
    assert html("3. a\\\n   b\n4. c\n\n***\n\n> **d**") == (
        '<ol start="3">\n<li>a<br>\nb</li>\n<li>c</li>\n</ol>\n<hr>\n'
        "<blockquote>\n<p><strong>d</strong></p>\n</blockquote>"
    )


@pytest.mark.parametrize("marker", ["> ", "- ", "1. ", "> - "])
def test_text_nested_too_deeply_is_still_shown(marker):
    assert "the last word" in html(marker * 100 + "the last word")
    assert citation_keys(marker * 100 + "[@a]") == ["a"]


def test_characters_that_nobody_sees_are_marked_in_the_preview():
    assert html("a\x00b\ud800c\u202ed&#x202E;e") == ("<p>a\ufffdb\ufffdc\ufffdd\ufffde</p>")
