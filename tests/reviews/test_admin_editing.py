"""Writing and changing an article on its one page, alone and at the same time as others."""

from typing import Any

import pytest
from django.urls import reverse

from articles.contributing import is_contributor
from articles.models import (
    Article,
    ArticleTopic,
    Authorship,
    CitationReason,
    SlugRedirect,
    Topic,
    Wording,
)
from citations.models import Notice
from reviews.admin.articles import NO_PERMISSION
from tests import people
from tests.reviews.desk import change_url, client_of, save, sent, verb_url

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/article/add/"
TEXT = "A new sentence [@smith2020]."


def topic(name: str = "Cardiology") -> Topic:
    return Topic.objects.get_or_create(name=name, defaults={"slug": name.lower()})[0]


def page(article: Article, user: Any) -> str:
    return client_of(user).get(change_url(article)).content.decode()


def texts(article: Article) -> dict[str, tuple[str, str]]:
    return {
        row.audience: (row.from_guidelines, row.from_research) for row in article.wordings.all()
    }


def reasons(model: Any, **facts: Any) -> list[tuple[str, Any, str]]:
    rows = model.history.filter(**facts).order_by("history_date")
    return [(row.history_type, row.history_user, row.history_change_reason) for row in rows]


def test_an_author_writes_an_article_on_one_page_and_is_its_first_author() -> None:
    author, second, cardiology = people.author(), people.author("second"), topic()
    people.citation()
    client = client_of(author.user)
    fields = sent(client.get(ADD)) | {
        "question": " What  helps against\r\nheart failure? ",
        "clinician_from_guidelines": TEXT + "\r\n\r\nAnd more.  ",
        "patient_from_research": "In plain words [@smith2020].",
        "byline": [str(author.pk), str(second.pk)],
        "topics": ["cardiology", ""],
        "tags": 'Ramipril, "Factor VIII, recombinant", Ramipril',
        "reason": "First version",
    }
    answer = client.post(ADD, fields)
    article = Article.objects.get()
    assert answer.headers["Location"] == change_url(article)
    assert article.question == "What helps against heart failure?"
    assert article.slug == "what-helps-against-heart-failure"
    assert article.tags == ["Ramipril", "Factor VIII, recombinant"]
    assert [row.author for row in article.authorships.all()] == [author, second]
    assert [row.topic for row in article.articletopic_set.all()] == [cardiology]
    assert texts(article) == {
        "clinician": (f"{TEXT}\n\nAnd more.", ""),
        "patient": ("", "In plain words [@smith2020]."),
    }
    assert is_contributor(article, author.user)
    assert is_contributor(article, second.user)
    for model, key in ((Article, "id"), (Wording, "article"), (Authorship, "article")):
        found = reasons(model, **{key: article.pk})
        assert set(found) == {("+", author.user, "First version")}


def test_the_creator_is_first_author_also_where_no_author_was_sent() -> None:
    author = people.author()
    client = client_of(author.user)
    fields = sent(client.get(ADD)) | {"question": "What helps?"}
    del fields["byline"]
    assert client.post(ADD, fields).status_code == 302
    assert Article.objects.get().authorships.get().author == author


def test_an_editor_without_a_profile_names_the_author() -> None:
    client, author = client_of(people.editor()), people.author()
    fields = sent(client.get(ADD)) | {"question": "What helps?"}
    refused = client.post(ADD, fields)
    assert "Name at least one author." in refused.content.decode()
    assert client.post(ADD, fields | {"byline": str(author.pk)}).status_code == 302
    article = Article.objects.get()
    assert is_contributor(article, people.editor())
    assert is_contributor(article, author.user)


def test_each_changed_part_has_its_history_and_nothing_else_has() -> None:
    article = people.drafted(topics=[topic()])
    author = people.first_author(article)
    answer = save(
        client_of(author), article, clinician_from_research=TEXT, reason="The trial of 2020"
    )
    assert answer.status_code == 302
    article.refresh_from_db()
    assert article.version == 2
    assert reasons(Article, id=article.pk)[1:] == [("~", author, "The trial of 2020")]
    assert reasons(Wording, article=article.pk)[1:] == [("~", author, "The trial of 2020")]
    assert len(reasons(Authorship, article=article.pk)) == 1
    assert len(reasons(ArticleTopic, article=article.pk)) == 1


def test_saving_without_a_change_changes_nothing() -> None:
    article = people.drafted(
        topics=[topic()],
        tags=["Factor VIII, recombinant", "Aspirin"],
        wordings={"clinician": {"from_guidelines": "\r\n  a\r\n\r\nb \n", "from_research": ""}},
    )
    editor = people.editor()
    answer = save(client_of(editor), article)
    article.refresh_from_db()
    assert (answer.status_code, article.version) == (302, 1)
    assert len(reasons(Article, id=article.pk)) == 1
    assert not is_contributor(article, editor)


def test_an_editor_who_saves_a_change_becomes_a_contributor_and_was_warned() -> None:
    article, editor = people.drafted(), people.editor()
    warning = "you become a contributor"
    assert warning in page(article, editor)
    save(client_of(editor), article, tags="Aspirin")
    assert is_contributor(article, editor)
    assert warning not in page(article, editor)
    assert warning not in page(article, people.first_author(article))


def test_the_byline_is_reordered_shortened_and_keeps_its_contributors() -> None:
    first, second, third = (people.author(name) for name in ("first", "second", "third"))
    article = people.drafted(authors=[first, second])
    client = client_of(first.user)
    save(client, article, byline=[str(third.pk), str(first.pk)])
    assert [row.author for row in article.authorships.all()] == [third, first]
    assert all(is_contributor(article, author.user) for author in (first, second, third))
    twice = save(client, article, byline=[str(first.pk), str(first.pk)])
    assert "is named twice" in twice.content.decode()
    nobody = save(client, article, byline=["", ""])
    assert "Name at least one author." in nobody.content.decode()
    assert article.authorships.count() == 2


def test_an_author_who_leaves_the_byline_no_longer_sees_the_article() -> None:
    first, second = people.author("first"), people.author("second")
    article = people.drafted(authors=[first, second])
    client = client_of(first.user)
    answer = save(client, article, byline=[str(second.pk)])
    assert answer.headers["Location"] == reverse("admin:articles_article_changelist")
    assert client.get(change_url(article)).status_code == 403


def test_an_emptied_wording_and_topic_are_gone() -> None:
    article = people.drafted(topics=[topic()])
    save(
        client_of(people.first_author(article)),
        article,
        clinician_from_guidelines=" \r\n ",
        topics=[""],
    )
    assert texts(article) == {}
    assert not article.topics.exists()


def test_a_topic_that_does_not_exist_is_named_with_the_one_that_was_meant() -> None:
    topic()
    article = people.drafted()
    answer = save(client_of(people.first_author(article)), article, topics="Cardiolgy")
    assert "There is no topic “Cardiolgy”. Did you mean “Cardiology”?" in answer.content.decode()


def test_a_work_with_a_notice_is_asked_about_and_the_reason_is_kept() -> None:
    article = people.drafted()
    author = people.first_author(article)
    work = people.citation()
    Notice.objects.create(citation=work, nature="retraction", noticed_on="2024-05-01")
    assert "was retracted: say why you cite it" in page(article, author)
    save(client_of(author), article, **{f"why_{work.pk}": "As an example of a retraction."})
    assert article.citation_reasons.get().reason == "As an example of a retraction."
    assert "Ready to submit." in page(article, author)
    save(client_of(author), article, **{f"why_{work.pk}": ""})
    assert not CitationReason.objects.exists()


def test_the_page_says_what_keeps_a_draft_from_being_submitted() -> None:
    article = people.drafted()
    author = people.first_author(article)
    assert "Ready to submit." in page(article, author)
    save(client_of(author), article, clinician_from_research="Unproven. [@nobody1999]")
    shown = page(article, author)
    assert "cites [@nobody1999], which is not in the library" in shown
    assert "?key=nobody1999" in shown
    assert "1 thing to mend before it can be submitted" in shown


def test_an_empty_draft_says_what_it_lacks() -> None:
    article = people.drafted(wordings={})
    assert "Write the answer for healthcare professionals" in page(
        article, people.first_author(article)
    )


def test_the_reason_why_it_came_back_stands_on_top() -> None:
    article = people.changes_requested()
    shown = page(article, people.first_author(article))
    assert "Why it came back" in shown
    assert "The dose is missing." in shown
    assert "Changes requested, Reviewer1 Test" in shown


@pytest.mark.parametrize(
    ("button", "path"),
    [("_save", "change/"), ("_preview", "preview/"), ("_submit", "do/submit/")],
)
def test_each_button_saves_and_leads_on(button: str, path: str) -> None:
    article = people.drafted()
    answer = save(
        client_of(people.first_author(article)), article, tags="Aspirin", **{button: "on"}
    )
    assert answer.headers["Location"] == f"/admin/articles/article/{article.pk}/{path}"
    article.refresh_from_db()
    assert article.tags == ["Aspirin"]


# Addresses


def test_an_address_changes_and_the_old_one_leads_on_once_it_was_published() -> None:
    article = people.under_revision()
    old, client = article.slug, client_of(people.first_author(article))
    save(client, article, slug="better-words")
    article.refresh_from_db()
    assert article.slug == "better-words"
    assert SlugRedirect.objects.get().slug == old
    save(client, article, slug=old)
    assert SlugRedirect.objects.get().slug == "better-words"


def test_the_old_address_of_a_draft_is_free_again() -> None:
    article = people.drafted()
    save(client_of(people.first_author(article)), article, slug="better-words")
    assert not SlugRedirect.objects.exists()


@pytest.mark.parametrize("slug", ["taken", "TAKEN", "once"])
def test_an_address_that_another_answer_has_or_had_is_refused(slug: str) -> None:
    other = people.drafted(slug="taken")
    SlugRedirect.objects.create(slug="once", article=other)
    article = people.drafted()
    answer = save(client_of(people.first_author(article)), article, slug=slug)
    assert "Another answer has or had this address" in answer.content.decode()


def test_an_address_is_made_from_the_question_and_is_always_free() -> None:
    author = people.author()
    client = client_of(author.user)
    for _ in range(3):
        client.post(ADD, sent(client.get(ADD)) | {"question": "What helps?"})
    slugs = Article.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["what-helps", "what-helps-2", "what-helps-3"]
    answer = client.post(ADD, sent(client.get(ADD)) | {"question": "何が効きますか"})
    assert "Write the address" in answer.content.decode()


def test_an_editor_changes_the_address_of_a_published_answer() -> None:
    article, editor = people.approved(), people.editor()
    old, url = article.slug, reverse("admin:articles_article_address", args=[article.pk])
    client = client_of(editor)
    assert client.post(url, sent(client.get(url)) | {"slug": "better"}).status_code == 302
    article.refresh_from_db()
    assert article.slug == "better"
    assert SlugRedirect.objects.get().slug == old
    assert not is_contributor(article, editor)
    assert reasons(Article, id=article.pk)[-1] == ("~", editor, "Address changed")


def test_an_auditor_changes_no_address() -> None:
    article = people.approved()
    url = reverse("admin:articles_article_address", args=[article.pk])
    answer = client_of(people.user("auditor", "Auditor")).post(url, {"slug": "better"})
    assert answer.status_code == 403


# Locked


@pytest.mark.parametrize(
    ("way", "why"),
    [
        ("submitted", "It was submitted, so its text is locked"),
        ("under_review", "The board is reviewing exactly this text"),
        ("approved", "To change it, start a revision."),
    ],
)
def test_a_locked_article_is_read_with_the_reason(way: str, why: str) -> None:
    article = getattr(people, way)()
    shown = page(article, people.first_author(article))
    assert why in shown
    assert "article_form" not in shown
    assert texts(article)["clinician"][0] in shown


@pytest.mark.parametrize("way", ["submitted", "under_review", "approved"])
@pytest.mark.parametrize("who", ["author", "editor"])
def test_a_text_sent_to_a_locked_article_changes_nothing_and_is_not_lost(
    way: str, who: str
) -> None:
    article = people.drafted()
    user = people.first_author(article) if who == "author" else people.editor()
    client, url = client_of(user), change_url(article)
    fields = sent(client.get(url)) | {"clinician_from_guidelines": "Forged [@smith2020]."}
    getattr(people, way)(article)
    before = people.compose_bytes(article)
    answer = client.post(url, fields)
    assert answer.status_code == 400
    assert "its text is locked and nothing was saved" in answer.content.decode()
    assert "Forged [@smith2020]." in answer.content.decode()
    assert people.compose_bytes(article) == before


def test_those_who_may_only_read_change_nothing() -> None:
    article = people.drafted()
    client, url = client_of(people.user("auditor", "Auditor")), change_url(article)
    shown = client.get(url).content.decode()
    assert "Only its authors and editors can change it." in shown
    fields = sent(client_of(people.first_author(article)).get(url)) | {"question": "Forged?"}
    answer = client.post(url, fields)
    assert answer.status_code == 403
    assert "Only its authors and editors can change it." in answer.content.decode()
    article.refresh_from_db()
    assert article.version == 1


# Two people at once


def opened_by_two() -> tuple[Article, Any, Any, dict[str, Any], dict[str, Any]]:
    first, second = people.author("first"), people.author("second")
    article = people.drafted(authors=[first, second])
    one, two = client_of(first.user), client_of(second.user)
    url = change_url(article)
    return article, one, two, sent(one.get(url)), sent(two.get(url))


def test_the_second_of_two_is_told_and_loses_nothing() -> None:
    article, one, two, theirs, ours = opened_by_two()
    url = change_url(article)
    one.post(url, theirs | {"clinician_from_guidelines": "Theirs [@smith2020]."})
    answer = two.post(url, ours | {"clinician_from_guidelines": "Ours [@smith2020]."})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "First Test changed this article on" in shown
    assert "Theirs [@smith2020]." in shown
    assert sent(answer)["clinician_from_guidelines"] == "Ours [@smith2020]."
    assert texts(article) == {"clinician": ("Theirs [@smith2020].", "")}
    assert two.post(url, sent(answer)).status_code == 302
    assert texts(article) == {"clinician": ("Ours [@smith2020].", "")}


def test_changes_in_different_fields_are_merged_and_shown_before_they_are_saved() -> None:
    article, one, two, theirs, ours = opened_by_two()
    url, cardiology = change_url(article), topic()
    one.post(url, theirs | {"tags": "Aspirin", "topics": "Cardiology"})
    answer = two.post(url, ours | {"clinician_from_research": TEXT, "reason": "The trial"})
    merged = sent(answer)
    assert "Only they changed these" in answer.content.decode()
    assert merged["tags"] == "Aspirin"
    assert merged["clinician_from_research"] == TEXT
    assert merged["reason"] == "The trial"
    assert two.post(url, merged).status_code == 302
    article.refresh_from_db()
    assert article.tags == ["Aspirin"]
    assert texts(article)["clinician"][1] == TEXT
    assert list(article.topics.all()) == [cardiology]


def test_a_byline_changed_by_two_shows_both() -> None:
    article, one, two, theirs, ours = opened_by_two()
    url = change_url(article)
    keys = {row.author.name: str(row.author_id) for row in article.authorships.all()}
    third = people.author("third")
    one.post(url, theirs | {"byline": [keys["First Test"], str(third.pk)]})
    answer = two.post(url, ours | {"byline": [keys["Second Test"], keys["First Test"]]})
    assert answer.status_code == 403  # the second was taken off the byline meanwhile
    assert "You are no longer one of this article" in answer.content.decode()
    editor = client_of(people.editor())
    answer = editor.post(url, ours | {"byline": [keys["Second Test"], keys["First Test"]]})
    assert answer.status_code == 409
    assert "First Test, MD; Third Test, MD" in answer.content.decode()
    assert sent(answer)["byline"][:2] == [keys["Second Test"], keys["First Test"]]


def test_a_third_change_while_two_were_being_merged_is_told_again() -> None:
    article, one, two, theirs, ours = opened_by_two()
    url = change_url(article)
    one.post(url, theirs | {"tags": "Aspirin"})
    merged = sent(two.post(url, ours | {"tags": "Warfarin"}))
    save(one, article, tags="Heparin")
    answer = two.post(url, merged)
    assert answer.status_code == 409
    assert "Heparin" in answer.content.decode()
    assert sent(answer)["tags"] == "Warfarin"


@pytest.mark.parametrize("version", ["", "0", "999999", "abc", "-1", "9" * 40])
def test_a_forged_version_is_a_conflict_and_saves_nothing(version: str) -> None:
    article = people.drafted()
    client = client_of(people.first_author(article))
    answer = save(client, article, version=version, opened="x:y", tags="Aspirin")
    assert answer.status_code == 409
    article.refresh_from_db()
    assert article.tags == []


def test_a_removed_permission_is_told_at_the_click() -> None:
    article = people.drafted()
    editor = people.editor()
    client, url = client_of(editor), change_url(article)
    fields = sent(client.get(url)) | {"tags": "Aspirin"}
    editor.groups.clear()
    for answer in (client.post(url, fields), client.get(verb_url(article, "withdraw"))):
        assert answer.status_code == 403
        assert NO_PERMISSION in answer.content.decode()
    article.refresh_from_db()
    assert article.tags == []
