"""The board's desk: who reads a submission, who signs it, and what a signature leaves behind."""

import datetime
import logging
import re
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.contributing import contribute
from articles.models import Article, Disclaimer, Edition, Standing, State, Submission
from citations.models import Notice
from reviews import workflow
from reviews.models import Assignment, BoardMember, Record, ReviewDecision, Verdict
from reviews.notices import put_up
from tests import people

pytestmark = pytest.mark.django_db

LIST = "/admin/reviews/assignment/"
SECRET = "a wrong password that nobody may read"


def desk_of(name: str, *groups: str) -> Client:
    client = Client()
    client.force_login(people.user(name, *groups))
    return client


def reviewer(name: str = "reviewer1") -> Client:
    return desk_of(people.member(name).user.username)


def review_of(article: Article) -> str:
    return reverse("admin:reviews_submission_review", args=[people.latest(article).pk])


def signature(**facts: Any) -> dict[str, Any]:
    return {
        "verdict": "approve",
        "reason": "",
        "username": "reviewer1",
        "password": people.PASSWORD,
    } | facts


def sentences(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def errors(response: Any) -> list[str]:
    return [str(error) for error in response.context["errors"]]


def unchanged() -> tuple[int, int, int]:
    return ReviewDecision.objects.count(), Record.objects.count(), Edition.objects.count()


# Reading


def test_a_member_reads_the_stored_text_its_sources_and_what_is_open() -> None:
    article = people.under_review()
    page = reviewer().get(review_of(article))
    stored = bytes(people.latest(article).rendered.get().html).decode()
    plain = stored.split("<p>")[1].split("<sup")[0]
    assert plain in page.text
    assert 'id="clinician-references"' in page.text
    assert "A trial of smith2020" in page.text
    assert "https://doi.org/10.5555/smith2020" in page.text
    assert "Please read." in page.text
    assert "At least 2 different members of the board have to sign that very copy." in page.text
    assert people.latest(article).digest_hex[:12] in page.text
    for verdict in (Verdict.APPROVE, Verdict.APPROVE_WITH_DISSENT, Verdict.REQUEST_CHANGES):
        assert verdict.meaning in page.text


def test_every_wording_is_on_the_page_with_anchors_of_its_own() -> None:
    text = 'Say `id="references"` and [@smith2020].'
    wordings = {
        audience: {"from_guidelines": text, "from_research": ""}
        for audience in ("clinician", "patient")
    }
    Disclaimer.objects.create(audience="patient", text="For patients.")
    page = reviewer().get(review_of(people.under_review(wordings=wordings)))
    for audience in ("clinician", "patient"):
        assert page.text.count(f'id="{audience}-references"') == 1
        assert f'id="{audience}-reference-1"' in page.text
    assert page.text.count('<code>id="references"</code>') == 2
    assert "For patients." in page.text


def test_what_happened_to_a_source_since_is_shown_beside_it() -> None:
    article = people.under_review()
    work = people.citation()
    work.title = "Another title"
    work.save()
    Notice.objects.create(
        citation=work, nature=Notice.Nature.CONCERN, noticed_on=datetime.date(2026, 1, 2)
    )
    page = reviewer().get(review_of(article))
    assert "A trial of smith2020" in page.text
    assert "New since the submission: Expression of concern, 2026-01-02" in page.text
    assert f"record was corrected on {timezone.now():%Y-%m-%d}." in page.text
    assert "Another title" in page.text.split("It reads now:")[1]


@pytest.mark.parametrize("group", ["Author", "Board member", None])
def test_whoever_is_not_asked_reads_nothing(group: str | None) -> None:
    article = people.under_review()
    people.member("reviewer3")
    client = desk_of("reviewer3" if group == "Board member" else "other", *filter(None, [group]))
    page = client.get(review_of(article))
    assert page.status_code == 403
    assert "Only the board members who are asked to review this submission" in page.text
    assert client.post(review_of(article), signature(username="other")).status_code == 403


@pytest.mark.parametrize("group", ["Editor", "Editor-in-chief", "Auditor"])
def test_editors_and_auditors_read_and_cannot_sign(group: str) -> None:
    article = people.under_review()
    client = desk_of("other", group)
    page = client.get(review_of(article))
    assert page.status_code == 200
    assert 'name="password"' not in page.text
    before = unchanged()
    assert client.post(review_of(article), signature(username="other")).status_code == 403
    assert unchanged() == before


def test_even_a_superuser_signs_nothing_without_being_asked() -> None:
    article = people.under_review()
    root = people.user("root")
    root.is_superuser = True
    root.save()
    before = unchanged()
    client = desk_of("root")
    assert client.post(review_of(article), signature(username="root")).status_code == 403
    assert unchanged() == before


def test_a_colleagues_verdict_shows_after_ones_own() -> None:
    article = people.under_review()
    people.sign(article, "reviewer2", Verdict.APPROVE_WITH_DISSENT, "Only small trials.")
    client = reviewer()
    assert "Only small trials." not in client.get(review_of(article)).text
    client.post(review_of(article), signature())
    assert "Only small trials." in client.get(review_of(article)).text


def test_the_reasons_of_an_earlier_round_are_shown_in_the_next() -> None:
    article = people.changes_requested()
    people.under_review(Article.objects.get(pk=article.pk))
    assert "The dose is missing." in reviewer("reviewer2").get(review_of(article)).text


def test_before_the_review_starts_a_member_reads_and_cannot_sign() -> None:
    article = people.submitted()
    people.asked(article, "reviewer1")
    page = reviewer().get(review_of(article))
    assert "You can read now, and sign once the review is under way." in page.text
    assert 'name="password"' not in page.text


# Signing


def test_the_last_signature_needed_publishes() -> None:
    article = people.under_review()
    first = reviewer().post(review_of(article), signature(), follow=True)
    assert sentences(first) == [
        "Signed. Still open: One more signature is needed; signed by Dr. Reviewer1."
    ]
    client = reviewer("reviewer2")
    dissent = signature(verdict="approve_with_dissent", reason="Small.", username="reviewer2")
    second = client.post(review_of(article), dissent, follow=True)
    (told,) = sentences(second)
    assert told.startswith("Signed. Yours was the last signature needed: edition 1 is published.")
    assert client.get(f"/answers/{article.slug}/").status_code == 200
    assert Standing.objects.current().get().edition.submission == people.latest(article)
    assert [d.reason for d in ReviewDecision.objects.order_by("number")] == ["", "Small."]


def test_requesting_changes_sends_it_back() -> None:
    article = people.under_review()
    data = signature(verdict="request_changes", reason="The dose is missing.")
    response = reviewer().post(review_of(article), data, follow=True)
    assert sentences(response) == ["Signed. The article went back to its authors with your reason."]
    article.refresh_from_db()
    assert article.state == State.CHANGES_REQUESTED


@pytest.mark.parametrize("verdict", ["approve_with_dissent", "request_changes"])
@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_dissent_needs_its_reason(verdict: str, reason: str) -> None:
    article = people.under_review()
    before = unchanged()
    page = reviewer().post(review_of(article), signature(verdict=verdict, reason=reason))
    assert page.status_code == 200
    assert "Say why: the reason is part of what you sign." in page.text
    assert unchanged() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "reaffirm"},
        {"verdict": ""},
        {"verdict": "approve\0"},
        {"reason": "hidden \u202e text"},
        {"reason": "nul \0"},
        {"reason": "x" * 20_001},
        {"username": ""},
        {"password": ""},
        {"password": "x" * 5000},
    ],
)
def test_a_senseless_signature_gets_a_sentence(wrong: dict[str, str]) -> None:
    article = people.under_review()
    before = unchanged()
    page = reviewer().post(review_of(article), signature(**wrong))
    assert page.status_code == 200
    assert 'class="errorlist"' in page.text
    assert unchanged() == before


def top_note(response: Any) -> str:
    """Return the note above the page's facts, which takes the focus and is told by the title."""
    assert "<title>Error:" in " ".join(response.text.split()).replace("> ", ">")
    note = response.text.index('id="not-signed" tabindex="-1" autofocus')
    assert note < response.text.index('<dl class="facts')
    return str(response.text[note : response.text.index("</div>", note)])


def test_what_kept_a_signature_stands_on_top_and_leads_to_each_field() -> None:
    article = people.under_review()
    wrong = signature(verdict="request_changes", reason="", username="")
    note = top_note(reviewer().post(review_of(article), wrong))
    assert "Not signed:" in note
    assert "Say why: the reason is part of what you sign." in note
    assert re.findall('href="([^"]+)"', note) == ["#id_username", "#id_reason"]
    note = top_note(reviewer().post(review_of(article), signature(verdict="")))
    assert re.findall('href="([^"]+)"', note) == ["#verdict-approve"]
    page = reviewer().post(review_of(article), signature(password=SECRET))
    assert re.findall('href="([^"]+)"', top_note(page)) == ["#sign-title"]
    assert "password is wrong" in top_note(page)
    again = reviewer().post(reaffirm_of(people.approved()), {"username": "", "password": ""})
    assert re.findall('href="([^"]+)"', top_note(again)) == ["#id_username", "#id_password"]
    assert "not-signed" not in reviewer().get(review_of(article)).text


def test_a_wrong_password_keeps_the_text_and_forgets_the_password(caplog: Any) -> None:
    article = people.under_review()
    before = unchanged()
    with caplog.at_level(logging.DEBUG):
        data = signature(verdict="request_changes", reason="A long thought.", password=SECRET)
        page = reviewer().post(review_of(article), data)
    assert "The user name or the password is wrong. Nothing was signed." in page.text
    assert "A long thought." in page.text
    chosen = page.text.split(" checked required")[0].rsplit("<input", 1)[1]
    assert 'value="request_changes"' in chosen
    assert SECRET not in page.text
    assert SECRET not in caplog.text
    attempt = AccessAttempt.objects.get()
    assert (attempt.failures_since_start, SECRET in attempt.post_data) == (1, False)
    assert "A long thought." not in attempt.post_data
    assert unchanged() == before


def test_an_error_page_has_no_password(caplog: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    article = people.under_review()

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(workflow, "sign", broken)
    client = reviewer()
    client.raise_request_exception = False
    with caplog.at_level(logging.DEBUG):
        page = client.post(review_of(article), signature())
    assert page.status_code == 500
    assert people.PASSWORD not in page.text
    assert people.PASSWORD not in caplog.text


def test_five_wrong_passwords_lock_the_signature_and_keep_the_text() -> None:
    article = people.under_review()
    client = reviewer()
    for _ in range(5):
        page = client.post(review_of(article), signature(password=SECRET, reason="Kept."))
    assert page.status_code == 429
    assert "Signing is suspended for your account" in page.text
    assert "Kept." in page.text
    page = client.post(review_of(article), signature())
    assert "Signing is suspended for your account" in page.text
    assert not ReviewDecision.objects.exists()


@pytest.mark.parametrize("name", ["reviewer2", "REVIEWER1", "editor"])
def test_only_the_sessions_own_name_signs(name: str) -> None:
    article = people.under_review()
    page = reviewer().post(review_of(article), signature(username=name))
    assert errors(page)[0].startswith("The user name or the password is wrong.")
    assert not ReviewDecision.objects.exists()


def test_a_signature_on_a_submission_that_was_replaced_is_refused() -> None:
    """The member had the old page open while the text went back and came again, changed."""
    article = people.under_review()
    old_page = review_of(article)
    workflow.return_to_authors(article, by=people.editor(), category="scope", sentence="Shorter.")
    wording = article.wordings.get()
    wording.from_guidelines = "Something else [@smith2020]."
    wording.save()
    people.under_review(Article.objects.get(pk=article.pk))
    before = unchanged()
    page = reviewer().post(old_page, signature(verdict="request_changes", reason="Typed long."))
    assert errors(page) == [
        "There is a newer submission than the one you read: read that one first."
    ]
    assert "Typed long." in page.text
    assert unchanged() == before


def test_after_the_round_ended_it_is_read_without_a_form() -> None:
    article = people.changes_requested()
    client = reviewer("reviewer2")
    page = client.get(review_of(article))
    assert page.status_code == 200
    assert 'name="password"' not in page.text
    before = unchanged()
    typed = signature(username="reviewer2", verdict="request_changes", reason="Too late a thought.")
    late = client.post(review_of(article), typed)
    assert late.status_code == 409
    (sentence,) = errors(late)
    assert re.fullmatch(
        r"This round ended on [0-9: -]+ UTC: Dr\. \w+ requested changes\.", sentence
    )
    assert "Too late a thought." in late.text
    assert unchanged() == before


def test_a_member_who_changed_the_article_meanwhile_cannot_sign() -> None:
    article = people.under_review()
    contribute(article, [people.member().user])
    page = reviewer().post(review_of(article), signature())
    assert page.status_code == 403
    assert errors(page) == ["You wrote or changed this article, so you cannot decide on it."]


def test_a_member_who_left_the_board_cannot_sign() -> None:
    article = people.under_review()
    BoardMember.objects.filter(user__username="reviewer1").update(is_active=False)
    page = reviewer().post(review_of(article), signature())
    assert page.status_code == 403
    assert not ReviewDecision.objects.exists()


def test_a_forged_signature_without_a_token_is_refused() -> None:
    article = people.under_review()
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.member().user)
    assert client.post(review_of(article), signature()).status_code == 403
    assert not ReviewDecision.objects.exists()


def test_signing_twice_is_signing_once() -> None:
    article = people.under_review()
    client = reviewer()
    client.post(review_of(article), signature())
    assert client.post(review_of(article), signature()).status_code == 409
    assert ReviewDecision.objects.count() == 1


ADDRESSES = [
    "submission/x/review/",
    "submission/00000000-0000-0000-0000-000000000000/review/",
    "edition/x/reaffirm/",
    "edition/00000000-0000-0000-0000-000000000000/reaffirm/",
    "0/end/",
    "x/end/",
    "99999999999999999999/end/",
    "x/change/",
    "x/history/",
    "x/history/y/",
    "1/history/y/",
    "%00/change/",
]


@pytest.mark.parametrize("group", ["Board member", "Editor"])
def test_a_senseless_address_is_no_fault_of_ours(group: str) -> None:
    client = desk_of("someone", group)
    for path in ADDRESSES:
        for send in (client.get, client.post):
            assert send(LIST + path).status_code in {302, 403, 404, 405}


# The lists


def listed(client: Client, query: str = "") -> list[Assignment]:
    return list(client.get(f"{LIST}{query}").context["cl"].result_list)


def test_a_member_sees_their_own_reviews_open_ones_first_by_due_date() -> None:
    done = people.approved()
    later, sooner = people.under_review(), people.under_review()
    days = datetime.timedelta(days=1)
    for article, due in ((later, 9), (sooner, 3)):
        open_ones = Assignment.objects.filter(submission__article=article)
        open_ones.update(due=timezone.localdate() + due * days)
    client = reviewer()
    rows = listed(client)
    assert [row.submission.article for row in rows] == [sooner, later, done]
    assert {row.member.user.username for row in rows} == {"reviewer1"}
    page = client.get(LIST)
    assert "My reviews" in page.text
    assert "3 days left" in page.text
    assert "Signed" in page.text
    assert review_of(sooner) in page.text


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "due today"), (1, "1 day left"), (-1, "1 day late"), (-2, "2 days late")],
)
def test_days_are_said_in_words(days: int, words: str) -> None:
    people.under_review()
    Assignment.objects.update(due=timezone.localdate() + datetime.timedelta(days=days))
    assert words in reviewer().get(LIST).text


def test_editors_filter_the_whole_queue() -> None:
    people.approved()
    late, fresh = people.under_review(), people.under_review()
    Assignment.objects.filter(submission__article=late).update(due=datetime.date(2020, 1, 1))
    client = desk_of("editor", "Editor")
    assert len(listed(client)) == 6
    assert {row.submission.article for row in listed(client, "?open=late")} == {late}
    assert {row.submission.article for row in listed(client, "?open=yes")} == {late, fresh}
    assert len(listed(client, "?open=no")) == 2
    member = people.member("reviewer2")
    assert len(listed(client, f"?member__id__exact={member.pk}")) == 3


@pytest.mark.parametrize("name", ["reviewer1", "editor", "auditor"])
def test_no_row_is_written_by_a_form(name: str) -> None:
    people.under_review()
    people.user("auditor", "Auditor")
    row = Assignment.objects.filter(member__user__username="reviewer1").get()
    before = Assignment.objects.values().get(pk=row.pk)
    client = desk_of(name)
    for page in ("add", f"{row.pk}/change", f"{row.pk}/delete", f"{row.pk}/history"):
        response = client.post(f"{LIST}{page}/", {"due": "2030-01-01", "post": "yes"})
        assert response.status_code in {302, 403, 404, 405}
    assert Assignment.objects.values().get(pk=row.pk) == before


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("name", ["reviewer1", "editor"])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    number: int, name: str, django_assert_max_num_queries: Any
) -> None:
    for _ in range(number):
        people.under_review()
    client = desk_of(name)
    with django_assert_max_num_queries(12):
        client.get(LIST)


@pytest.mark.parametrize("number", [1, 3])
def test_the_review_page_takes_as_many_queries_for_three_sources_as_for_one(
    number: int, django_assert_max_num_queries: Any
) -> None:
    keys = [f"work{place}" for place in range(number)]
    for key in keys:
        people.citation(key)
    text = " ".join(f"One [@{key}]." for key in keys)
    wordings = {"clinician": {"from_guidelines": text, "from_research": ""}}
    article = people.under_review(wordings=wordings)
    client = reviewer()
    with django_assert_max_num_queries(38):
        client.get(review_of(article))


# Ending an assignment


def end_of(article: Article, name: str = "reviewer1") -> str:
    row = Assignment.objects.get(submission__article=article, member__user__username=name)
    return reverse("admin:reviews_assignment_end", args=[row.pk])


def test_a_member_recuses_with_a_reason() -> None:
    article = people.under_review()
    data = {"outcome": "recused", "reason": "I know the maker well."}
    response = reviewer().post(end_of(article), data, follow=True)
    assert response.status_code == 200
    row = Assignment.objects.get(member__user__username="reviewer1")
    assert (row.outcome, row.outcome_reason) == ("recused", "I know the maker well.")
    assert row.closed_by.username == "reviewer1"


def test_an_editor_takes_a_member_off() -> None:
    article = people.under_review()
    data = {"outcome": "removed", "reason": "Ill."}
    desk_of("editor", "Editor").post(end_of(article), data)
    assert Assignment.objects.get(member__user__username="reviewer1").outcome == "removed"


@pytest.mark.parametrize(
    ("name", "groups", "outcome", "status"),
    [
        ("reviewer1", [], "removed", 200),
        ("reviewer1", [], "signed", 200),
        ("reviewer1", [], "", 200),
        ("reviewer2", [], "declined", 403),
        ("other", ["Author"], "removed", 403),
        ("other", ["Auditor"], "removed", 403),
        ("editor", ["Editor"], "declined", 200),
        ("editor", ["Editor"], "round_ended", 200),
    ],
)
def test_nobody_else_ends_an_assignment(
    name: str, groups: list[str], outcome: str, status: int
) -> None:
    article = people.under_review()
    data = {"outcome": outcome, "reason": "Because."}
    assert desk_of(name, *groups).post(end_of(article), data).status_code == status
    assert Assignment.objects.open().count() == 2


def test_stepping_back_needs_a_sentence_and_happens_once() -> None:
    article = people.under_review()
    client = reviewer()
    page = client.post(end_of(article), {"outcome": "recused", "reason": " "})
    assert page.status_code == 200
    assert Assignment.objects.open().count() == 2
    client.post(end_of(article), {"outcome": "recused", "reason": "A conflict."})
    page = client.post(end_of(article), {"outcome": "recused", "reason": "Another."})
    assert "This assignment has ended already" in page.text
    row = Assignment.objects.get(member__user__username="reviewer1")
    assert row.outcome_reason == "A conflict."


# Re-affirming


def reaffirm_of(article: Article) -> str:
    edition = article.editions.latest("number")
    return reverse("admin:reviews_edition_reaffirm", args=[edition.pk])


def credentials(name: str = "reviewer1") -> dict[str, str]:
    return {"username": name, "password": people.PASSWORD}


def test_a_member_reaffirms_a_current_edition() -> None:
    article = people.approved()
    Standing.objects.filter(article=article).update(review_due=datetime.date(2020, 1, 1), version=2)
    client = reviewer()
    assert reaffirm_of(article) in client.get("/admin/articles/edition/").text
    page = client.get(reaffirm_of(article))
    assert Verdict.REAFFIRM.meaning in page.text
    response = client.post(reaffirm_of(article), credentials(), follow=True)
    due = Standing.objects.get().review_due
    assert due > timezone.localdate()
    assert sentences(response) == [f"Re-affirmed. The next review is due on {due:%Y-%m-%d}."]
    assert ReviewDecision.objects.filter(verdict=Verdict.REAFFIRM).count() == 1


def test_reaffirming_asks_for_the_password() -> None:
    article = people.approved()
    page = reviewer().post(reaffirm_of(article), {**credentials(), "password": SECRET})
    assert page.status_code == 200
    assert SECRET not in page.text
    assert not ReviewDecision.objects.filter(verdict=Verdict.REAFFIRM).exists()


@pytest.mark.parametrize(("name", "group"), [("editor", "Editor"), ("author", "Author")])
def test_whoever_is_no_free_member_reaffirms_nothing(name: str, group: str) -> None:
    article = people.approved()
    client = desk_of(name, group)
    assert client.get(reaffirm_of(article)).status_code == 403
    assert client.post(reaffirm_of(article), credentials(name)).status_code == 403
    assert not ReviewDecision.objects.filter(verdict=Verdict.REAFFIRM).exists()


def test_an_author_on_the_board_cannot_reaffirm_their_own_answer() -> None:
    BoardMember.objects.create(user=people.author().user, name="Dr. Author", credentials="MD")
    article = people.approved()
    client = desk_of("author")
    assert client.post(reaffirm_of(article), credentials("author")).status_code == 403
    people.user("author").groups.add(*people.user("reviewer1").groups.all())
    assert reaffirm_of(article) not in client.get("/admin/articles/edition/").text


def before_signing(page: Any) -> str:
    """Return what a re-affirming member is warned of above the text, or an empty text."""
    text = page.text
    if 'id="meanwhile-title"' not in text:
        return ""
    start = text.index('id="meanwhile-title"')
    assert start < text.index('id="text-title"')
    return str(text[start : text.index("</section>", start)])


def test_who_reaffirms_is_told_of_a_revision_in_hand() -> None:
    article = people.approved()
    people.member("reviewer3")
    outside = desk_of("reviewer3")
    assert before_signing(outside.get(reaffirm_of(article))) == ""
    note = "A <b>newer</b> trial."
    workflow.revise(article, by=people.first_author(article), kind=Edition.Kind.UPDATE, note=note)
    wording = article.wordings.get()
    wording.from_guidelines = "Something else [@smith2020]."
    wording.save()
    told = before_signing(outside.get(reaffirm_of(article)))
    assert "An update of this answer is being written: draft." in told
    assert "A &lt;b&gt;newer&lt;/b&gt; trial." in told
    assert "href" not in told
    people.under_review(Article.objects.get(pk=article.pk))
    told = before_signing(outside.get(reaffirm_of(article)))
    assert "The board has an update of this answer before it: under review." in told
    assert "href" not in told
    assert review_of(article) in before_signing(reviewer().get(reaffirm_of(article)))
    signed = outside.post(reaffirm_of(article), credentials("reviewer3"))
    assert signed.status_code == 302, "the edition may be right all the same"


def test_who_reaffirms_is_told_of_notices_since_the_last_review() -> None:
    article = people.approved()
    work = people.citation()
    notice = Notice.objects.create(
        citation=work, nature="retraction", noticed_on=datetime.date(2026, 3, 2)
    )
    put_up([notice])
    told = before_signing(reviewer().get(reaffirm_of(article)))
    assert 'href="#source-smith2020"' in told
    assert "Retraction, 2026-03-02" in told
    reviewed = timezone.now() + datetime.timedelta(seconds=1)  # a test has one time for all it does
    version = F("version") + 1
    Standing.objects.filter(article=article).update(last_reviewed_at=reviewed, version=version)
    assert before_signing(reviewer().get(reaffirm_of(article))) == ""


def test_a_withdrawn_edition_is_not_reaffirmed() -> None:
    article = people.withdrawn()
    client = reviewer()
    page = client.get(reaffirm_of(article))
    assert "This is not the current edition any more" in page.text
    page = client.post(reaffirm_of(article), credentials())
    assert errors(page) == ["There is no current edition."]
    assert reaffirm_of(article) not in client.get("/admin/articles/edition/").text


def test_a_superseded_edition_is_not_reaffirmed() -> None:
    article = people.under_revision()
    first = reaffirm_of(article)
    wording = article.wordings.get()
    wording.from_guidelines = "Something else [@smith2020]."
    wording.save()
    people.approved(Article.objects.get(pk=article.pk))
    page = reviewer().post(first, credentials())
    assert errors(page) == ["This is not the current edition: read the current one first."]


# What was decided


READ_ONLY = [
    "articles/submission",
    "articles/edition",
    "articles/withdrawal",
    "reviews/reviewdecision",
    "reviews/policy",
    "reviews/record",
]


def keys(path: str) -> list[Any]:
    model = apps.get_model(*path.split("/"))
    return list(model.objects.values_list("pk", flat=True)[:1])


@pytest.mark.parametrize("name", ["editor", "auditor", "root"])
def test_what_was_decided_is_read_and_never_written(name: str) -> None:
    people.withdrawn()
    people.user("auditor", "Auditor")
    root = people.user("root")
    root.is_superuser = True
    root.save()
    client = desk_of(name)
    for path in READ_ONLY:
        (pk,) = keys(path)
        page = client.get(f"/admin/{path}/{pk}/change/")
        assert page.status_code == 200
        assert 'name="_save"' not in page.text
        assert client.get(f"/admin/{path}/?q=case").status_code == 200
        for form in ("add/", f"{pk}/change/", f"{pk}/delete/"):
            data = {"reason": "x", "number": 9, "post": "yes"}
            adopts = (name, path, form) == ("root", "reviews/policy", "add/")
            expected = 200 if adopts else 403  # where the form asks again
            assert client.post(f"/admin/{path}/{form}", data).status_code == expected
        data = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
        client.post(f"/admin/{path}/", data)
        assert keys(path) == [pk]


@pytest.mark.parametrize("group", ["Author", "Board member"])
def test_others_do_not_browse_what_was_decided(group: str) -> None:
    client = desk_of("someone", group)
    answers = {path: client.get(f"/admin/{path}/").status_code for path in READ_ONLY}
    editions = 200 if group == "Board member" else 403
    assert answers == dict.fromkeys(READ_ONLY, 403) | {"articles/edition": editions}


@pytest.mark.parametrize("pk", ["x", "0", "%00", "00000000-0000-0000-0000-000000000000"])
def test_a_senseless_key_is_answered(pk: str) -> None:
    client = desk_of("editor", "Editor")
    for path in READ_ONLY:
        for page in ("change", "history", "delete"):
            answer = client.get(f"/admin/{path}/{pk}/{page}/")
            assert answer.status_code in {302, 403, 404}


@pytest.mark.parametrize(
    "query", ["q=%00", "o=9.x", "p=x", "standing=x", "verdict=%00", "all=", "number__gt=x"]
)
def test_a_senseless_filter_is_answered(query: str) -> None:
    client = desk_of("editor", "Editor")
    for path in (*READ_ONLY, "reviews/assignment"):
        assert client.get(f"/admin/{path}/?{query}").status_code in {200, 302, 400}


def test_lists_take_as_many_queries_for_three_as_for_one(
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(3):
        people.withdrawn()
    client = desk_of("editor")
    for path in READ_ONLY:
        with django_assert_max_num_queries(12):
            assert client.get(f"/admin/{path}/").status_code == 200


# The board


def test_an_editor_changes_a_seat_and_never_their_own() -> None:
    member = people.member("reviewer3")
    own = BoardMember.objects.create(user=people.editor(), name="Editor", credentials="MSc")
    client = desk_of("editor")
    data = {"name": "Dr. Changed", "credentials": "MD", "change_reason": "Married."}
    url = reverse("admin:reviews_boardmember_change", args=[member.pk])
    assert client.post(url, data).status_code == 302
    member.refresh_from_db()
    assert (member.name, member.is_active) == ("Dr. Changed", False)
    row = BoardMember.history.latest()
    assert (row.history_user.username, row.history_change_reason) == ("editor", "Married.")
    url = reverse("admin:reviews_boardmember_change", args=[own.pk])
    assert client.post(url, data).status_code == 403


def test_the_account_behind_a_seat_stays() -> None:
    member = people.member("reviewer3")
    other = people.user("other")
    data = {"name": "Dr. X", "credentials": "MD", "change_reason": "y", "user": other.pk}
    url = reverse("admin:reviews_boardmember_change", args=[member.pk])
    desk_of("editor", "Editor").post(url, data)
    member.refresh_from_db()
    assert (member.name, member.user.username) == ("Dr. X", "reviewer3")


def test_submissions_are_left_in_peace() -> None:
    """A page that is only read writes nothing."""
    article = people.under_review()
    before = unchanged(), Submission.objects.count()
    for name in ("reviewer1", "editor"):
        assert desk_of(name).get(review_of(article)).status_code == 200
    assert (unchanged(), Submission.objects.count()) == before
