import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.importing.batches import BATCH_LINES, batches
from articles.models import (
    Article,
    ArticleTopic,
    Authorship,
    Contributor,
    SlugRedirect,
    Topic,
    Wording,
)
from citations.models import Citation
from integrity.models import save_with_reason, seal_of
from reviews import workflow
from reviews.verification import verify_rows
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "answers.jsonl"


def entry(number: int = 1, **fields: Any) -> dict[str, Any]:
    key = f"work{number}"
    return {
        "question": f"What helps in case {number}?",
        "wordings": {"clinician": {"from_research": f"This helped [@{key}]."}},
        "citations": [work(key, URL=f"https://example.org/{number}")],
        "origin_key": f"sample-{number}",
        **fields,
    }


def work(key: str, **facts: Any) -> dict[str, Any]:
    return {"id": key, "type": "webpage", "title": f"A page about {key}", **facts}


def write(file: Path, *entries: dict[str, Any] | bytes) -> Path:
    lines = [e if isinstance(e, bytes) else json.dumps(e).encode() for e in entries]
    file.write_bytes(b"\n".join(lines))
    return file


def run(file: Path, *options: str) -> int:
    """Import `file`; return the exit code."""
    people.author("importer")
    try:
        call_command("import_articles", str(file), "--author", "importer", *options)
    except SystemExit as stopped:
        return int(stopped.code or 0)
    return 0


def refusals(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line for line in capsys.readouterr().err.splitlines() if line.startswith("Line ")]


def test_a_line_becomes_a_draft_with_everything_it_says(file: Path) -> None:
    write(
        file,
        entry(
            wordings={
                "clinician": {
                    "from_guidelines": "Rest [@work1].",
                    "from_research": "Yes [@work1].",
                },
                "patient": {"from_guidelines": "Rest [@work1]."},
            },
            topics=["Sample topic", "Another"],
            tags=["Aspirin"],
            origin="The old site",
            license="CC BY 4.0",
        ),
    )
    assert run(file) == 0
    article = Article.objects.get()
    author = people.author("importer")
    assert (article.question, article.slug, article.state, article.version) == (
        "What helps in case 1?", "what-helps-in-case-1", "draft", 1,
    )  # fmt: skip
    assert (article.tags, article.origin, article.origin_key, article.license) == (
        ["Aspirin"], "The old site", "sample-1", "CC BY 4.0",
    )  # fmt: skip
    assert article.created_by == author.user
    assert list(article.authors.all()) == [author]
    assert [contributor.user for contributor in article.contributors.all()] == [author.user]
    assert {topic.name: topic.slug for topic in article.topics.all()} == {
        "Sample topic": "sample-topic", "Another": "another",
    }  # fmt: skip
    assert set(article.wordings.values_list("audience", "from_guidelines", "from_research")) == {
        ("clinician", "Rest [@work1].", "Yes [@work1]."),
        ("patient", "Rest [@work1].", ""),
    }
    assert Citation.objects.get().csl() == work("work1", URL="https://example.org/1")


def test_all_that_is_imported_has_a_sealed_history_with_person_and_reason(file: Path) -> None:
    write(file, entry(topics=["Sample topic"]), entry(2))
    editor, known = people.editor(), people.general_medicine()
    assert run(file, "--by", "editor") == 0
    for model in (Article, Citation, Topic, ArticleTopic, Authorship, Wording):
        before = [known.pk] if model is Topic else []
        rows = list(model.objects.exclude(pk__in=before))
        lines = list(model.history.exclude(id__in=before))
        assert len(rows) == len(lines) > 0
        for line in lines:
            assert (line.history_type, line.history_user) == ("+", editor)
            assert line.history_change_reason == "Imported from answers.jsonl"
            assert bytes(line.seal) == seal_of(line)
            row = model.objects.get(pk=line.id)
            assert {f.name: getattr(row, f.name) for f in row._meta.concrete_fields} == {
                f.name: getattr(line.instance, f.name) for f in row._meta.concrete_fields
            }
    contributors = list(Contributor.objects.order_by("article_id", "user__username"))
    assert [c.user.username for c in contributors] == ["editor", "importer"] * 2
    assert all(bytes(c.seal) == seal_of(c) for c in contributors)


def test_verify_record_accepts_what_was_imported_and_changed(file: Path) -> None:
    write(file, entry(1, topics=["Sample topic"], tags=["Aspirin"]), entry(2))
    run(file)
    save_with_reason(Article.objects.earliest("pk"), people.user("importer"), "Saved again")
    verify_rows(lambda _: None)


def test_its_author_submits_an_imported_draft(file: Path) -> None:
    people.drafted()  # brings the disclaimer along
    write(file, entry(topics=["Sample topic"]))
    run(file)
    article = Article.objects.get(origin_key="sample-1")
    workflow.submit(article, by=people.user("importer"))
    assert article.state == "submitted"


def test_without_an_author_the_one_who_imports_is_the_only_contributor(file: Path) -> None:
    people.editor()
    call_command("import_articles", str(write(file, entry())), by="editor")
    article = Article.objects.get()
    assert (article.authors.count(), article.created_by.username) == (0, "editor")
    assert [c.user.username for c in article.contributors.all()] == ["editor"]


def test_a_second_run_adds_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unnamed = entry(3)
    del unnamed["origin_key"]
    write(file, entry(1, topics=["Sample topic"]), entry(2), unnamed)
    run(file)
    before = [model.history.count() for model in (Article, Citation, Topic, Wording)]
    capsys.readouterr()
    assert run(write(file, entry(1), entry(2), unnamed, entry(4))) == 0
    summary = capsys.readouterr().out
    assert summary.startswith("1 imported, 3 there already, 0 refused, in ")
    after = [model.history.count() for model in (Article, Citation, Topic, Wording)]
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 0, 1]


def test_a_second_run_does_not_undo_or_mind_what_the_author_wrote_since(file: Path) -> None:
    write(file, entry())
    run(file)
    wording, author = Wording.objects.get(), people.user("importer")
    wording.from_research = "It helped some [@work1]."
    save_with_reason(wording, author, "Clearer")
    added = Wording(article=wording.article, audience="patient", from_research="Yes [@work1].")
    save_with_reason(added, author, "For patients")
    assert run(file) == 0
    assert Article.objects.count() == 1
    assert Wording.objects.get(audience="clinician").from_research == "It helped some [@work1]."


def test_a_key_with_another_answer_is_refused_in_the_same_file_and_in_the_next(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = entry(wordings={"clinician": {"from_research": "It did not help [@work1]."}})
    assert run(write(file, entry(), entry(), other)) == 1
    sentence = (
        "origin_key: sample-1 was imported already, with another question or answer: give this "
        "one a key of its own, or leave it out."
    )
    assert refusals(capsys) == [f"Line 3, {sentence}"]
    assert run(write(file, other)) == 1
    assert refusals(capsys) == [f"Line 1, {sentence}"]
    assert Article.objects.count() == 1


def test_repeats_with_keys_of_their_own_are_articles_of_their_own(file: Path) -> None:
    assert run(write(file, entry(), entry(origin_key="sample-1.2"))) == 0
    assert Citation.objects.count() == 1
    slugs = sorted(Article.objects.values_list("slug", flat=True))
    assert slugs[0] == "what-helps-in-case-1"
    assert slugs[1].startswith("what-helps-in-case-1-")


def test_an_address_is_never_given_twice(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = people.drafted(slug="what-helps-in-case-1")
    SlugRedirect.objects.create(slug="what-helps-in-case-2", article=old)
    lines = [
        entry(1), entry(2), entry(3, slug="mine"), entry(4, slug="mine"),
        entry(5, question="?"), entry(6, question="\u0427\u0442\u043e?"),
        entry(7, question="x" * 300), entry(8, question="x" * 300),
    ]  # fmt: skip
    assert run(write(file, *lines)) == 1
    assert refusals(capsys) == [
        "Line 4, slug: this address belongs to another article: choose another one."
    ]
    slugs = dict(Article.objects.exclude(pk=old.pk).values_list("origin_key", "slug"))
    assert slugs["sample-1"].startswith("what-helps-in-case-1-")
    assert slugs["sample-2"].startswith("what-helps-in-case-2-")
    assert slugs["sample-3"] == "mine"
    assert slugs["sample-5"] == "question"
    assert slugs["sample-6"].startswith("question-")
    assert (len(slugs["sample-7"]), len(slugs["sample-8"])) == (120, 120)
    assert len(set(slugs.values())) == 7


@pytest.mark.parametrize(
    ("known", "given"),
    [
        ({"doi": "10.5555/one"}, {"DOI": "https://doi.org/10.5555/ONE"}),
        ({"pmid": "12"}, {"PMID": "12", "DOI": "10.5555/new"}),
        ({"pmcid": "PMC12"}, {"PMCID": "PMC12"}),
        ({"url": "https://example.org/a"}, {"URL": "HTTPS://EXAMPLE.org/a"}),
    ],
)
def test_a_work_that_the_library_has_is_cited_by_the_librarys_key(
    file: Path, known: dict[str, str], given: dict[str, str]
) -> None:
    facts: dict[str, Any] = {"doi": None} | known
    people.citation("smith2020", **facts)
    text = "It helped [@Work1; @smith2020], `[@work1]` or not [@work1]."
    line = entry(
        wordings={"clinician": {"from_research": text}}, citations=[work("work1", **given)]
    )
    assert run(write(file, line)) == 0
    assert Citation.objects.count() == 1
    assert Wording.objects.get().from_research == (
        "It helped [@smith2020; @smith2020], `[@smith2020]` or not [@smith2020]."
    )
    assert run(file) == 0
    assert Article.objects.count() == 1


def test_a_work_under_a_known_key_is_reused_where_it_is_the_same(file: Path) -> None:
    people.citation("work1", title="A PAGE about work1", doi=None)
    assert run(write(file, entry(citations=[work("work1")]))) == 0
    assert Citation.objects.get().title == "A PAGE about work1"


def test_works_of_one_book_may_share_its_address(file: Path) -> None:
    url = "https://example.org/book"
    people.citation("chapter1", doi="10.5555/book.1", url=url)
    assert run(write(file, entry(citations=[work("work1", DOI="10.5555/book.2", URL=url)]))) == 0
    assert sorted(Citation.objects.values_list("key", flat=True)) == ["chapter1", "work1"]


def test_works_that_cannot_be_told_are_refused(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people.citation("work1", title="Another page", doi="10.5555/a", pmid="1")
    lines = [
        entry(1, citations=[work("work1")]),
        entry(2, citations=[work("work2", DOI="10.5555/a", PMID="2")]),
        entry(3, citations=[work("work3"), work("WORK3", title="Not that one")]),
        entry(4, wordings={"clinician": {"from_research": "See [@nothing2020]."}}, citations=[]),
        entry(5, wordings={"clinician": {"from_research": "See `[@nothing2020]`."}}),
        entry(6, wordings={"clinician": {"from_research": "See [@work1]."}}, citations=[]),
        entry(7, wordings={"clinician": {"from_research": "See [@work2]."}}, citations=[]),
    ]
    assert run(write(file, *lines)) == 1
    assert refusals(capsys) == [
        (
            "Line 1, citations[0].id: the key work1 belongs to another work in the library or in "
            "this file (“Another page”): give this one another key."
        ),
        (
            "Line 2, citations[0]: this work shares its DOI with work1, but another identifier "
            "differs: mend the wrong one."
        ),
        "Line 3, citations[1].id: another work of this line has this key.",
        (
            "Line 4, wordings.clinician.from_research: this cites [@nothing2020], which is neither "
            "among the line's citations nor in the library."
        ),
        (
            "Line 7, wordings.clinician.from_research: this cites [@work2], which is neither among "
            "the line's citations nor in the library."
        ),
    ]
    assert sorted(Article.objects.values_list("origin_key", flat=True)) == ["sample-5", "sample-6"]
    assert sorted(Citation.objects.values_list("key", flat=True)) == ["work1", "work5"]


def test_a_topic_is_found_whatever_its_case_and_made_once(file: Path) -> None:
    Topic.objects.create(name="Blood", slug="blood")
    Topic.objects.create(name="Taken", slug="heart-and-lungs")
    topics = ["BLOOD", "blood", "Heart & lungs", "Heart and lungs", "\u5fc3"]
    assert run(write(file, entry(1, topics=topics), entry(2, topics=["heart AND lungs"]))) == 0
    found = dict(Topic.objects.values_list("name", "slug"))
    assert found.pop("General medicine") == "general-medicine"  # which was there before
    assert found.pop("Blood") == "blood"
    assert found.pop("Heart & lungs") == "heart-lungs"
    assert found.pop("\u5fc3") == "topic"
    assert found.pop("Taken") == "heart-and-lungs"
    assert [slug[:16] for slug in found.values()] == ["heart-and-lungs-"]
    assert Article.objects.get(origin_key="sample-1").topics.count() == 4


def test_a_topic_whose_lower_case_is_another_word_is_found_again(file: Path) -> None:
    topic = Topic.objects.create(name="\u0130stanbul \u00c9", slug="istanbul")
    before = Topic.objects.count()
    assert run(write(file, entry(1, topics=["\u0130stanbul \u00c9"]))) == 0
    assert (Topic.objects.count(), topic.articles.count()) == (before, 1)


def test_bad_lines_are_named_and_the_good_ones_kept(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(write(file, entry(1), b"{", b"", entry(2, question=""), b"\xff", entry(3))) == 1
    out, err = capsys.readouterr()
    assert err.splitlines() == [
        (
            "Line 2: this is not JSON: Expecting property name enclosed in double quotes, at "
            "character 3."
        ),
        "Line 4, question: the question is empty.",
        "Line 5: byte 1 is not UTF-8: save the file as UTF-8.",
    ]
    assert out.startswith("2 imported, 0 there already, 3 refused, in ")
    assert Article.objects.count() == 2


def test_strict_imports_all_or_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(file, entry(1, topics=["Sample topic"]), entry(2, answer=1))
    assert run(file, "--strict") == 1
    out, err = capsys.readouterr()
    assert out == "Nothing was imported. 2 lines read, 1 refused.\n"
    assert err.startswith("Line 2, answer: this field is not known;")
    assert (Article.objects.count(), Citation.objects.count()) == (0, 0)
    assert not Topic.objects.filter(name="Sample topic").exists()
    assert run(write(file, entry(1), entry(2)), "--strict") == 0
    assert Article.objects.count() == 2


def test_of_a_file_that_breaks_off_the_whole_lines_are_kept(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [json.dumps(entry(number, origin=str(hash(number)))) for number in range(1, 300)]
    file.write_bytes(gzip.compress("\n".join(lines).encode())[:-300])
    with pytest.raises(CommandError, match="^The file breaks off after line"):
        run(file, "--strict")
    assert Article.objects.count() == 0
    with pytest.raises(CommandError, match="^The file breaks off after line"):
        run(file)
    count = Article.objects.count()
    assert 0 < count < 300
    assert f"\n{count} imported, 0 there already, 0 refused, in " in capsys.readouterr().out
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    assert run(file) == 0
    assert Article.objects.count() == 299


def test_an_empty_file_imports_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.touch()
    assert run(file) == 0
    assert capsys.readouterr().out.startswith("0 imported, 0 there already, 0 refused, in ")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "Say who imports: --author for a byline, --by for the history, or both."),
        ({"by": "nobody"}, "There is no account nobody."),
        ({"author": "editor"},
         "editor is no author yet: an editor adds them under Authors first."),
        ({"by": "gone"}, "The account gone is switched off."),
    ],
)  # fmt: skip
def test_whoever_imports_has_to_be_someone(
    file: Path, options: dict[str, str], sentence: str
) -> None:
    people.editor()
    gone = people.user("gone")
    gone.is_active = False
    gone.save()
    with pytest.raises(CommandError) as refused:
        call_command("import_articles", str(write(file, entry())), **options)
    assert str(refused.value) == sentence


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^There is no file .*missing\.jsonl\.$"):
        run(tmp_path / "missing.jsonl")


def test_a_batch_is_bounded_in_lines_and_bytes() -> None:
    short = [(number, b"{}") for number in range(BATCH_LINES * 2 + 1)]
    assert [len(batch) for batch in batches(short)] == [BATCH_LINES, BATCH_LINES, 1]
    long = [(number, b"x" * 6_000_000) for number in range(7)]
    assert [len(batch) for batch in batches(long)] == [3, 3, 1]


def test_ten_lines_take_as_many_queries_as_two(file: Path) -> None:
    run(write(file, entry(100, topics=["Sample topic"])))
    counts = []
    for numbers in (range(2), range(2, 12)):
        write(file, *[entry(number, topics=["Sample topic"]) for number in numbers])
        with CaptureQueriesContext(connection) as queries:
            run(file)
        counts.append(len(queries))
    assert counts[0] == counts[1]
