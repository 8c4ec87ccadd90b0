"""The demonstration's content: sources that can be found, words that are ours, states to see."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from integrity.text import problems
from reviews.demo.checking import DemoContentError
from reviews.demo.content import DemoArticle, DemoState
from reviews.demo.reading import FOLDER, read_demo

ORIGINAL_PAGE = Path(__file__).parents[2].parent / "shared" / "seed" / "original-page.txt"
DEMO = read_demo()
ARTICLES = {article.slug: article for article in DEMO.articles}
IKAROS = ARTICLES["leukemia-ikaros-mutation"]
SHORT = [article for article in DEMO.articles if article is not IKAROS]
RUN = 7  # words: shorter runs are terms and lists that any text on the subject shares


def slug(article: DemoArticle) -> str:
    return article.slug


def texts(article: DemoArticle) -> Iterator[str]:
    earlier, update = article.earlier, article.update
    for wordings in (
        article.wordings,
        earlier.wordings if earlier else {},
        update.wordings if update else {},
    ):
        for parts in wordings.values():
            yield from parts.values()


def words_around(article: DemoArticle) -> Iterator[str]:
    yield from (article.origin, article.note_to_reviewers)
    yield from (approval.reason for approval in article.approvals)
    if article.changes_requested:
        yield article.changes_requested.reason
    if article.earlier:
        yield from (article.earlier.note_to_reviewers, article.earlier.changes_requested.reason)
        for comment in article.earlier.comments:
            yield from (comment.text, comment.answer)
    if article.update:
        yield from (article.update.public_note, article.update.note_to_reviewers)
    if article.withdrawal:
        yield article.withdrawal.sentence


def keys(text: str) -> list[str]:
    markers = re.findall(r"\[(@[^\]]+)\]", text)
    return [key.strip().removeprefix("@") for marker in markers for key in marker.split(";")]


def cited(article: DemoArticle) -> list[str]:
    return list(dict.fromkeys(key for text in texts(article) for key in keys(text)))


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", re.sub(r"\[@[^\]]+\]", " ", text).lower())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


@pytest.mark.parametrize("article", DEMO.articles, ids=slug)
def test_every_cited_key_is_in_the_library(article: DemoArticle) -> None:
    assert set(cited(article)) - {item["id"] for item in DEMO.citations} == set()


def test_every_work_in_the_library_is_cited() -> None:
    used = {key for article in DEMO.articles for key in cited(article)}
    assert {item["id"] for item in DEMO.citations} - used == set()


def test_no_key_or_identifier_occurs_twice_and_keys_are_well_formed() -> None:
    for name in ("id", "DOI", "PMID", "PMCID"):
        values = [item[name] for item in DEMO.citations if name in item]
        assert sorted(set(values)) == sorted(values)
    for item in DEMO.citations:
        assert re.fullmatch(r"[a-z0-9][a-z0-9._:-]*", item["id"])


@pytest.mark.parametrize("item", DEMO.citations, ids=lambda item: item["id"])
def test_a_reader_can_find_each_reference(item: dict) -> None:
    locator = any(item.get(name) for name in ("DOI", "PMID", "PMCID", "URL"))
    place = all(item.get(name) for name in ("container-title", "issued", "page"))
    assert item["title"]
    assert locator or place


@pytest.mark.parametrize("item", DEMO.citations, ids=lambda item: item["id"])
def test_identifiers_have_their_form_and_nothing_is_left_empty(item: dict) -> None:
    forms = {"DOI": r"10\.\d{4,}/\S+", "PMID": r"[1-9]\d{6,7}", "PMCID": r"PMC\d{5,8}"}
    for name, form in forms.items():
        assert name not in item or re.fullmatch(form, item[name])
    assert all(item.values())
    assert all(name.get("family") or name.get("literal") for name in item["author"])
    assert 1990 < item["issued"]["date-parts"][0][0] < 2026


def test_each_state_can_be_seen() -> None:
    states = [article.state for article in DEMO.articles]
    assert {state: states.count(state) for state in DemoState} == {
        DemoState.DRAFT: 2,
        DemoState.SUBMITTED: 2,
        DemoState.UNDER_REVIEW: 2,
        DemoState.CHANGES_REQUESTED: 1,
        DemoState.APPROVED: 6,
        DemoState.UPDATE_UNDER_REVIEW: 1,
        DemoState.WITHDRAWN: 1,
    }


@pytest.mark.parametrize("article", DEMO.articles, ids=slug)
def test_only_published_articles_have_the_two_signatures(article: DemoArticle) -> None:
    published = (DemoState.APPROVED, DemoState.UPDATE_UNDER_REVIEW, DemoState.WITHDRAWN)
    signers = {approval.by for approval in article.approvals}
    assert len(signers) == len(article.approvals)
    assert (len(signers) == 2) == (article.state in published)


def test_one_review_has_one_of_two_signatures_and_one_has_none() -> None:
    waiting = [article for article in DEMO.articles if article.state == DemoState.UNDER_REVIEW]
    assert sorted(len(article.approvals) for article in waiting) == [0, 1]


def test_withdrawn_answer_names_a_readable_replacement() -> None:
    [withdrawal] = [article.withdrawal for article in DEMO.articles if article.withdrawal]
    assert ARTICLES[withdrawal.replacement].state == DemoState.APPROVED


def test_update_changes_the_text() -> None:
    [article] = [article for article in DEMO.articles if article.update]
    assert article.update
    assert article.update.wordings.keys() == article.wordings.keys()
    assert article.update.wordings != article.wordings


@pytest.mark.parametrize("article", SHORT, ids=slug)
def test_short_articles_are_short_and_rest_on_two_to_four_works(article: DemoArticle) -> None:
    parts = article.wordings["clinician"].values()
    assert 80 <= len(re.sub(r"\[@[^\]]+\]", "", " ".join(parts)).split()) <= 200
    assert 2 <= len(cited(article)) <= 4
    assert all(keys(part) for part in parts)


@pytest.mark.parametrize("article", DEMO.articles, ids=slug)
def test_article_says_that_it_is_sample_content(article: DemoArticle) -> None:
    assert article.origin.startswith("Sample content written for this demonstration")
    assert "references" in article.origin


def test_ikaros_article_has_the_parts_and_headings_of_the_original() -> None:
    clinician = IKAROS.wordings["clinician"]
    assert re.findall(r"^# (.+)$", clinician["from_guidelines"], re.MULTILINE) == [
        "Key considerations",
        "Treatment decisions",
        "Recommendations",
    ]
    assert len(re.findall(r"^# ", clinician["from_research"], re.MULTILINE)) == 2


def test_ikaros_article_numbers_its_six_works_as_the_sample_list_does() -> None:
    assert cited(IKAROS) == [
        "paolino2024",
        "vairy2020",
        "kastner2013",
        "lee2021",
        "yao2016",
        "asai2013",
    ]


def test_ikaros_bullets_carry_the_markers_of_the_original() -> None:
    numbers = {key: str(number) for number, key in enumerate(cited(IKAROS), start=1)}
    bullets = re.findall(r"^- (.+)$", IKAROS.wordings["clinician"]["from_research"], re.MULTILINE)
    markers = [", ".join(dict.fromkeys(numbers[key] for key in keys(bullet))) for bullet in bullets]
    assert markers == ["2", "2", "2", "2", "2", "3, 4", "4", "5, 6", "6"]


def test_ikaros_article_speaks_to_each_audience() -> None:
    assert list(IKAROS.wordings) == ["clinician", "trainee", "patient"]
    for parts in IKAROS.wordings.values():
        assert all(keys(part) for part in parts.values())


@pytest.fixture
def original_page() -> str:
    if not ORIGINAL_PAGE.exists():
        pytest.skip("the original page is not part of this repository and is not beside it")
    return ORIGINAL_PAGE.read_text(encoding="utf-8")


def test_no_run_of_words_comes_from_the_original_page(original_page: str) -> None:
    original = runs(original_page)
    ours = [*DEMO.disclaimers.values(), *(topic.description for topic in DEMO.topics)]
    for article in DEMO.articles:
        ours += [*texts(article), *words_around(article)]
    assert len(original) > 500
    assert {" ".join(run) for text in ours for run in runs(text) & original} == set()


def test_no_file_names_the_owner_of_the_original_page(original_page: str) -> None:
    [owner] = set(re.findall(r"Dr\.[A-Z][a-z]+", original_page))
    for path in FOLDER.rglob("*"):
        if path.suffix in {".toml", ".json", ".py"}:
            assert owner.removeprefix("Dr.").lower() not in path.read_text("utf-8").lower()


def test_people_are_plainly_demo() -> None:
    assert [person.username for person in DEMO.people] == [
        "author",
        "coauthor",
        "reviewer1",
        "reviewer2",
        "reviewer3",
        "editor",
        "chief",
        "auditor",
    ]
    for person in DEMO.people:
        assert person.name.endswith(" Demo")
        assert person.affiliation.endswith(" (fictional)")


@pytest.mark.parametrize("audience", ["clinician", "trainee", "patient"])
def test_disclaimer_names_its_readers_and_who_is_not_liable(audience: str) -> None:
    text = DEMO.disclaimers[audience]
    assert text.startswith("Written for ")
    assert "replace" in text
    assert "The publisher of this demonstration site assumes no liability" in text


def test_everything_can_be_read_as_it_is() -> None:
    for article in DEMO.articles:
        for text in (article.question, *article.tags, *texts(article), *words_around(article)):
            assert not problems(text)
        assert len(article.question) <= 300
        assert re.fullmatch(r"[a-z0-9-]{1,120}", article.slug)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "demo"))


def put(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


ASTHMA = "articles/55-asthma-reliever.toml"
WITHDRAWN = "articles/15-aspirin-age-50-to-59.toml"


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        (ASTHMA, 'state = "changes_requested"', 'state = "done"', "the state is 'done'"),
        (ASTHMA, 'state = "changes_requested"', 'state = "draft"', "goes with the state"),
        (ASTHMA, "tags = ", "drugs = ", "nothing is called drugs here"),
        (ASTHMA, "origin = ", "# ", "origin is missing"),
        (ASTHMA, "[wordings.clinician]", "[wordings.nurse]", "nothing is called nurse here"),
        (ASTHMA, "from_research", "from_opinion", "nothing is called from_opinion here"),
        (ASTHMA, '"reviewer3"]', '"author"]', "author is not a board member"),
        (ASTHMA, '["author", ', '["reviewer2", ', "reviewer2 is not an author"),
        (ASTHMA, 'by = "reviewer3"', 'by = "reviewer1"', "reviewer1 is not one of its reviewers"),
        (ASTHMA, '"respiratory-medicine"', '"lungs"', "lungs is not a topic"),
        (
            ASTHMA,
            'slug = "asthma-reliever"',
            'slug = "migraine-prevention"',
            "more than one article",
        ),
        (ASTHMA, "slug = ", "slug ", "is malformed"),
        (WITHDRAWN, 'by = "editor"', 'by = "auditor"', "auditor is not an editor"),
        (WITHDRAWN, '"aspirin-primary-prevention"', '"nowhere"', "must be an earlier file"),
        ("people.toml", 'username = "coauthor"', 'username = "author"', "more than one person"),
        ("people.toml", 'group = "Auditor"', 'group = "Owner"', "the group can be"),
        ("citations.json", "[", "{", "is malformed"),
        ("disclaimers.toml", "patient = ", "visitor = ", "nothing is called visitor here"),
    ],
)
def test_editor_of_the_files_is_told_what_to_mend(
    copy: Path, name: str, old: str, new: str, sentence: str
) -> None:
    put(copy, name, old, new)
    with pytest.raises(DemoContentError, match=re.escape(sentence)):
        read_demo(copy)


def test_missing_file_is_named(copy: Path) -> None:
    (copy / "topics.toml").unlink()
    with pytest.raises(DemoContentError, match=r"topics\.toml cannot be read"):
        read_demo(copy)
