"""The verbs of authors: submit, take back, revise, discard."""

from collections.abc import Iterator
from typing import Any

from django import forms

from articles.compose import compose
from articles.manuscript import PARTS, parse
from articles.models import Audience, Edition
from reviews import workflow
from reviews.admin.fields import Prose
from reviews.admin.verb_forms import VerbForm
from reviews.models import Policy, Verb
from reviews.steps import standing_of
from reviews.submitting import submit_lacks


class SubmitForm(VerbForm):
    verb = Verb.SUBMIT
    done = "Submitted. An editor assigns reviewers next."
    note = Prose(
        label="Note to the reviewers",
        required=False,
        most=5000,
        help_text="What they should look at, what changed since they last read it. Not public.",
    )

    def effects(self) -> list[str]:
        return [
            "The board reads and signs exactly the text as it is saved now.",
            "It is locked until it comes back. You can take it back until the review starts.",
        ]

    def hindrances(self) -> list[str]:
        return [*submit_lacks(self.article, compose(self.article), Policy.in_force())]

    def perform(self) -> None:
        workflow.submit(self.article, by=self.request.user, note=self.cleaned_data["note"])


class TakeBackForm(VerbForm):
    verb = Verb.TAKE_BACK
    done = "Taken back. It is your draft again."

    def effects(self) -> list[str]:
        return [
            "The article is a draft again, and you can change it.",
            "Reviewers who were asked are no longer asked. What was submitted stays on the record.",
        ]

    def perform(self) -> None:
        workflow.take_back(self.article, by=self.request.user)


class ReviseForm(VerbForm):
    verb = Verb.REVISE
    done = "The revision is open: change the text, then submit it."
    kind = forms.ChoiceField(
        label="What is it?",
        choices=[
            (Edition.Kind.UPDATE.value, "Update: the knowledge has changed"),
            (Edition.Kind.CORRECTION.value, "Correction: something in it was wrong"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is an update or a correction."},
    )
    note = Prose(
        label="Note to the public",
        most=2000,
        help_text="Readers see it beside the new edition. The board signs it with the text.",
        error_messages={"required": "Tell the public, in a sentence, why the answer is revised."},
    )

    def effects(self) -> list[str]:
        return [
            "The text can be changed again.",
            "Readers go on reading the current edition until the board has signed the new one.",
        ]

    def perform(self) -> None:
        workflow.revise(self.article, by=self.request.user, **self.cleaned_data)


class DiscardForm(VerbForm):
    verb = Verb.DISCARD
    done = "The revision was discarded: the working copy is the current edition's again."
    is_grave = True

    def effects(self) -> list[str]:
        lost = ", ".join(self._differences())
        return [
            f"What differs from the current edition is lost: {lost}."
            if lost
            else "The working copy does not differ from the current edition: nothing is lost.",
            "Readers notice nothing. The history keeps what was written.",
        ]

    def perform(self) -> None:
        workflow.discard_revision(self.article, by=self.request.user)

    def _differences(self) -> Iterator[str]:
        standing = standing_of(self.article)
        if standing is None:
            return
        ours, theirs = compose(self.article), parse(bytes(standing.edition.submission.manuscript))
        for part in ("question", "topics", "tags", "authors", "references"):
            if ours[part] != theirs[part]:
                yield part
        if ours.get("searched_through") != theirs.get("searched_through"):
            yield "literature searched through"
        for audience in Audience:
            for part, heading in PARTS:
                if _text(ours, audience, part) != _text(theirs, audience, part):
                    yield f"“{heading}” for {audience.label.lower()}"


def _text(manuscript: dict[str, Any], audience: str, part: str) -> str:
    return str(manuscript["wordings"].get(audience, {}).get(part, ""))
