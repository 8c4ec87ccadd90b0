"""The verbs of editors: assign, start the review, return, withdraw."""

from typing import Any

from django import forms
from django.utils.html import format_html

from articles.models import Withdrawal
from reviews import workflow
from reviews.admin.fields import Answer, Prose, current_answers
from reviews.admin.signature_forms import CredentialsForm
from reviews.admin.suggestions import suggested
from reviews.admin.verb_forms import VerbForm
from reviews.codes import authenticator_of
from reviews.eligibility import start_lacks
from reviews.models import Policy, Verb
from reviews.steps import latest_submission
from reviews.who import open_assignments

SUGGESTIONS = 300  # questions that the page of a withdrawal offers while one types


class AssignForm(VerbForm):
    verb = Verb.ASSIGN
    done = "Assigned."
    members = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        label="Who should review it?",
        help_text="The best suggestion comes first. Members who wrote or changed the article, "
        "are assigned already or whose account is closed are not listed.",
        error_messages={
            "required": "Choose at least one member.",
            "invalid_choice": "One of them can no longer be assigned: choose from the list below.",
        },
    )

    def ask(self) -> None:
        self.suggested = suggested(self.article)
        field: Any = self.fields["members"]
        field.choices = [
            (member.pk, format_html('{} <span class="why">({})</span>', member, member.why))
            for member in self.suggested
        ]
        self.initial["members"] = [
            member.pk
            for member in self.suggested
            if member.reviewed and not (member.stepped_back or member.away or member.unable)
        ]

    def effects(self) -> list[str]:
        asked = open_assignments(self.article).select_related("member")
        names = ", ".join(assignment.member.name for assignment in asked) or "nobody yet"
        policy = Policy.in_force()
        return [
            f"A review needs {policy.quorum} reviewers. Assigned now: {names}.",
            f"Each gets {policy.review_days} days.",
        ]

    def hindrances(self) -> list[str]:
        if self.suggested:
            return []
        return ["There is no board member who could be assigned: add one to the board first."]

    def perform(self) -> None:
        chosen = set(self.cleaned_data["members"])
        members = [member for member in self.suggested if member.pk in chosen]
        workflow.assign(self.article, by=self.request.user, members=members)


class StartReviewForm(VerbForm):
    verb = Verb.START_REVIEW
    done = "The review has started."

    def effects(self) -> list[str]:
        assigned = open_assignments(self.article).select_related("member")
        names = ", ".join(assignment.member.name for assignment in assigned) or "nobody yet"
        policy = Policy.in_force()
        return [
            f"Reviewers: {names}.",
            f"Policy in force: version {policy.version}; {policy.quorum} members must sign.",
        ]

    def hindrances(self) -> list[str]:
        return start_lacks(latest_submission(self.article), Policy.in_force())

    def perform(self) -> None:
        workflow.start_review(self.article, by=self.request.user)


class ReturnForm(VerbForm):
    verb = Verb.RETURN
    done = "Returned to the authors."
    category = forms.ChoiceField(
        label="Kind of reason",
        choices=[
            ("", "Choose one"),
            *((kind, kind) for kind in ("Incomplete", "Sources", "Wording", "Out of scope")),
            ("Duplicate", "Duplicate of another answer"),
            ("Other", "Another reason"),
        ],
        error_messages={"required": "Choose the kind of reason."},
    )
    sentence = Prose(
        label="What the authors should change",
        most=2000,
        help_text="They see it above their text.",
        error_messages={"required": "Tell the authors, in a sentence, what they should change."},
    )

    def effects(self) -> list[str]:
        return [
            "The article goes back to its authors, who can change it and submit it again.",
            "Open assignments end; signatures on this submission stay on the record.",
        ]

    def perform(self) -> None:
        workflow.return_to_authors(self.article, by=self.request.user, **self.cleaned_data)


class WithdrawForm(VerbForm, CredentialsForm):
    verb = Verb.WITHDRAW
    done = "Withdrawn. Readers see the reason in place of the answer."
    is_grave = True
    category = forms.ChoiceField(
        label="Why?",
        choices=[("", "Choose one"), *Withdrawal.Category.choices],
        error_messages={"required": "Choose why it is withdrawn."},
    )
    sentence = Prose(
        label="What readers are told",
        most=2000,
        help_text="It is public, and stays.",
        error_messages={"required": "Tell readers, in a sentence, why it is withdrawn."},
    )
    replacement = Answer(
        required=False,
        label="Answer that replaces it",
        help_text="If there is one: its address, or words of its question.",
        widget=forms.TextInput(attrs={"list": "answers", "autocomplete": "off"}),
    )
    field_order = ("category", "sentence", "replacement", "username", "password", "code")

    def ask(self) -> None:
        others = current_answers(self.article)
        field: Any = self.fields["replacement"]
        field.others = others
        if authenticator_of(self.request.user) is None:
            del self.fields["code"]
        else:
            self.fields["code"].required = True
        self.suggestions = list(others.values_list("question", flat=True)[:SUGGESTIONS])

    def effects(self) -> list[str]:
        return [
            "From now on nobody can read this answer, nor any of its editions.",
            "Readers see your sentence and, if you name one, the answer that replaces it.",
            "A revision under way goes back to its authors.",
            "A withdrawn edition never comes back; a new one can be signed.",
        ]

    def perform(self) -> None:
        self.confirm(self.request)
        names = ("category", "sentence", "replacement")
        sent = {name: self.cleaned_data[name] for name in names}
        workflow.withdraw(self.article, by=self.request.user, **sent)
