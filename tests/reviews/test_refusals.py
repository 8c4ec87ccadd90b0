"""Every sentence with which a verb is refused, word for word: people act on them."""

from collections.abc import Callable
from typing import Any

import pytest

from articles.contributing import contribute
from articles.models import Article, CitationReason, Disclaimer, ProblemReport, Standing, Wording
from citations.models import Notice
from reviews import workflow
from reviews.models import Assignment, Verdict
from reviews.refusals import Forbidden, Refused
from tests import people

pytestmark = pytest.mark.django_db
GUIDELINES = "From the guidelines, for the audience “Healthcare professional”"


def refusals(verb: Callable[..., Any], *subject: Any, **facts: Any) -> list[str]:
    """Return the sentences with which `verb` is refused."""
    with pytest.raises(Refused) as error:
        verb(*subject, **facts)
    return error.value.sentences


def saying(guidelines: str, **facts: Any) -> Article:
    wordings = {"clinician": {"from_guidelines": guidelines, "from_research": ""}}
    return people.drafted(wordings=wordings, **facts)


def submitting(article: Article) -> list[str]:
    return refusals(workflow.submit, article, by=people.first_author(article))


# Submit


def test_without_a_question() -> None:
    assert submitting(people.drafted(question=" \u00a0 ")) == ["Write the question."]


NO_ANSWER = (
    "Write the answer for healthcare professionals: From the guidelines, From the research, or "
    "both."
)


@pytest.mark.parametrize("text", [None, "", " \n\t "])
def test_without_an_answer_for_clinicians(text: str | None) -> None:
    parts = {"from_guidelines": text, "from_research": text}
    wordings = {} if text is None else {"clinician": parts}
    assert submitting(people.drafted(wordings=wordings)) == [NO_ANSWER]


def test_with_an_answer_for_patients_alone() -> None:
    Disclaimer.objects.create(audience="patient", text="Ask your doctor.")
    parts = {"from_guidelines": "It helps [@smith2020].", "from_research": ""}
    assert submitting(people.drafted(wordings={"patient": parts})) == [NO_ANSWER]


def test_with_a_part_that_cites_nothing() -> None:
    article = saying("It helps [@smith2020].")
    wording = article.wordings.get()
    wording.from_research = "Trials agree. `[@smith2020]` is code."
    wording.save()
    assert submitting(article) == [
        (
            "From the research, for the audience “Healthcare professional”, cites nothing: cite at "
            "least one source as [@key]."
        )
    ]


def test_with_a_key_that_is_in_no_library() -> None:
    assert submitting(saying("It helps [@smith2020; @nobody1999].")) == [
        f"{GUIDELINES}, cites [@nobody1999], which is not in the library: add it or mend the key."
    ]


@pytest.mark.parametrize(
    "facts",
    [
        {"doi": None, "page": ""},
        {"doi": None, "issued_year": None},
        {"doi": None, "container_title": ""},
        {"title": ""},
    ],
)
def test_with_a_reference_too_thin_to_find(facts: Any) -> None:
    people.citation("thin", **facts)
    assert submitting(saying("It helps [@thin].")) == [
        (
            "The reference thin is too thin to find: it needs a title, and a DOI, PMID, PMCID or "
            "address, or else the journal with year and pages."
        )
    ]


def retracted() -> Notice:
    return Notice.objects.create(
        citation=people.citation(), nature="retraction", noticed_on="2021-02-03"
    )


def test_with_a_retracted_work_and_no_reason() -> None:
    retracted()
    article = people.drafted()
    expected = [
        (
            "The reference smith2020 was retracted: say why you cite it all the same, or cite "
            "another work."
        )
    ]
    assert submitting(article) == expected
    reason = CitationReason.objects.create(
        article=article, citation=people.citation(), reason=" \n "
    )
    assert submitting(article) == expected
    reason.reason = "It is cited as what was withdrawn."
    reason.save()
    assert workflow.submit(article, by=people.first_author(article)).number == 1


def test_with_a_work_that_was_reinstated() -> None:
    notice = retracted()
    Notice.objects.create(citation=notice.citation, nature="reinstatement", noticed_on="2022-01-01")
    article = people.drafted()
    assert workflow.submit(article, by=people.first_author(article)).number == 1


def test_without_a_disclaimer() -> None:
    article = people.drafted()
    Wording.objects.create(
        article=article, audience="patient", from_guidelines="It helps [@smith2020]."
    )
    assert submitting(article) == [
        (
            "There is no disclaimer for the audience “Patient or caregiver” yet: ask an editor to "
            "write it."
        )
    ]


def test_with_brackets_that_do_not_read_as_a_citation() -> None:
    assert submitting(saying("It helps [@smith2020] [@Smith 2020].")) == [
        (
            f"{GUIDELINES}, has [@Smith 2020], which does not read as a citation: write [@key] or "
            "[@a; @b]."
        )
    ]


def test_everything_that_is_lacking_is_said_at_once() -> None:
    article = saying("It helps.", question=" ")
    Disclaimer.objects.all().delete()
    assert submitting(article) == [
        "Write the question.",
        (
            "There is no disclaimer for the audience “Healthcare professional” yet: ask an editor "
            "to write it."
        ),
        f"{GUIDELINES}, cites nothing: cite at least one source as [@key].",
    ]


def test_a_refused_submit_leaves_the_draft_as_it_was() -> None:
    article = saying("It helps.")
    submitting(article)
    article = Article.objects.get(pk=article.pk)
    assert (article.state, article.version, article.submissions.count()) == ("draft", 1, 0)


# Assign, and end an assignment


def assigning(article: Article, *members: Any) -> list[str]:
    return refusals(workflow.assign, article, by=people.editor(), members=list(members))


def test_assigning_nobody() -> None:
    assert assigning(people.submitted()) == ["Choose at least one board member."]


def test_assigning_members_who_are_not_free() -> None:
    article = people.submitted()
    gone, writer, asked = (people.member(name) for name in ("gone", "writer", "asked"))
    gone.is_active = False
    gone.save()
    contribute(article, [writer.user])
    workflow.assign(article, by=people.editor(), members=[asked])
    assert assigning(article, gone, writer, asked, people.member("free")) == [
        "Dr. Gone does not serve on the board.",
        "Dr. Writer wrote or changed this article and cannot review it.",
        "Dr. Asked is assigned already.",
    ]
    assert Assignment.objects.count() == 1


def ending(outcome: Any, reason: str = "I know the maker.") -> list[str]:
    assignment = Assignment.objects.get(member__user__username="reviewer1")
    by = people.user("reviewer1")
    return refusals(workflow.end_assignment, assignment, by=by, outcome=outcome, reason=reason)


def test_ending_an_assignment_without_a_reason() -> None:
    people.under_review()
    assert ending("recused", " ") == ["Say why, in a sentence."]


def test_ending_an_assignment_in_a_way_that_is_none() -> None:
    people.under_review()
    for outcome in ("signed", "declined", "round_ended", "", "bored"):
        assert ending(outcome) == ["An assignment is ended by recusal or an editor."]


def test_ending_an_assignment_twice() -> None:
    article = people.under_review()
    people.sign(article, "reviewer1")
    assert ending("recused") == ["This assignment has ended already."]


# Start the review


@pytest.mark.parametrize("count", [0, 1])
def test_starting_with_fewer_reviewers_than_the_quorum(count: int) -> None:
    article = people.submitted()
    members = [people.member(f"reviewer{number}") for number in range(count)]
    if members:
        workflow.assign(article, by=people.editor(), members=members)
    first, *_ = refusals(workflow.start_review, article, by=people.editor())
    assert first == f"The review needs 2 reviewers and has {count}: assign more first."


def test_starting_with_reviewers_who_turned_out_not_to_be_free() -> None:
    article = people.submitted()
    writer, gone = people.member("writer"), people.member("gone")
    workflow.assign(article, by=people.editor(), members=[writer, gone])
    contribute(article, [writer.user])
    gone.is_active = False
    gone.save()
    first, *_ = refusals(workflow.start_review, article, by=people.editor())
    assert first == "The review needs 2 reviewers and has 0: assign more first."


# Sign


def signing(article: Article, verdict: Verdict, reason: str = "", **facts: Any) -> list[str]:
    facts = {"by": people.user("reviewer1"), "submission": people.latest(article)} | facts
    return refusals(workflow.sign, article, verdict=verdict, reason=reason, **facts)


@pytest.mark.parametrize("verdict", [Verdict.REQUEST_CHANGES, Verdict.APPROVE_WITH_DISSENT])
def test_a_verdict_that_needs_a_reason_without_one(verdict: Verdict) -> None:
    expected = ["Say why: the reason is part of what you sign."]
    assert signing(people.under_review(), verdict, " \n ") == expected


def test_signing_an_older_submission() -> None:
    article = people.under_review()
    older = people.latest(article)
    workflow.return_to_authors(article, by=people.editor(), category="Dose", sentence="Missing.")
    people.under_review(article)
    assert signing(article, Verdict.APPROVE, submission=older) == [
        "There is a newer submission than the one you read: read that one first."
    ]


def test_signing_another_articles_submission() -> None:
    article, other = people.under_review(), people.submitted()
    assert signing(article, Verdict.APPROVE, submission=people.latest(other)) == [
        "There is a newer submission than the one you read: read that one first."
    ]


def test_reaffirming_what_was_never_an_edition() -> None:
    assert signing(people.under_review(), Verdict.REAFFIRM) == [
        "Only an edition can be re-affirmed; sign a submission in other words."
    ]


def test_a_notice_that_the_manuscript_gives_no_reason_for_keeps_it_from_approval() -> None:
    article = people.under_review()
    people.sign(article, "reviewer1")
    Notice.objects.create(
        citation=people.citation(), nature="expression_of_concern", noticed_on="2021-02-03"
    )
    signed = people.sign(article, "reviewer2")
    assert (signed.edition, signed.still_open) == (
        None,
        [
            (
                "The cited work smith2020 has a new notice (Expression of concern, 2021-02-03) "
                "that the manuscript gives no reason for: return it to the authors."
            )
        ],
    )
    assert article.state == "under_review"
    assert not Standing.objects.exists()


def test_too_few_signatures_keep_it_from_approval() -> None:
    people.adopt(quorum=3)
    article = people.submitted()
    members = [people.member(f"reviewer{number}") for number in (1, 2, 3)]
    workflow.assign(article, by=people.editor(), members=members)
    workflow.start_review(article, by=people.editor())
    assert people.sign(article, "reviewer1").still_open == [
        "2 more signatures are needed; signed by Dr. Reviewer1."
    ]
    assert people.sign(article, "reviewer2").still_open == [
        "One more signature is needed; signed by Dr. Reviewer1, Dr. Reviewer2."
    ]


# Return, revise, discard, withdraw, re-affirm


@pytest.mark.parametrize(("category", "sentence"), [("", "Missing."), ("Dose", " "), ("", "")])
def test_returning_without_a_category_and_a_sentence(category: str, sentence: str) -> None:
    facts = {"by": people.editor(), "category": category, "sentence": sentence}
    assert refusals(workflow.return_to_authors, people.submitted(), **facts) == [
        "Give a category and a sentence that tells the authors why."
    ]


@pytest.mark.parametrize(("kind", "note"), [("update", " "), ("first", "Why."), ("other", "Why.")])
def test_revising_without_a_kind_and_a_public_note(kind: Any, note: str) -> None:
    article = people.approved()
    facts = {"by": people.first_author(article), "kind": kind, "note": note}
    assert refusals(workflow.revise, article, **facts) == [
        "Say whether this is an update or a correction, and why, for the public."
    ]


@pytest.mark.parametrize("make", [people.drafted, people.changes_requested, people.withdrawn])
def test_discarding_where_there_is_no_current_edition(make: Any) -> None:
    article = make()
    assert refusals(workflow.discard_revision, article, by=people.first_author(article)) == [
        "There is no current edition to go back to."
    ]


def withdrawing(article: Article, **facts: Any) -> list[str]:
    facts = {"by": people.editor(), "category": "wrong", "sentence": "It was misread."} | facts
    return refusals(workflow.withdraw, article, **facts)


@pytest.mark.parametrize("make", [people.drafted, people.under_review, people.withdrawn])
def test_withdrawing_where_there_is_no_current_edition(make: Any) -> None:
    assert withdrawing(make()) == ["There is no current edition."]


@pytest.mark.parametrize("facts", [{"category": "dull"}, {"category": ""}, {"sentence": " "}])
def test_withdrawing_without_a_category_and_a_sentence(facts: Any) -> None:
    expected = ["Give a category and a sentence that tells readers why."]
    assert withdrawing(people.approved(), **facts) == expected


@pytest.mark.parametrize("make", [people.drafted, people.under_review, people.withdrawn])
def test_a_replacement_that_readers_cannot_read(make: Any) -> None:
    article, other = people.approved(), make()
    expected = ["The replacement has to be another answer that readers can read now."]
    assert withdrawing(article, replacement=other) == expected


def test_an_answer_does_not_replace_itself() -> None:
    article = people.approved()
    expected = ["The replacement has to be another answer that readers can read now."]
    assert withdrawing(article, replacement=Article.objects.get(pk=article.pk)) == expected


def test_reaffirming_an_edition_that_is_not_the_current_one() -> None:
    article = people.under_revision()
    first = article.editions.get()
    people.approved(article)
    facts = {"by": people.user("reviewer1"), "edition": first}
    assert refusals(workflow.reaffirm, article, **facts) == [
        "This is not the current edition: read the current one first."
    ]


def test_reaffirming_a_withdrawn_edition() -> None:
    article = people.withdrawn()
    facts = {"by": people.user("reviewer1"), "edition": article.editions.get()}
    assert refusals(workflow.reaffirm, article, **facts) == ["There is no current edition."]


# A reader's report


def closing(report: ProblemReport, outcome: Any = "no_change", note: str = "Looked.") -> list[str]:
    facts = {"by": people.editor(), "outcome": outcome, "note": note}
    return refusals(workflow.close_report, report, **facts)


def test_closing_a_report_without_an_outcome_and_a_note() -> None:
    edition = people.approved().editions.get()
    report = ProblemReport.objects.create(edition=edition, text="The dose is odd.")
    expected = ["Choose an outcome and say what was found and done."]
    for outcome, note in (("", "Looked."), ("fixed", "Looked."), ("no_change", " ")):
        assert closing(report, outcome, note) == expected


def test_closing_a_report_twice() -> None:
    edition = people.approved().editions.get()
    report = ProblemReport.objects.create(edition=edition, text="The dose is odd.")
    workflow.close_report(
        report, by=people.editor(), outcome=ProblemReport.Outcome.NO_CHANGE, note="Looked."
    )
    assert closing(report) == ["This report was closed already."]


# In the wrong state, or by the wrong person


def test_in_the_wrong_state() -> None:
    article = people.approved()
    by = people.first_author(article)
    expected = ["This cannot be done while the article is Approved."]
    assert refusals(workflow.submit, article, by=by) == expected
    assert refusals(workflow.take_back, article, by=by) == expected
    assert refusals(workflow.start_review, article, by=people.editor()) == expected


WRONG_PERSON = {
    "Only an author of this article can do this.": lambda article, by: workflow.submit(
        article, by=by
    ),
    "Only an editor can do this.": lambda article, by: workflow.start_review(article, by=by),
    "Only an author of this article or an editor can do this.": lambda article, by: workflow.revise(
        article, by=by, kind="update", note="A trial."
    ),
    "Only a member of the medical advisory board can sign.": lambda article, by: workflow.sign(
        article, by=by, submission=None, verdict=Verdict.APPROVE
    ),
}


@pytest.mark.parametrize("sentence", WRONG_PERSON)
def test_by_the_wrong_person(sentence: str) -> None:
    with pytest.raises(Forbidden) as error:
        WRONG_PERSON[sentence](people.drafted(), people.user("stranger"))
    assert error.value.sentences == [sentence]


def test_by_an_editor_who_changed_it() -> None:
    article = people.submitted()
    contribute(article, [people.editor()])
    with pytest.raises(Forbidden) as error:
        workflow.start_review(article, by=people.editor())
    assert error.value.sentences == [
        "You wrote or changed this article, so another editor has to do this."
    ]


def test_by_a_reviewer_who_changed_it() -> None:
    article = people.under_review()
    contribute(article, [people.user("reviewer1")])
    with pytest.raises(Forbidden) as error:
        people.sign(article, "reviewer1")
    assert error.value.sentences == [
        "You wrote or changed this article, so you cannot decide on it."
    ]


def test_by_a_member_who_was_not_asked() -> None:
    article = people.under_review()
    people.member("stranger")
    with pytest.raises(Forbidden) as error:
        people.sign(article, "stranger")
    assert error.value.sentences == ["You are not assigned to review this submission."]
