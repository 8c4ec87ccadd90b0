"""Who may do what in which state: the whole table, written by hand.

What is offered (`available`), what is said (`refusal`) and what happens when the verb is called
have to agree with it, and with each other.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from articles.contributing import contribute
from articles.models import Article, ProblemReport, Submission
from reviews import workflow
from reviews.models import Assignment, BoardMember, Record, Verb
from reviews.refusals import Forbidden, Refused
from reviews.when import available, refusal
from tests import people
from tests.at_hand import at_hand

pytestmark = pytest.mark.django_db

PERSONS = {
    "a": "the author",
    "c": "a co-author",
    "o": "an author of other articles",
    "m": "an assigned member who accepted",
    "v": "an assigned member who has not answered",
    "u": "a member who is not assigned",
    "l": "an assigned member who left the board",
    "j": "an assigned member whose account was closed",
    "e": "an editor",
    "f": "an editor who changed the article",
    "s": "a superuser",
    "t": "a superuser who is a co-author",
    "b": "a superuser who is an assigned member and then changed the article",
    "r": "an auditor",
    "i": "a superuser and co-author whose account was closed",
    "n": "nobody who signed in",
}
# Rows are verbs, columns are states, cells are the persons who may. Nobody else may.
MATRIX = """
                   draft  submitted  under_review  changes_requested  approved  withdrawn
submit             act    -          -             act                -         act
take_back          -      act        -             -                  -         -
assign             -      es         es            -                  -         -
accept             -      v          v             -                  -         -
decline            -      mvbl       mvbl          -                  -         -
start_review       -      es         -             -                  -         -
sign               -      -          m             -                  -         -
request_changes    -      -          m             -                  -         -
return_to_authors  -      es         es            -                  -         -
revise             -      -          -             -                  actefsb   -
discard_revision   -      -          -             -                  -         -
withdraw           -      -          -             -                  efstb     -
reaffirm           -      -          -             -                  mvu       -
"""
# The same while an edition is current: an article is revised.
REVISION = """
                   draft    submitted  under_review  changes_requested
submit             act      -          -             act
take_back          -        act        -             -
assign             -        es         es            -
accept             -        v          v             -
decline            -        mvbl       mvbl          -
start_review       -        es         -             -
sign               -        -          m             -
request_changes    -        -          m             -
return_to_authors  -        es         es            -
revise             -        -          -             -
discard_revision   actefsb  -          -             actefsb
withdraw           efstb    efstb      efstb         efstb
reaffirm           mvu      mvu        mvu           mvu
"""
BESIDE = {  # not on an article's state: below, and in test_comments.py and test_signers.py
    *("end_assignment", "close_report", "adopt_policy", "declare"),
    *("comment", "answer", "resolve", "reopen"),
    *("enrol_authenticator", "remove_authenticator", "hold_signing", "restore_signing"),
}
NO_ONES = {  # what a signature and commands lead to
    *("approve", "notice", "correct_source", "bring_forward", "due", "overdue", "lapsed"),
}

CALLS: dict[str, Callable[[Article, Any], Any]] = {
    "submit": lambda article, by: workflow.submit(article, by=by),
    "take_back": lambda article, by: workflow.take_back(article, by=by),
    "assign": lambda article, by: workflow.assign(article, by=by, members=[spare()]),
    "accept": lambda article, by: workflow.accept(article, by=by, submission=last(article)),
    "decline": lambda article, by: workflow.decline(
        article, by=by, submission=last(article), reason="I have no time.", colleague=spare()
    ),
    "start_review": lambda article, by: workflow.start_review(article, by=by),
    "sign": lambda article, by: sign(article, by, "approve"),
    "request_changes": lambda article, by: sign(article, by, "request_changes"),
    "return_to_authors": lambda article, by: workflow.return_to_authors(
        article, by=by, category="Dose", sentence="It is missing."
    ),
    "revise": lambda article, by: workflow.revise(article, by=by, kind="update", note="A trial."),
    "discard_revision": lambda article, by: workflow.discard_revision(article, by=by),
    "withdraw": lambda article, by: workflow.withdraw(
        article, by=by, category="wrong", sentence="It was misread."
    ),
    "reaffirm": lambda article, by: workflow.reaffirm(
        article, by=by, edition=article.editions.last()
    ),
}


def spare() -> BoardMember:
    return BoardMember.objects.get(user__username="spare")


def last(article: Article) -> Any:
    return article.submissions.last()


def sign(article: Article, by: Any, verdict: Any) -> Any:
    return workflow.sign(
        article, by=by, submission=last(article), verdict=verdict, reason="Small trials."
    )


# The persons and the article


@at_hand
def persons() -> dict[str, Any]:
    """Make everyone, each as free as can be of what the others are."""
    superuser = {"is_superuser": True}
    everyone = {
        "a": people.author("a").user,
        "c": people.author("c").user,
        "o": people.author("o").user,
        "m": people.member("m").user,
        "v": people.member("v").user,
        "u": people.member("u").user,
        "l": people.member("l").user,
        "j": people.member("j").user,
        "e": people.editor("e"),
        "f": people.editor("f"),
        "s": people.user("s"),
        "t": people.author("t").user,
        "b": people.member("b").user,
        "r": people.user("r", "Auditor"),
        "i": people.author("i").user,
        "n": AnonymousUser(),
    }
    for letter in "stbi":
        changed(everyone[letter], **superuser)
    people.member("spare")
    people.member("second")
    return everyone


def changed(row: Any, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()


def drafted(everyone: dict[str, Any]) -> Article:
    article = people.drafted(authors=[people.author(letter) for letter in "acti"])
    contribute(article, [everyone["f"]])
    return article


def assigned(article: Article) -> None:
    """Ask the members who are asked, also those who will turn out not to be free."""
    people.submitted(article)
    names = ["m", "second", "b", "l", "j"]
    editor = people.editor("first_editor")
    members = [people.member(name) for name in [*names, "v"]]
    workflow.assign(article, by=editor, members=members)
    people.accept(article, *names)


def closed(everyone: dict[str, Any], article: Article) -> None:
    """Take from each what makes them no longer free."""
    contribute(article, [everyone["b"]])
    changed(everyone["l"].board_member, is_active=False)
    changed(everyone["j"], is_active=False)
    changed(everyone["i"], is_active=False)


def reach(state: str, article: Article) -> None:
    """Bring `article`, a draft, to `state` by the real verbs."""
    editor = people.editor("first_editor")
    if state == "draft":
        return
    assigned(article)
    if state == "submitted":
        return
    workflow.start_review(article, by=editor)
    if state == "changes_requested":
        sign(article, people.user("second"), "request_changes")
    if state in {"approved", "withdrawn"}:
        sign(article, people.user("second"), "approve")
        sign(article, people.user("m"), "approve")
    if state == "withdrawn":
        workflow.withdraw(article, by=editor, category="wrong", sentence="It was misread.")


def revise(article: Article) -> None:
    reach("approved", article)
    workflow.revise(article, by=people.user("a"), kind="update", note="A newer trial.")
    wording = article.wordings.get()
    changed(wording, from_research="A newer trial agrees [@smith2020].")


# The table


def columns(table: str) -> dict[str, dict[str, str]]:
    """Return, for each state, the persons who may do each verb."""
    head, *rows = [line.split() for line in table.strip().splitlines()]
    return {
        state: {verb: cells[column].replace("-", "") for verb, *cells in rows}
        for column, state in enumerate(head)
    }


FIRST, LATER = columns(MATRIX), columns(REVISION)


def test_every_verb_is_in_the_table() -> None:
    for table in (FIRST, LATER):
        for may in table.values():
            assert set(may) == set(CALLS)
    assert set(CALLS) | BESIDE | NO_ONES == set(Verb.values)


@pytest.mark.parametrize("state", FIRST)
def test_the_matrix(state: str) -> None:
    everyone = persons()
    article = drafted(everyone)
    reach(state, article)
    closed(everyone, article)
    assert disagreements(FIRST[state], article, everyone) == []


@pytest.mark.parametrize("state", LATER)
def test_the_matrix_while_an_edition_is_current(state: str) -> None:
    everyone = persons()
    article = drafted(everyone)
    revise(article)
    reach(state, article)
    closed(everyone, article)
    assert disagreements(LATER[state], article, everyone) == []


def disagreements(may: dict[str, str], article: Article, everyone: dict[str, Any]) -> list[str]:
    """Return a sentence for each verb that is not as the table has it."""
    wrong = []
    for letter, who in PERSONS.items():
        person = everyone[letter]
        offered = available(Article.objects.get(pk=article.pk), person)
        for verb in CALLS:
            expected = letter in may[verb]
            unsaid = not refusal(Article.objects.get(pk=article.pk), Verb(verb), person)
            answers = (Verb(verb) in offered, unsaid, happens(verb, article.pk, person))
            if answers != (expected,) * 3:
                wrong.append(f"{verb} by {who}: offered, not refused, done: {answers}")
    return wrong


def happens(verb: str, key: int, person: Any) -> bool:
    """Return whether the verb can be done, and undo it. Refused, it must leave no trace."""
    lines = Record.objects.count()
    try:
        with transaction.atomic():
            CALLS[verb](Article.objects.get(pk=key), person)
            transaction.set_rollback(True)
    except Refused:
        assert Record.objects.count() == lines
        return False
    return True


# Beside the table


def own_assignment(article: Article, letter: str) -> Assignment:
    return Assignment.objects.get(submission__article=article, member__user__username=letter)


def test_only_the_member_who_was_asked_recuses() -> None:
    everyone = persons()
    article = drafted(everyone)
    reach("under_review", article)
    for asked in "mv":
        own = own_assignment(article, asked)
        for letter, person in everyone.items():
            if letter != asked:
                with pytest.raises(Forbidden) as error:
                    workflow.end_assignment(own, by=person, outcome="recused", reason="I cannot.")
                assert str(error.value) == "Only the member who was asked can recuse."
        workflow.end_assignment(own, by=everyone[asked], outcome="recused", reason="I cannot.")
        assert own_assignment(article, asked).outcome == "recused"


def test_only_an_editor_who_is_free_takes_a_member_off() -> None:
    everyone = persons()
    article = drafted(everyone)
    reach("under_review", article)
    closed(everyone, article)
    own = own_assignment(article, "m")
    allowed = []
    for letter, person in everyone.items():
        try:
            with transaction.atomic():
                workflow.end_assignment(
                    own, by=person, outcome=Assignment.Outcome.REMOVED, reason="Away."
                )
                transaction.set_rollback(True)
        except Forbidden:
            continue
        allowed.append(letter)
    assert allowed == ["e", "s"]


def test_only_an_editor_closes_a_readers_report() -> None:
    everyone = persons()
    article = drafted(everyone)
    reach("approved", article)
    closed(everyone, article)
    report = ProblemReport.objects.create(edition=article.editions.get(), text="The dose is odd.")
    allowed = []
    for letter, person in everyone.items():
        try:
            with transaction.atomic():
                workflow.close_report(
                    report, by=person, outcome=ProblemReport.Outcome.NO_CHANGE, note="Looked."
                )
                transaction.set_rollback(True)
        except Forbidden:
            continue
        allowed.append(letter)
    assert allowed == ["e", "f", "s", "t", "b"]


def test_no_verb_approves_by_itself() -> None:
    assert not hasattr(workflow, "approve")
    assert Submission.objects.count() == 0
