"""Pages of the desk for tests: what a person's browser would send, read from the page itself."""

import re
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from articles.models import Article


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "textarea":
            self.textarea = name
            self.fields.append((name, ""))
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given and self.select:
            self.fields.append((self.select, given.get("value", "")))
        elif tag == "input" and given.get("type") not in {"submit", "checkbox", "radio"}:
            self.fields.append((name, given.get("value", "")))
        elif tag == "input" and "checked" in given:
            self.fields.append((name, given.get("value", "on")))

    def handle_data(self, data: str) -> None:
        if self.textarea:
            name, text = self.fields[-1]
            # HTML drops the first line end of a text area, and browsers send CR LF.
            self.fields[-1] = (name, text + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.textarea:
            name, text = self.fields[-1]
            text = text.removeprefix("\r\n").removeprefix("\n")
            self.fields[-1] = (name, "\r\n".join(text.splitlines()))
            self.textarea = ""
        if tag == "select":
            self.select = ""


def sent(response: HttpResponse, form: str = "article-form") -> dict[str, Any]:
    """Return the fields that a browser sends for the form of that class or id, as it stands.

    The article's form and a verb's have the class that is meant where none is given.
    """
    page = response.content.decode()
    found = re.search(f'(class|id)="{form}"', page)
    assert found, f"There is no form {form}."
    start = found.start()
    parser = _Form()
    parser.feed(page[page.rindex("<form", 0, start) : page.index("</form>", start)])
    fields: dict[str, Any] = {}
    for name, value in parser.fields:
        fields.setdefault(name, []).append(value)
    fields.pop("csrfmiddlewaretoken", None)
    return {name: values if len(values) > 1 else values[0] for name, values in fields.items()}


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def change_url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def verb_url(article: Article, verb: str) -> str:
    return reverse("admin:articles_article_verb", args=[article.pk, verb])


def save(client: Client, article: Article, **changes: Any) -> Any:
    """Open the article's form and send it with `changes`."""
    url = change_url(article)
    return client.post(url, sent(client.get(url)) | changes)
