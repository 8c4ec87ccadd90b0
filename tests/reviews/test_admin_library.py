"""The library's desk: cited works, notices, topics, disclaimers, authors, and their histories."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Author, Disclaimer, Standing, Topic
from citations.models import Citation, Notice
from citations.searching import few_or_all, having
from reviews.admin.names import as_names, as_text
from tests import people

pytestmark = pytest.mark.django_db

NO_NOTICE = {
    "notices-TOTAL_FORMS": "1",
    "notices-INITIAL_FORMS": "0",
    "notices-MIN_NUM_FORMS": "0",
    "notices-MAX_NUM_FORMS": "1000",
}


def desk_of(name: str, *groups: str) -> Client:
    client = Client()
    client.force_login(people.user(name, *groups))
    return client


@pytest.fixture
def editor() -> Client:
    return desk_of("editor", "Editor")


def work(**facts: Any) -> dict[str, Any]:
    return {
        "key": "paolino2024",
        "type": "article-journal",
        "title": "A trial",
        "author": "Paolino, Jonathan\n{Study Group}",
        "container_title": "Biomedicines",
        "issued_year": "2024",
        "volume": "12",
        "issue": "1",
        "page": "89",
        "doi": "https://doi.org/10.3390/BIOMEDICINES12010089",
        **NO_NOTICE,
    } | facts


def page_of(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


# Works


def test_an_author_adds_a_work_with_names_as_lines_and_the_doi_in_one_form() -> None:
    client = desk_of("author", "Author")
    data = work(evidence="trial", **{"notices-TOTAL_FORMS": "0"})
    assert client.post("/admin/citations/citation/add/", data).status_code == 302
    citation = Citation.objects.get()
    assert citation.author == [
        {"family": "Paolino", "given": "Jonathan"},
        {"literal": "Study Group"},
    ]
    assert citation.evidence == "trial"
    assert citation.doi == "10.3390/biomedicines12010089"
    row = Citation.history.get()
    assert (row.history_user.username, row.history_change_reason) == ("author", "Added")


@pytest.mark.parametrize(
    "doi", ["10.5555/smith2020", "https://doi.org/10.5555/SMITH2020", "doi:10.5555/Smith2020"]
)
def test_a_work_that_is_there_already_is_named(editor: Client, doi: str) -> None:
    people.citation()
    page = editor.post("/admin/citations/citation/add/", work(doi=doi))
    assert page.status_code == 200
    assert "[@smith2020] has this DOI already: cite that one." in page.text
    assert Citation.objects.count() == 1


def test_a_key_or_pmid_that_is_there_already_is_named(editor: Client) -> None:
    people.citation(pmid="123")
    page = editor.post("/admin/citations/citation/add/", work(key="smith2020", pmid="PMID: 0123"))
    assert "[@smith2020] has this key already: cite that one." in page.text
    assert "[@smith2020] has this PMID already: cite that one." in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "Capital2020"},
        {"key": ""},
        {"doi": "10"},
        {"doi": "x" * 300},
        {"pmid": "12345678901234"},
        {"pmcid": "123"},
        {"url": "javascript:alert(1)"},
        {"url": "https://user:secret@example.org/"},
        {"author": ", Given only"},
        {"author": "{"},
        {"author": "{Open group"},
        {"author": "Nul\0, A"},
        {"author": "Hidden\u202e, A"},
        {"title": "nul \0"},
        {"issued_year": "20x4"},
        {"issued_year": "99999"},
        {"issued_day": "3"},
        {"issued_month": "13"},
        {"type": "blog"},
        {"title": "", "doi": ""},
        {"accessed": "yesterday"},
        {"notices-TOTAL_FORMS": "x"},
        {"notices-TOTAL_FORMS": "999999"},
        {"notices-0-nature": "rumour", "notices-0-noticed_on": "2024-01-01"},
    ],
)
def test_a_wrong_work_gets_a_sentence(editor: Client, wrong: dict[str, str]) -> None:
    page = editor.post("/admin/citations/citation/add/", work(**wrong))
    assert page.status_code == 200
    assert 'class="errorlist' in page.text
    assert not Citation.objects.exists()


def test_a_name_that_was_not_touched_keeps_its_hidden_parts(editor: Client) -> None:
    names = [
        {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
        {"family": "Smith, of the north", "given": "Ann"},
        {"literal": "A Group, with comma"},
    ]
    citation = people.citation(author=names)
    page = editor.get(page_of(citation))
    assert "Beethoven, Ludwig\nSmith, of the north, Ann\n{A Group, with comma}" in page.text
    data = work(author=as_text(names) + "\nNew, N.", change_reason="One more.", key="other")
    assert editor.post(page_of(citation), data).status_code == 302
    citation.refresh_from_db()
    assert citation.author == [*names, {"family": "New", "given": "N."}]
    assert citation.key == "smith2020"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" \n\r\n", []),
        ("Smith", [{"family": "Smith"}]),
        ("Smith,", [{"family": "Smith"}]),
        (" Smith , Ann ", [{"family": "Smith", "given": "Ann"}]),
        ("{WHO}", [{"literal": "WHO"}]),
        ("García Márquez, Gabriel", [{"family": "García Márquez", "given": "Gabriel"}]),
        ("A, B, C", [{"family": "A", "given": "B, C"}]),
    ],
)
def test_lines_are_names(text: str, names: list[dict[str, str]]) -> None:
    assert as_names(text) == names
    assert as_names(as_text(names)) == names


def test_the_library_is_searched_by_key_title_and_number(editor: Client) -> None:
    people.citation(pmid="777")
    people.citation("other2020", title="Something else")
    for query in ("smith2020", "trial of", "10.5555/smith", "777"):
        page = editor.get(f"/admin/citations/citation/?q={query}")
        assert [row.key for row in page.context["cl"].result_list] == ["smith2020"]


def test_the_library_finds_the_one_work_of_a_doi_within_its_filters(editor: Client) -> None:
    people.citation()
    people.citation("smith2020b", type="book")
    found = {
        "q=https://doi.org/10.5555/SMITH2020": ["smith2020"],
        "q=10.5555/smith202": ["smith2020", "smith2020b"],
        "q=10.5555/smith2020&type=book": ["smith2020b"],
        "q=smith2020&type=book": ["smith2020b"],
        "q=smith+2020": ["smith2020", "smith2020b"],
    }
    for query, keys in found.items():
        page = editor.get(f"/admin/citations/citation/?{query}")
        assert [row.key for row in page.context["cl"].result_list] == keys


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_a_search_finds_the_same_few_works_or_many(most: int) -> None:
    for number in range(3):
        people.citation(f"smith202{number}")
    people.citation("other2020", title="Something else", author=[])
    works = Citation.objects.order_by("key")
    found = few_or_all(having("smith", works), works, most)
    assert [work.key for work in found] == ["smith2020", "smith2021", "smith2022"]


def test_identifiers_are_kept_whole_however_they_are_pasted(editor: Client) -> None:
    pasted = {
        "doi": f"https://proxied.example/{'x' * 250}",
        "pmid": "PubMed PMID: 0023358883; ",
        "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/PMC3555193/",
    }
    page = editor.post("/admin/citations/citation/add/", work(**pasted))
    assert set(page.context["adminform"].form.errors) == {"doi"}
    for shortest in ('maxlength="12"', 'maxlength="15"', 'maxlength="255"'):
        assert shortest not in page.content.decode()
    pasted["doi"] = "doi:https://dx.doi.org/10.1000%2F182."
    assert editor.post("/admin/citations/citation/add/", work(**pasted)).status_code == 302
    kept = Citation.objects.get()
    assert (kept.doi, kept.pmid, kept.pmcid) == ("10.1000/182", "23358883", "PMC3555193")


def test_a_change_without_a_reason_is_refused(editor: Client) -> None:
    citation = people.citation()
    page = editor.post(page_of(citation), work(title="Changed"))
    assert page.status_code == 200
    citation.refresh_from_db()
    assert citation.title == "A trial of smith2020"


def test_nobody_deletes_a_work(editor: Client) -> None:
    citation = people.citation()
    url = reverse("admin:citations_citation_delete", args=[citation.pk])
    assert editor.post(url, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    number: int, editor: Client, django_assert_max_num_queries: Any
) -> None:
    for place in range(number):
        people.citation(f"work{place}")
    with django_assert_max_num_queries(9):
        editor.get("/admin/citations/citation/")


# Notices


def notice(**facts: str) -> dict[str, str]:
    return {
        "notices-0-nature": "retraction",
        "notices-0-noticed_on": "2026-02-03",
        "notices-0-url": "https://example.org/notice",
    } | facts


def test_a_notice_reaches_the_answers_that_cite_the_work(editor: Client) -> None:
    people.approved()
    citation = people.citation()
    data = work(change_reason="The journal retracted it.", **notice())
    assert editor.post(page_of(citation), data).status_code == 302
    row = Notice.objects.get()
    assert (row.nature, row.noticed_on) == ("retraction", datetime.date(2026, 2, 3))
    assert Standing.objects.get().notices[0]["kind"] == "retraction"
    assert Notice.history.get().history_change_reason == "The journal retracted it."


def test_a_notice_is_never_changed(editor: Client) -> None:
    citation = people.citation()
    Notice.objects.create(citation=citation, nature="retraction", noticed_on="2026-02-03")
    row = Notice.objects.get()
    data = work(change_reason="x", **notice(**{"notices-0-nature": "correction"})) | {
        "notices-INITIAL_FORMS": "1",
        "notices-0-id": str(row.pk),
        "notices-0-citation": str(citation.pk),
        "notices-0-DELETE": "on",
    }
    editor.post(page_of(citation), data)
    assert Notice.objects.get().nature == "retraction"


def test_the_same_notice_twice_gets_a_sentence(editor: Client) -> None:
    citation = people.citation()
    Notice.objects.create(citation=citation, nature="retraction", noticed_on="2026-02-03")
    page = editor.post(page_of(citation), work(change_reason="x", **notice()))
    assert page.status_code == 200
    assert Notice.objects.count() == 1


def test_an_author_reads_notices_and_adds_none() -> None:
    citation = people.citation()
    client = desk_of("author", "Author")
    client.post(page_of(citation), work(change_reason="x", **notice()))
    assert not Notice.objects.exists()


# Topics


def test_a_topic_gets_its_address_once(editor: Client) -> None:
    data = {"name": "Blood diseases", "slug": "", "description": ""}
    assert editor.post("/admin/articles/topic/add/", data).status_code == 302
    topic = Topic.objects.get(name="Blood diseases")
    assert topic.slug == "blood-diseases"
    data = {"name": "Hematology", "slug": "other", "change_reason": "Shorter."}
    assert editor.post(page_of(topic), data).status_code == 302
    topic.refresh_from_db()
    assert (topic.name, topic.slug) == ("Hematology", "blood-diseases")
    assert Topic.history.latest().history_change_reason == "Shorter."


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "血液"},
        {"name": ""},
        {"name": "blood diseases", "slug": "with space"},
        {"name": "Blood diseases"},
        {"name": "Blood  diseases!", "slug": ""},
        {"name": "nul\0"},
    ],
)
def test_a_wrong_topic_gets_a_sentence(editor: Client, wrong: dict[str, str]) -> None:
    Topic.objects.create(name="Blood diseases", slug="blood-diseases")
    before = list(Topic.objects.order_by("pk").values_list("pk", "name", "slug"))
    page = editor.post("/admin/articles/topic/add/", wrong)
    assert page.status_code == 200
    assert 'class="errorlist' in page.text
    assert list(Topic.objects.order_by("pk").values_list("pk", "name", "slug")) == before


@pytest.mark.parametrize("group", ["Author", "Auditor", "Board member"])
def test_others_change_no_topic(group: str) -> None:
    topic = Topic.objects.create(name="Blood", slug="blood")
    client = desk_of("someone", group)
    data = {"name": "Changed", "change_reason": "x"}
    assert client.post(page_of(topic), data).status_code == 403
    assert client.post("/admin/articles/topic/add/", data).status_code == 403


def test_authors_find_topics_and_authors_while_typing() -> None:
    """The article's page looks them up by Django's autocomplete."""
    Topic.objects.create(name="Blood", slug="blood")
    people.author()
    client = desk_of("author")
    for model, field, term, found in (
        ("articletopic", "topic", "blo", "Blood"),
        ("authorship", "author", "auth", "Author Test, MD"),
    ):
        query = f"?term={term}&app_label=articles&model_name={model}&field_name={field}"
        results = client.get(f"/admin/autocomplete/{query}").json()["results"]
        assert [result["text"] for result in results] == [found]


# Disclaimers


def test_there_is_one_disclaimer_for_each_audience(editor: Client) -> None:
    url = "/admin/articles/disclaimer/add/"
    for audience in ("clinician", "trainee", "patient"):
        data = {"audience": audience, "text": "Not medical advice."}
        assert editor.post(url, data).status_code == 302
    assert editor.get(url).status_code == 403
    assert Disclaimer.objects.count() == 3


def test_a_taken_audience_is_not_offered_again(editor: Client) -> None:
    Disclaimer.objects.create(audience="clinician", text="x")
    page = editor.get("/admin/articles/disclaimer/add/")
    assert 'value="clinician"' not in page.text
    data = {"audience": "clinician", "text": "y"}
    assert editor.post("/admin/articles/disclaimer/add/", data).status_code == 200
    assert Disclaimer.objects.count() == 1


def test_a_changed_disclaimer_changes_nothing_signed(editor: Client) -> None:
    article = people.approved()
    before = bytes(people.latest(article).manuscript)
    disclaimer = Disclaimer.objects.get()
    page = editor.get(page_of(disclaimer))
    assert "keeps the words that it was signed with" in page.text
    data = {"text": "New words.", "audience": "patient", "change_reason": "Law."}
    assert editor.post(page_of(disclaimer), data).status_code == 302
    disclaimer.refresh_from_db()
    assert (disclaimer.text, disclaimer.audience) == ("New words.", "clinician")
    assert bytes(people.latest(article).manuscript) == before


# Authors


def test_an_authors_account_stays(editor: Client) -> None:
    author = people.author()
    other = people.user("other")
    data = {"name": "Dr. New", "credentials": "MD", "user": other.pk, "change_reason": "Married."}
    assert editor.post(page_of(author), data).status_code == 302
    author.refresh_from_db()
    assert (author.name, author.user.username) == ("Dr. New", "author")
    assert editor.get("/admin/articles/author/add/").status_code == 403


# Histories


def changed_title(*titles: str) -> Citation:
    citation = people.citation()
    for title in titles:
        citation.title = title
        citation._history_user, citation._change_reason = people.editor(), f"To {title}"
        citation.save()
    return citation


def history_of(row: Any) -> str:
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_history"
    return reverse(name, args=[row.pk])


def test_a_history_tells_who_changed_what_when_and_why(editor: Client) -> None:
    citation = changed_title("Second title")
    Notice.objects.create(citation=citation, nature="retraction", noticed_on="2026-02-03")
    page = editor.get(history_of(citation))
    assert "To Second title" in page.text
    assert "Editor Test" in page.text
    assert "Created: notice" in page.text
    version = Citation.history.latest()
    page = editor.get(f"{history_of(citation)}{version.pk}/")
    assert "<del>A trial of smith2020</del>" in page.text
    assert "<ins>Second title</ins>" in page.text


def test_any_two_versions_are_compared(editor: Client) -> None:
    citation = changed_title("Second", "Third")
    third, second, first = Citation.history.order_by("-history_date")
    page = editor.get(f"{history_of(citation)}{third.pk}/?with={first.pk}")
    assert "<del>A trial of smith2020</del><ins>Third</ins>" in page.text
    page = editor.get(f"{history_of(citation)}{second.pk}/?with={third.pk}")
    assert "<del>Third</del><ins>Second</ins>" in page.text
    assert "This is the first version" in editor.get(f"{history_of(citation)}{first.pk}/").text


def test_hostile_text_in_a_history_is_only_text(editor: Client) -> None:
    citation = changed_title("<script>alert(1)</script>")
    for path in ("", f"{Citation.history.latest().pk}/"):
        assert "<script>alert(1)" not in editor.get(history_of(citation) + path).text


def test_a_history_is_written_from_no_form(editor: Client) -> None:
    citation = changed_title("Second")
    before = list(Citation.history.values_list("pk", "title"))
    version = Citation.history.earliest()
    for path in ("", f"{version.pk}/"):
        for send in (editor.post, editor.put, editor.delete, editor.patch):
            assert send(history_of(citation) + path, {"title": "Forged"}).status_code == 405
    citation.refresh_from_db()
    assert citation.title == "Second"
    assert list(Citation.history.values_list("pk", "title")) == before


def test_a_history_needs_its_own_permission() -> None:
    citation = changed_title("Second")
    client = desk_of("reviewer", "Board member")
    assert client.get(page_of(citation)).status_code == 200
    assert client.get(history_of(citation)).status_code == 403
    assert client.get(f"{history_of(citation)}{Citation.history.latest().pk}/").status_code == 403


@pytest.mark.parametrize("version", ["x", "0", "%00", "00000000-0000-0000-0000-000000000000"])
def test_a_senseless_version_is_not_found(editor: Client, version: str) -> None:
    citation = changed_title("Second")
    known = Citation.history.latest().pk
    assert editor.get(f"{history_of(citation)}{version}/").status_code == 404
    answer = editor.get(f"{history_of(citation)}{known}/?with={version}").status_code
    assert answer in {400, 404}
    assert editor.get(f"{history_of(citation)}?p={version}").status_code in {200, 400}


def test_the_version_of_another_work_is_not_found(editor: Client) -> None:
    people.citation("other2020")
    citation = changed_title("Second")
    other = Citation.history.get(key="other2020")
    assert editor.get(f"{history_of(citation)}{other.pk}/").status_code == 404
    known = Citation.history.latest().pk
    assert editor.get(f"{history_of(citation)}{known}/?with={other.pk}").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_a_history_takes_as_many_queries_for_three_as_for_one(
    number: int, editor: Client, django_assert_max_num_queries: Any
) -> None:
    citation = people.citation()
    for day in range(number):
        row = Notice(citation=citation, nature="correction", noticed_on=f"2026-02-0{day + 1}")
        row.save()
    with django_assert_max_num_queries(9):
        editor.get(history_of(citation))


@pytest.mark.parametrize("number", [1, 3])
def test_the_history_of_an_account_takes_no_query_a_row(
    number: int, editor: Client, django_assert_max_num_queries: Any
) -> None:
    author = people.author()
    for place in range(number):
        author.name = f"Name {place}"
        author.save()
        author.user.first_name = f"Name {place}"
        author.user.save()
    with django_assert_max_num_queries(10):
        editor.get(history_of(author.user))


def test_every_history_that_is_kept_can_be_read(editor: Client) -> None:
    article = people.approved()
    rows = [
        people.citation(),
        Topic.objects.create(name="Blood", slug="blood"),
        Author.objects.get(),
        Disclaimer.objects.get(),
        people.member(),
        people.latest(article).assignments.all()[0],
        people.user("author"),
    ]
    for row in rows:
        page = editor.get(history_of(row))
        assert page.status_code == 200
        version = type(row).history.filter(pk=type(row).history.latest().pk).get()
        assert editor.get(f"{history_of(version.instance)}{version.pk}/").status_code == 200


def test_a_long_history_has_pages(editor: Client) -> None:
    citation = people.citation()
    for place in range(60):
        citation.title = f"Title {place}"
        citation.save()
    first = editor.get(history_of(citation))
    assert first.context["page"].paginator.count == 61
    assert "Page 1 of 2" in first.text
    assert len(editor.get(f"{history_of(citation)}?p=2").context["entries"]) == 11
