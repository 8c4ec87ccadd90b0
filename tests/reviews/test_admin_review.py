"""The review page: what changed, what can hurt, sources, comments."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Disclaimer
from articles.quoting import text_of
from citations.models import Notice
from reviews import workflow
from reviews.admin.threads import answered_since, threads
from reviews.models import Answer, Comment, SourceCheck
from tests import people
from tests.reviews.desk import change_url, client_of
from tests.reviews.long_article import change, third_round

pytestmark = pytest.mark.django_db


def review_of(article: Any) -> str:
    return reverse("admin:reviews_submission_review", args=[people.latest(article).pk])


def comment_on(article: Any) -> str:
    return reverse("admin:reviews_submission_comment", args=[people.latest(article).pk])


def reviewer(name: str = "reviewer1") -> Any:
    return client_of(people.member(name).user)


def told(page: Any) -> list[dict[str, Any]]:
    lines = page.context["critical_lines"]
    return [change for line in lines for change in line.get("changes", [])]


def changed(page: Any) -> list[tuple[str, str, str]]:
    return [
        (
            str(change["kind"]),
            change["before"].text if change["before"] else "",
            change["after"].text if change["after"] else "",
        )
        for change in told(page)
    ]


def test_reviewer_of_the_third_round_sees_what_can_hurt_since_the_own_signature() -> None:
    Disclaimer.objects.create(audience="patient", text="For patients.")
    article = third_round(sections=4)
    page = reviewer().get(review_of(article))
    assert [base["name"] for base in page.context["bases"]] == ["signature", "submission"]
    assert changed(page) == [
        ("quantity", "5 mg", "50 mg"),
        ("frequency", "twice daily", "once daily"),
        ("negation", "", "not"),
    ]
    assert [thing["kind"] for thing in page.context["things"]] == ["Tag"]
    for one in told(page):
        assert f'id="{one["id"]}"' in page.text
    later = reviewer().get(review_of(article), {"since": "submission"})
    assert ("frequency", "twice daily", "once daily") not in changed(later)
    assert [len(thread["answers"]) for thread in page.context["answered"]] == [1, 1]
    assert "Now said in section 2" in page.text
    checked = [source.get("check") for source in page.context["sources"]]
    assert 0 < checked.count("supports") < len(checked)  # not where what cites them changed
    assert "as you found on submission 1" in page.text
    strange = reviewer().get(review_of(article), {"since": "'; DROP"})
    assert strange.status_code == 200


def second_round(old: str, new: str) -> Any:
    """Return the review page of an article whose text became `new` since reviewer1 signed."""
    wordings = {"clinician": {"from_guidelines": old, "from_research": ""}}
    article = people.under_review(wordings=wordings)
    people.sign(article, "reviewer1", "request_changes", "Look again.")
    change(article, old, new)
    people.under_review(article)
    return reviewer().get(review_of(article))


def test_each_line_leads_to_its_own_sentence() -> None:
    text = "\n\n".join(
        f"## Part {n}\n\nWords of part {n}. Halve it below 30 mL/min [@smith2020]. Wait 7 days."
        for n in range(3)
    )
    page = second_round(text, text.replace("30 mL", "45 mL").replace("7 days", "14 days"))
    lines = page.context["critical_lines"]
    assert [line["id"][-3:] for line in lines] == ["1-1", "1-2", "3-1", "3-2", "5-1", "5-2"]
    assert "Part 2)" in page.text
    for place, line in enumerate(lines):
        _, _, shown = page.text.partition(f'id="{line["id"]}"')
        tag = shown[: shown.index(">")]
        assert f'data-exact="{line["sentence"]}"' in tag
        assert f'data-nth="{place // 2}"' in tag
        assert f'href="#{line["id"]}"' in page.text


def test_what_moved_and_a_removed_section_are_told_apart_from_single_changes() -> None:
    section = "## Elderly\n\nThey get 2 mg, never 3 mg [@smith2020].\n\n"
    parts = "## {}\n\nGive 50 mg now.\n\n{}## {}\n\nGive {} mg as syrup [@smith2020]."
    old = parts.format("Adults", section, "Children", 5)
    page = second_round(old, parts.format("Children", "", "Adults", 6))
    ways = [line["way"] for line in page.context["critical_lines"]]
    assert set(ways) == {"told", "moved", "headed"}
    assert changed(page) == [("quantity", "5 mg", "6 mg")]
    (whole,) = page.context["critical_wholes"]
    assert [text for _, text in whole["terms"][0]["texts"]] == ["2 mg", "3 mg"]
    assert "Removed: section “Elderly”, with 2 × dose or quantity" in page.text
    assert "under “Children”" in page.text
    for key in [whole["id"], *(line["id"] for line in page.context["critical_lines"])]:
        assert page.text.count(f'id="{key}"') == 1


def test_a_source_is_told_with_kind_day_abstract_and_notices_beside_its_sentence() -> None:
    abstract = "BACKGROUND: <script>alert(1)</script> & more. " + "It says a lot. " * 40
    facts = {"evidence": "randomized-trial", "issued_month": 5, "issued_day": 4}
    work = people.citation("jones2021", abstract=abstract, **facts)
    people.citation("brief2022", abstract="Short & <b>plain</b>.")
    text = "It helps [@jones2021]. So does rest [@brief2022]."
    wordings = {"clinician": {"from_guidelines": text, "from_research": ""}}
    article = people.under_review(wordings=wordings)
    assert b"BACKGROUND" not in bytes(people.latest(article).manuscript)
    for url in ("https://journal.example/notice", "javascript:alert(1)"):
        day = datetime.date(2026, 2, 3 + len(url) % 2)
        Notice.objects.create(citation=work, nature="correction", noticed_on=day, url=url)
    page = reviewer().get(review_of(article)).text
    long, short = page.split('id="source-')[1:]
    assert "Journal article" in long
    assert "Randomised trial" in long
    assert '<span class="mark">May 4, 2020</span>' in long
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more." in long
    assert long.count('<details class="abstract">') == 1
    assert short.count("Short &amp; &lt;b&gt;plain&lt;/b&gt;.") == 1
    assert 'href="https://journal.example/notice"' in long
    assert 'href="https://doi.org/10.5555/jones2021"' in long
    assert "javascript:" not in page
    assert "no part of what is signed" in page


def test_the_page_says_where_sentences_begin_as_a_script_counts() -> None:
    text = "Give \U0001d6fc e.g. Aspirin, approx. 5 mg i.v. 10 times [@smith2020]. Then wait. End."
    article = people.under_review(
        wordings={"clinician": {"from_guidelines": text, "from_research": ""}}
    )
    page = reviewer().get(review_of(article)).text
    found = re.search('data-sentences="([0-9 ]+)"', page)
    assert found is not None
    stored = text_of(bytes(people.latest(article).rendered.get().html).decode())
    units = stored.encode("utf-16-le")
    starts = [units[2 * int(start) :].decode("utf-16-le") for start in found[1].split()]
    assert [start[:5] for start in starts[1:3]] == ["Then ", "End. "]


def test_a_submission_that_is_two_bases_is_offered_once_under_both_names() -> None:
    article = people.approved()
    workflow.revise(article, by=people.first_author(article), kind="update", note="Newer.")
    change(article, "says yes", "says no")
    people.under_review(article)
    every = "your last signature and the last submission and the current edition"
    bases = reviewer().get(review_of(article), {"since": "edition"}).context["bases"]
    assert [(one["label"], one["is_here"]) for one in bases] == [(every, True)]
    people.sign(article, "reviewer2", "request_changes", "No.")
    people.under_review(article)
    bases = reviewer().get(review_of(article), {"since": "edition"}).context["bases"]
    assert [(one["label"], one["submission"].number, one["is_here"]) for one in bases] == [
        ("your last signature and the current edition", 1, True),
        ("the last submission", 2, False),
    ]


def test_first_submission_tells_what_can_hurt_in_it() -> None:
    wordings = {
        "clinician": {"from_guidelines": "Give 5 mg BID [@smith2020].", "from_research": ""}
    }
    page = reviewer().get(review_of(people.under_review(wordings=wordings)))
    assert page.context["base"] is None
    assert [row["kind"] for row in page.context["critical_terms"]] == ["quantity", "frequency"]


@pytest.mark.parametrize("number", [1, 3])
def test_comments_and_rounds_cost_no_more_queries(
    number: int, django_assert_max_num_queries: Any
) -> None:
    article = people.under_review()
    for place in range(number):
        made = workflow.comment(people.latest(article), by=people.editor(), text=f"No. {place}")
        workflow.answer(made, by=people.first_author(article), text="Well.")
    people.sign(article, "reviewer1", "request_changes", "No.")
    change(article, "says yes", "says no")
    people.under_review(article)
    client = reviewer()
    with django_assert_max_num_queries(46):
        client.get(review_of(article))


def test_a_changed_citation_is_told_with_title_link_and_sentence() -> None:
    people.citation("jones2021")
    people.citation("brief2022")
    old = "Rest helps [@smith2020]. Ice helps too [@jones2021].\n\nOld words stay here."
    page = second_round(
        old, "Rest helps [@jones2021]. Ice helps too [@brief2022].\n\nOld words stay here."
    )
    told = [
        (one["sentence"], [w["key"] for w in one["gone"]], [w["key"] for w in one["new"]])
        for one in page.context["recited"]
    ]
    assert told == [
        ("Rest helps.", ["smith2020"], ["jones2021"]),
        ("Ice helps too.", ["jones2021"], ["brief2022"]),
    ]
    things = {(one["work"]["key"], one["mark"]) for one in page.context["things"]}
    assert things == {("brief2022", "added"), ("smith2020", "removed")}
    _, _, changes = page.text.partition('class="things"')
    changes = changes[: changes.index("Unchanged:")]
    assert 'href="https://doi.org/10.5555/smith2020"' in changes  # gone: only its own links
    for key in ("jones2021", "brief2022"):
        assert f'<a href="#source-{key}" dir="auto">A trial of {key}</a>' in changes


def test_what_readers_are_told_of_a_revision_is_printed_where_it_is_new() -> None:
    article = people.approved()
    told = "A dose <was> wrong."
    workflow.revise(article, by=people.first_author(article), kind="correction", note=told)
    people.under_review(article)
    page = reviewer().get(review_of(article))
    _, _, changes = page.text.partition('class="things"')
    assert "<ins>A dose &lt;was&gt; wrong.</ins>" in changes


def test_on_top_stand_only_the_authors_answers_of_the_newest_round() -> None:
    article = people.under_review()
    made = [
        workflow.comment(people.latest(article), by=people.user("reviewer1"), text=f"Why {n}?")
        for n in range(2)
    ]
    for n, one in enumerate(made):
        people.sign(article, "reviewer1", "request_changes", "See the comments.")
        workflow.answer(one, by=people.first_author(article), text=f"Because {n}.")
        workflow.answer(one, by=people.user("reviewer2"), text="I agree.")
        change(article, "says yes", f"says yes {n} and says yes")
        people.under_review(article)
    submission = people.latest(article)
    shown = threads(article, submission, people.user("reviewer1"), hidden=False)
    for answer in shown[0]["answers"]:  # a test is one transaction, in which time stands still
        answer.answered_at -= datetime.timedelta(days=1)
    (told,) = answered_since(shown, submission)
    assert told["comment"].text == "Why 1?"
    assert [answer.text for answer in told["answers"]] == ["Because 1."]


def test_reviewer_before_signing_hears_no_colleague_where_the_policy_says_so() -> None:
    people.adopt("Nobody follows another.", independent_verdicts=True)
    article = people.under_review()
    submission, editor = people.latest(article), people.editor()
    mine = workflow.comment(submission, by=people.user("reviewer1"), text="Mine.")
    workflow.comment(submission, by=people.user("reviewer2"), text="A colleague's.")
    workflow.comment(submission, by=editor, text="An editor's.")
    workflow.answer(mine, by=people.user("reviewer2"), text="I would approve.")
    page = reviewer().get(review_of(article))
    assert "Mine." in page.text
    assert "An editor&#x27;s." in page.text
    assert "A colleague&#x27;s." not in page.text
    assert "I would approve." not in page.text
    people.sign(article, "reviewer1")
    page = reviewer().get(review_of(article))
    assert "A colleague&#x27;s." in page.text
    assert "I would approve." in page.text


def test_reviewer_comments_on_chosen_or_typed_words_or_on_the_whole() -> None:
    article = people.under_review()
    client, url = reviewer(), comment_on(article)
    choices = dict(client.get(url).context["form"].fields["sentence"].choices[1][1])
    key = next(key for key, words in choices.items() if "says yes" in words)
    sent = [
        {"text": "A", "sentence": key},
        {"text": "B", "passage": "says\r\n yes", "audience": "clinician", "is_blocking": "on"},
        {"text": "C"},
    ]
    for fields in sent:
        assert client.post(url, fields).status_code == 302
    made = list(Comment.objects.order_by("number"))
    assert [one.exact for one in made][1:] == ["says yes", ""]
    assert "says yes" in made[0].exact
    assert [one.is_blocking for one in made] == [False, True, False]
    wrong = client.post(url, {"text": "Kept?", "passage": "says no", "audience": "clinician"})
    assert "These words are not in the text" in wrong.text
    assert "Kept?" in wrong.text
    for fields in ({"text": ""}, {"text": "x", "sentence": "clinician:99"}, {"text": "a\x00b"}):
        assert client.post(url, fields).status_code == 200
    assert Comment.objects.count() == 3


def test_author_reads_and_answers_beside_the_text_and_readers_see_nothing() -> None:
    article = people.under_review()
    made = workflow.comment(
        people.latest(article), by=people.user("reviewer1"), text="Which <b>dose</b>?"
    )
    people.sign(article, "reviewer1", "request_changes", "See the comment.")
    author = client_of(people.first_author(article))
    page = author.get(change_url(article))
    assert "Which &lt;b&gt;dose&lt;/b&gt;?" in page.text
    url = reverse("admin:reviews_comment_answer", args=[made.pk])
    assert "It is resolved" not in page.text
    answered = author.post(url, {"text": "5 mg.", "effect": ""})
    assert answered.headers["Location"].startswith(change_url(article))
    assert author.post(url, {"text": "", "effect": "resolved"}).status_code == 403
    empty = author.post(url, {"text": " ", "effect": ""})
    assert "Say something" in empty.text
    assert Answer.objects.count() == 1
    sent_back = author.get(change_url(article)).context["sent_back"]
    assert sent_back.verb == "request_changes"
    people.approved(article)
    for path in (reverse("site:answer", args=[article.slug]), "/"):
        page = Client().get(path, follow=True)
        assert (page.status_code, "dose" in page.text) == (200, False)


def test_author_sees_which_of_the_same_sentences_a_comment_is_on() -> None:
    parts = " ".join(
        f"\n\n# Section {number}\n\nOf case {number}: halve it. Then wait [@smith2020].\n"
        for number in range(1, 6)
    )
    article = people.under_review(
        wordings={"clinician": {"from_guidelines": parts, "from_research": ""}}
    )
    form = reviewer().get(comment_on(article)).context["form"]
    choices = form.fields["sentence"].choices[1][1]
    key = [key for key, words in choices if words.endswith("halve it.")][3]
    reviewer().post(comment_on(article), {"text": "Why?", "sentence": key})
    people.sign(article, "reviewer1", "request_changes", "See the comment.")
    page = client_of(people.first_author(article)).get(change_url(article)).text
    thread = page[page.index('class="thread"') :]
    assert "Section 4</span>" in thread
    quoted = thread[thread.index("<blockquote") : thread.index("</blockquote>")]
    before, exact, after = filter(None, re.split("<[^>]*>", quoted))
    assert before == "…3 Of case 3: halve it. Then wait. "
    assert exact == "Section 4 Of case 4: halve it."
    assert after == " Then wait. Section 5 Of case 5: halve…"


def test_stranger_neither_reads_nor_writes_comments() -> None:
    article = people.under_review()
    made = workflow.comment(people.latest(article), by=people.user("reviewer1"), text="Hm?")
    for person in (people.member("stranger").user, people.author("other").user):
        client = client_of(person)
        assert client.get(comment_on(article)).status_code == 403
        assert client.post(comment_on(article), {"text": "x"}).status_code == 403
        url = reverse("admin:reviews_comment_answer", args=[made.pk])
        assert client.get(url).status_code == 403
        assert client.post(url, {"text": "x"}).status_code == 403
    assert Comment.objects.count() == 1


def test_what_was_typed_while_the_round_ended_is_shown_again() -> None:
    article = people.under_review()
    people.sign(article, "reviewer1", "request_changes", "No.")
    typed = {"text": "A <b>long</b> thought.", "passage": "says yes", "audience": "clinician"}
    for name in ("reviewer2", "editor"):
        late = client_of(people.user(name)).post(comment_on(article), typed)
        assert late.status_code == 409
        assert re.search(r"ended on [0-9: -]+ UTC: Dr\. Reviewer1 requested changes\.", late.text)
        assert "A &lt;b&gt;long&lt;/b&gt; thought." in late.text
        assert "says yes" in late.text
    assert reviewer("reviewer2").get(comment_on(article)).status_code == 409
    for name in ("author", "stranger"):
        client = client_of(
            people.member("stranger").user if name == "stranger" else people.user(name)
        )
        assert client.post(comment_on(article), typed).status_code == 403
    assert not Comment.objects.exists()


def test_of_two_rounds_the_one_that_was_read_is_told() -> None:
    article = people.changes_requested()
    first = comment_on(article)
    change(article, "says yes", "says no")
    people.under_review(article)
    workflow.return_to_authors(article, by=people.editor(), category="scope", sentence="Shorter.")
    client = client_of(people.editor())
    assert "requested changes." in client.post(first, {"text": "x"}).text
    assert "returned it to its authors." in client.post(comment_on(article), {"text": "x"}).text


def test_who_signed_is_told_so_where_they_go_on_to_comment() -> None:
    article = people.under_review()
    people.sign(article, "reviewer1")
    late = reviewer().post(comment_on(article), {"text": "One more."})
    assert late.status_code == 409
    assert re.search(r"Your review ended on [0-9: -]+ UTC: signed\.", late.text)
    assert "One more." in late.text


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (lambda row: workflow.take_back(row, by=people.first_author(row)), "took it back"),
        (
            lambda row: workflow.return_to_authors(
                row, by=people.editor(), category="scope", sentence="Shorter."
            ),
            "Editor Test returned it to its authors",
        ),
    ],
)
def test_an_editor_is_told_how_the_round_ended(end: Any, words: str) -> None:
    article = people.submitted()
    end(article)
    late = client_of(people.editor()).post(comment_on(article), {"text": "Kept?"})
    assert (late.status_code, "Kept?" in late.text, words in late.text) == (409, True, True)


def test_ticks_are_kept_by_form_and_by_script() -> None:
    article = people.under_review()
    url = reverse("admin:reviews_submission_sources", args=[people.latest(article).pk])
    client = reviewer()
    assert client.post(url, {"check-smith2020": "partly"}).status_code == 302
    page = client.get(review_of(article))
    assert 'value="partly" checked' in page.text
    script = {"X-Requested-With": "fetch"}
    assert client.post(url, {"check-smith2020": "supports"}, headers=script).status_code == 204
    for fields in ({"check-smith2020": "burnt"}, {"check-nothing": "supports"}, {}):
        assert client.post(url, fields, headers=script).status_code == 204
    assert SourceCheck.objects.count() == 2
    assert client.get(url).status_code == 405
    assert client_of(people.editor()).post(url, {}).status_code == 403
    people.sign(article, "reviewer2", "request_changes", "No.")
    late = client.post(url, {"check-smith2020": "partly"}, headers=script)
    assert late.status_code == 409
    assert re.fullmatch(r"Not kept\. This round .+: Dr\. Reviewer2 requested changes\.", late.text)
    late = client.post(url, {"check-smith2020": "partly", "check-x": "<burnt>"})
    assert (late.status_code, "smith2020: Partly" in late.text) == (409, True)
    assert SourceCheck.objects.count() == 2
