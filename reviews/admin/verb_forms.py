"""What a page of a verb is made of: what it asks, what it says before, and how it is done."""

from typing import Any

from django import forms
from django.http import HttpRequest

from articles.models import Article
from reviews.models import Verb

LABELS = {
    Verb.SUBMIT: "Submit for review",
    Verb.TAKE_BACK: "Take back",
    Verb.ASSIGN: "Assign reviewers",
    Verb.ACCEPT: "Answer the invitation",
    Verb.START_REVIEW: "Start the review",
    Verb.SIGN: "Review and sign",
    Verb.REQUEST_CHANGES: "Request changes",
    Verb.RETURN: "Return to the authors",
    Verb.REVISE: "Revise",
    Verb.DISCARD: "Discard the revision",
    Verb.WITHDRAW: "Withdraw from readers",
    Verb.REAFFIRM: "Re-affirm",
}


class VerbForm(forms.Form):
    """A page that does one verb.

    `effects` are sentences that say what will happen, `hindrances` what has to be mended first;
    with a hindrance there is no button.
    """

    verb: Verb
    done: str
    is_grave = False

    def __init__(self, data: Any = None, *, article: Article, request: HttpRequest) -> None:
        super().__init__(data, label_suffix="")
        self.article, self.request = article, request
        self.ask()

    def ask(self) -> None:
        """Fill in what the form's questions depend on."""

    def effects(self) -> list[str]:
        raise NotImplementedError

    def hindrances(self) -> list[str]:
        return []

    def perform(self) -> None:
        """Do it. Raises Refused or Forbidden, with sentences."""
        raise NotImplementedError
