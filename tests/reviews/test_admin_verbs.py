"""The pages of verbs: what they say before, what they do, and to whom they refuse it."""

import re
from typing import Any

import pytest
from django.urls import reverse

from articles.models import Article, Author, Standing, State
from citations.models import Notice
from reviews import workflow
from reviews.models import Assignment, Record, Verdict
from reviews.refusals import Refused
from tests import people
from tests.reviews.desk import change_url, client_of, sent, verb_url

pytestmark = pytest.mark.django_db

STATES = ("drafted", "submitted", "under_review", "changes_requested", "approved", "withdrawn")


def person(name: str) -> Any:
    if name == "author":
        return people.author().user
    if name in {"editor", "contributing_editor"}:
        return people.editor(name)
    if name == "auditor":
        return people.user("auditor", "Auditor")
    if name == "reviewer1":
        return people.member("reviewer1").user
    return people.author("stranger").user


def article_in(way: str) -> Article:
    authors = [people.author()]
    return getattr(people, way)(by=people.editor("contributing_editor"), authors=authors)


def show(article: Article, verb: str, user: Any) -> str:
    answer = client_of(user).get(verb_url(article, verb))
    assert answer.status_code == 200
    return answer.content.decode()


def do(article: Article, verb: str, user: Any, **answers: Any) -> Any:
    """Open the page of `verb`, send it with `answers`, and return what came back."""
    client, url = client_of(user), verb_url(article, verb)
    answer = client.post(url, sent(client.get(url)) | answers)
    article.refresh_from_db()
    return answer


def buttons(article: Article, user: Any) -> list[str]:
    page = client_of(user).get(change_url(article)).content.decode()
    return re.findall(r'class="verb verb-(\w+)"', page)


# Written by hand from the design's table of verbs.
BUTTONS = {
    ("drafted", "author"): ["submit"],
    ("drafted", "editor"): [],
    ("drafted", "auditor"): [],
    ("submitted", "author"): ["take_back"],
    ("submitted", "editor"): ["assign", "start_review", "return_to_authors"],
    ("submitted", "contributing_editor"): [],
    ("submitted", "auditor"): [],
    ("under_review", "author"): [],
    ("under_review", "editor"): ["assign", "return_to_authors"],
    ("under_review", "contributing_editor"): [],
    ("changes_requested", "author"): ["submit"],
    ("changes_requested", "editor"): [],
    ("approved", "author"): ["revise"],
    ("approved", "editor"): ["revise", "withdraw"],
    ("approved", "contributing_editor"): ["revise", "withdraw"],
    ("approved", "auditor"): [],
    ("withdrawn", "author"): ["submit"],
    ("withdrawn", "editor"): [],
    ("under_revision", "author"): ["submit", "discard_revision"],
    ("under_revision", "editor"): ["discard_revision", "withdraw"],
}


@pytest.mark.parametrize(("way", "who"), BUTTONS)
def test_the_article_has_buttons_for_exactly_the_verbs_that_can_be_done(way: str, who: str) -> None:
    assert buttons(article_in(way), person(who)) == BUTTONS[way, who]


def test_an_assigned_member_who_may_see_the_article_finds_the_review() -> None:
    article = article_in("under_review")
    both = people.user("reviewer1", "Board member")
    both.groups.add(*people.user("auditor", "Auditor").groups.all())
    page = client_of(both).get(change_url(article)).content.decode()
    review = reverse("admin:reviews_submission_review", args=[people.latest(article).pk])
    assert f'<a class="verb verb-sign" href="{review}">Review and sign</a>' in page
    assert buttons(article, both) == ["sign"]


ALLOWED = {
    ("submit", "author"),
    ("take_back", "author"),
    ("revise", "author"),
    ("discard_revision", "author"),
    *((verb, "editor") for verb in ("assign", "start_review", "return_to_authors")),
    *((verb, "editor") for verb in ("revise", "discard_revision", "withdraw")),
    *((verb, "contributing_editor") for verb in ("revise", "discard_revision", "withdraw")),
}
VERBS = (
    *("submit", "take_back", "assign", "start_review", "return_to_authors"),
    *("revise", "discard_revision", "withdraw"),
)


FORGED = {"note": "x", "kind": "update", "category": "wrong", "sentence": "x"}


@pytest.mark.parametrize(("who", "status"), [("reviewer1", 403), ("stranger", 404)])
def test_who_may_not_see_an_article_finds_no_verb_on_it(who: str, status: int) -> None:
    article = article_in("under_review")
    client = client_of(person(who))
    before = (Article.objects.values().get(pk=article.pk), Record.objects.count())
    answers = [client.post(verb_url(article, verb), FORGED).status_code for verb in VERBS]
    assert answers == [status] * len(VERBS)
    assert (Article.objects.values().get(pk=article.pk), Record.objects.count()) == before


@pytest.mark.parametrize("way", STATES)
@pytest.mark.parametrize("who", ["author", "editor"])
def test_looking_at_the_page_of_a_verb_does_nothing(way: str, who: str) -> None:
    article = article_in(way)
    client = client_of(person(who))
    before = (Article.objects.values().get(pk=article.pk), Record.objects.count())
    for verb in VERBS:
        expected = 200 if (verb, who) in ALLOWED else 403
        assert client.get(verb_url(article, verb)).status_code == expected
    assert (Article.objects.values().get(pk=article.pk), Record.objects.count()) == before


def test_a_verb_that_does_not_fit_the_state_is_refused_with_a_sentence() -> None:
    article = people.approved()
    author = people.first_author(article)
    sentence = "This cannot be done while the article is Approved."
    assert sentence in show(article, "submit", author)
    answer = client_of(author).post(verb_url(article, "submit"), {"note": "Please"})
    assert answer.status_code == 409
    assert sentence in answer.content.decode()
    assert Article.objects.get().submissions.count() == 1


def test_an_author_submits_with_a_note() -> None:
    article = people.drafted()
    answer = do(article, "submit", people.first_author(article), note="The dose is new.\r\n")
    assert answer.headers["Location"] == change_url(article)
    assert article.state == State.SUBMITTED
    assert people.latest(article).note == "The dose is new."


def test_what_is_missing_stands_on_the_page_of_submit_and_there_is_no_button() -> None:
    article = people.drafted(wordings={"clinician": {"from_guidelines": "X.", "from_research": ""}})
    author = people.first_author(article)
    page = show(article, "submit", author)
    assert "cites nothing: cite at least one source as [@key]." in page
    assert 'type="submit" class="default"' not in page
    answer = client_of(author).post(verb_url(article, "submit"), {"note": "Please read"})
    assert answer.status_code == 409
    assert "Please read" in answer.content.decode()
    assert answer.content.decode().count("cites nothing") == 1


def test_each_thing_that_is_missing_leads_to_its_place() -> None:
    work = people.citation("retracted2019")
    Notice.objects.create(citation=work, nature="retraction", noticed_on="2021-02-03")
    thin = people.citation("thin", doi=None, page="")
    text = "It helps [@retracted2019; @thin; @nobody1999]."
    wordings = {
        "clinician": {"from_guidelines": text, "from_research": "Nothing is cited."},
        "patient": {"from_guidelines": "It helps [@smith2020].", "from_research": ""},
    }
    article = people.drafted(wordings=wordings, topics=[])
    author = people.first_author(article)
    page, form = show(article, "submit", author), change_url(article)
    assert "Name at least one topic: editors ask reviewers whose specialty it is" in page
    ways = [
        f'<a href="{form}#id_clinician_from_research">Go to its place in the form</a>',
        f'<a href="{form}#id_clinician_from_guidelines">Go to its place in the form</a>',
        '<a href="/admin/citations/citation/add/?key=nobody1999">Add nobody1999 to the library</a>',
        f'<a href="/admin/citations/citation/{thin.pk}/change/">',
        f'<a href="{form}#id_why_{work.pk}">Write the reason</a>',
        f'<a href="{form}#id_topics_1">Go to its place in the form</a>',
    ]
    saved = client_of(author).get(form).content.decode()
    assert [way for way in ways if way not in page or way not in saved] == []
    for way in ways:
        name = way.partition("#")[2].partition('"')[0]
        assert not name or f'id="{name}"' in saved, name
    assert "Open the disclaimers" not in page
    with pytest.raises(Refused, match="Name at least one topic"):
        workflow.submit(article, by=author)
    editor = client_of(people.editor()).get(form).content.decode()
    assert "Open the disclaimers" in editor


def test_an_author_without_a_declaration_is_led_to_it() -> None:
    fresh, other = people.user("fresh", "Author"), people.author("other")
    seat = Author.objects.create(user=fresh, name="Fresh Test")
    article = people.drafted(authors=[seat, other])
    way = '<a href="/admin/articles/declaration/add/">Sign your declaration</a>'
    assert way in show(article, "submit", fresh)
    shown = show(article, "submit", other.user)
    assert "Fresh Test has no current declaration of interests" in shown
    assert way not in shown


def test_an_author_takes_back() -> None:
    article = people.submitted()
    do(article, "take_back", people.first_author(article))
    assert article.state == State.DRAFT


def test_an_editor_assigns_and_starts() -> None:
    article, editor = people.submitted(), people.editor()
    first, second = people.member("reviewer1"), people.member("reviewer2")
    lacks = "The review needs 2 reviewers and has 0: assign more first."
    assert lacks in show(article, "start_review", editor)
    do(article, "assign", editor, members=[first.pk, second.pk])
    assert {row.member for row in Assignment.objects.open()} == {first, second}
    do(article, "start_review", editor)
    assert article.state == State.UNDER_REVIEW


def test_members_are_offered_with_specialty_and_load_and_without_contributors() -> None:
    busy, writing = people.member("busy"), people.member("writing")
    busy.specialty = "Cardiology"
    busy.save()
    other = people.submitted()
    workflow.assign(other, by=people.editor(), members=[busy])
    people.author("writing")
    article = people.submitted(authors=[people.author("writing")])
    retired = people.member("retired")
    retired.is_active = False
    retired.save()
    page = show(article, "assign", people.editor())
    field = "Cardiology, verified in General medicine"
    why = f"({field}; no conflict with this text; 1 open review; has reviewed nothing yet)"
    assert f'Dr. Busy, MD, PhD <span class="why">{why}</span>' in page
    assert writing.name not in page
    assert retired.name not in page


def test_who_reviewed_it_before_is_chosen_already_but_not_who_stepped_back() -> None:
    article = people.changes_requested()
    third = people.member("reviewer3")
    people.submitted(article)
    workflow.assign(article, by=people.editor(), members=[third])
    workflow.end_assignment(
        Assignment.objects.open().get(),
        by=third.user,
        outcome=Assignment.Outcome.RECUSED,
        reason="I know the makers.",
    )
    client, url = client_of(people.editor()), verb_url(article, "assign")
    chosen = {str(people.member(name).pk) for name in ("reviewer1", "reviewer2")}
    assert set(sent(client.get(url))["members"]) == chosen
    told = client.get(url).text.partition('Dr. Reviewer3, MD, PhD <span class="why">(')[2]
    why = "0 open reviews; has reviewed nothing yet; stepped back from it before"
    assert why in told.partition(")</span>")[0]


@pytest.mark.parametrize("members", [[], ["abc"], ["999999"], ["\x00"], ["9" * 30]])
def test_a_member_who_cannot_be_assigned_is_refused_with_a_sentence(members: list[str]) -> None:
    article = people.submitted()
    people.member()
    answer = client_of(people.editor()).post(verb_url(article, "assign"), {"members": members})
    assert answer.status_code == 200
    assert 'class="errorlist"' in answer.content.decode()
    assert not Assignment.objects.exists()


def test_a_member_who_became_a_contributor_meanwhile_is_not_assigned() -> None:
    article, member = people.submitted(), people.member("reviewer1")
    client, url = client_of(people.editor()), verb_url(article, "assign")
    fields = sent(client.get(url)) | {"members": [member.pk]}
    article.contributors.create(user=member.user, contributed_at=article.created_at)
    answer = client.post(url, fields)
    assert "One of them can no longer be assigned" in answer.content.decode()
    assert not Assignment.objects.exists()


def test_an_editor_returns_with_a_reason_that_the_author_reads() -> None:
    article = people.under_review()
    do(article, "return_to_authors", people.editor(), category="Sources", sentence="One is thin.")
    assert article.state == State.CHANGES_REQUESTED
    page = client_of(people.first_author(article)).get(change_url(article)).content.decode()
    assert "Sources: One is thin." in page


@pytest.mark.parametrize("answers", [{"category": "Sources"}, {"sentence": "Thin."}, {}])
def test_returning_needs_a_category_and_a_sentence_and_loses_neither(
    answers: dict[str, str],
) -> None:
    article = people.submitted()
    answer = do(article, "return_to_authors", people.editor(), **answers)
    assert article.state == State.SUBMITTED
    assert {name: sent(answer)[name] for name in answers} == answers


def test_an_author_revises_with_a_public_note() -> None:
    article = people.approved()
    author = people.first_author(article)
    assert "Say whether it is an update or a correction." in (
        do(article, "revise", author, note="New.").content.decode()
    )
    do(article, "revise", author, kind="correction", note="The dose was wrong.")
    assert (article.state, article.revision_kind) == (State.DRAFT, "correction")


def test_discarding_says_what_is_lost() -> None:
    article = people.under_revision()
    author = people.first_author(article)
    assert "nothing is lost" in show(article, "discard_revision", author)
    wording = article.wordings.get()
    wording.from_research = "Something else [@smith2020]."
    wording.save()
    page = show(article, "discard_revision", author)
    assert "is lost: “From the research” for healthcare professional." in page
    do(article, "discard_revision", author)
    assert article.state == State.APPROVED


WITHDRAWAL = {"category": "wrong", "sentence": "The source was misread."}


def test_an_editor_withdraws_with_their_signature_and_names_a_replacement() -> None:
    article, other, editor = people.approved(), people.approved(), people.editor()
    signature = {"username": editor.username, "password": people.PASSWORD}
    answer = do(article, "withdraw", editor, **WITHDRAWAL, **signature, replacement=other.slug)
    assert answer.status_code == 302
    withdrawal = Standing.objects.get(article=article).withdrawal
    assert (withdrawal.sentence, withdrawal.replacement) == ("The source was misread.", other)


@pytest.mark.parametrize(
    ("username", "password"),
    [("editor", "wrong"), ("reviewer1", people.PASSWORD), ("", ""), ("editor\x00", "x")],
)
def test_a_wrong_signature_withdraws_nothing_and_loses_nothing(
    username: str, password: str
) -> None:
    article, editor = people.approved(), people.editor()
    signature = {"username": username, "password": password}
    answer = do(article, "withdraw", editor, **WITHDRAWAL, **signature)
    assert Standing.objects.current().filter(article=article).exists()
    shown = sent(answer)
    assert (shown["category"], shown["sentence"]) == ("wrong", "The source was misread.")
    assert shown["password"] == ""
    assert people.PASSWORD not in answer.content.decode()


def test_a_replacement_is_found_by_address_by_question_or_by_words() -> None:
    article, editor = people.approved(), people.editor()
    asthma = people.approved(question="Which inhaler for asthma?", slug="asthma")
    people.approved(question="Which inhaler for COPD?", slug="copd")
    people.drafted(question="Which inhaler for children?", slug="children")
    signature = {"username": editor.username, "password": people.PASSWORD}
    several = do(article, "withdraw", editor, **WITHDRAWAL, **signature, replacement="inhaler")
    assert "Several answers fit: " in several.content.decode()
    for words in ("nothing", article.slug, "children", "x" * 600):
        answer = do(article, "withdraw", editor, **WITHDRAWAL, **signature, replacement=words)
        assert 'class="errorlist"' in answer.content.decode()
    address = "http://127.0.0.1:8000/answers/asthma/"
    do(article, "withdraw", editor, **WITHDRAWAL, **signature, replacement=address)
    assert Standing.objects.get(article=article).withdrawal.replacement == asthma


def test_a_password_is_never_in_the_record_or_the_log(caplog: pytest.LogCaptureFixture) -> None:
    article, editor = people.approved(), people.editor()
    signature = {"username": editor.username, "password": people.PASSWORD}
    do(article, "withdraw", editor, **WITHDRAWAL, **signature)
    assert people.PASSWORD not in caplog.text
    assert people.PASSWORD not in str(list(Record.objects.values()))


@pytest.mark.parametrize("bad", ["a\x00b", "a\x07b", "a\u202eb"])
def test_characters_that_nobody_sees_are_refused_in_every_text(bad: str) -> None:
    article = people.submitted()
    answer = do(article, "return_to_authors", people.editor(), category="Other", sentence=bad)
    assert answer.status_code == 200
    assert article.state == State.SUBMITTED
    assert "Line 1 has an invisible c" in answer.content.decode()


def test_a_reviewer_who_asked_for_changes_is_named_to_the_author() -> None:
    article = people.under_review()
    people.sign(article, "reviewer2", Verdict.REQUEST_CHANGES, "Say it in fewer words.")
    page = client_of(people.first_author(article)).get(change_url(article)).content.decode()
    assert "Say it in fewer words." in page
    assert "Changes requested, Reviewer2 Test" in page
