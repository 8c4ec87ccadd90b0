"""A file is looked at, then imported: by a call, and on the command line."""

import io
import json
import threading

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from citations.csl import citation_from_csl
from citations.formats.errors import BadFile
from citations.importing import Choice, apply, preview_file
from citations.matching import Status
from citations.models import Citation
from integrity.models import seal_of
from integrity.seals import fits

REASON = "Imported from export.json"
ADAMS = {
    "type": "article-journal",
    "title": "Sepsis in adults",
    "author": [{"family": "Adams", "given": "Ann"}],
    "container-title": "Lancet",
    "container-title-short": "Lancet",
    "editor": [{"literal": "World Health Organization"}],
    "issued": {"date-parts": [[2020, 5], [2020, 6]]},
    "volume": "12",
    "DOI": "10.1000/sepsis",
    "language": "en",
    "custom": {"evidence": "guideline"},
}


@pytest.fixture
def librarian(db):
    return User.objects.create(username="librarian")


def preview(*items):
    return preview_file(json.dumps(items).encode(), "export.json")


def added(*items, by):
    return apply(preview(*items), by=by, reason=REASON).added


def test_preview_writes_nothing(librarian, django_assert_num_queries):
    with django_assert_num_queries(1):
        looked_at = preview(ADAMS, ADAMS, {"title": 1.5})
    assert [match.status for match in looked_at.matches] == [Status.NEW, Status.REPEATED]
    assert [str(bad) for bad in looked_at.reading.unreadable] == [
        "Line 1, Title: this must be text."
    ]
    assert not Citation.objects.exists()


def test_imported_work_is_the_record_of_the_file(librarian):
    assert added(ADAMS, by=librarian) == ["adams2020"]
    expected = {**ADAMS, "id": "adams2020"}
    del expected["container-title-short"]
    assert Citation.objects.get().csl() == expected


def test_imported_work_passes_the_same_checks_as_one_typed_in(librarian):
    added(ADAMS, by=librarian)
    work = Citation.objects.get()
    work.full_clean()
    assert work.csl() == Citation.objects.get().csl()


def test_history_of_an_import_is_sealed_and_tells_who_and_why(librarian):
    added(ADAMS, {**ADAMS, "DOI": "10.1000/b", "title": "Other"}, by=librarian)
    for line in Citation.history.all():
        assert (line.history_user, line.history_change_reason) == (librarian, REASON)
        assert line.history_type == "+"
        assert fits(seal_of(line), line.seal)
    assert Citation.history.count() == 2


def test_keys_are_author_year_and_letter_in_ascii(librarian):
    works = [
        {"title": f"Work {number}", "author": [author], "issued": {"date-parts": [[2020]]}}
        for number, author in enumerate(
            [
                {"family": "M\u00fcller-L\u00fcdenscheidt"},
                {"family": "\u0141ukasz", "non-dropping-particle": "van"},
                {"literal": "World Health Organization"},
                {"family": "\u0418\u0432\u0430\u043d\u043e\u0432"},
                {"family": "Adams"},
                {"family": "Adams"},
                {"family": "Adams"},
            ]
        )
    ]
    assert added(*works, by=librarian) == [
        "mullerludenscheidt2020",
        "lukasz2020",
        "worldhealthorganization2020",
        "work2020",
        "adams2020",
        "adams2020a",
        "adams2020b",
    ]
    again = {**works[4], "title": "One more"}
    assert added(again, by=librarian) == ["adams2020c"]


def test_more_than_26_works_of_a_year_get_two_letters(librarian):
    works = [{**ADAMS, "DOI": f"10.1000/{n}", "title": f"T {n}"} for n in range(29)]
    assert added(*works, by=librarian)[-3:] == ["adams2020z", "adams2020aa", "adams2020ab"]


def test_key_of_the_file_is_kept_where_we_could_have_made_it(librarian):
    works = [{**ADAMS, "DOI": f"10.1000/{n}", "title": f"T {n}"} for n in range(4)]
    for work, key in zip(
        works, ["adams2020c", "Adams:2020", "adams2020c", "adams2020A"], strict=True
    ):
        work["id"] = key
    assert added(*works, by=librarian) == ["adams2020c", "adams2020", "adams2020a", "adams2020b"]


def test_second_import_adds_nothing(librarian):
    added(ADAMS, by=librarian)
    assert added(ADAMS, by=librarian) == []
    assert Citation.objects.count() == Citation.history.count() == 1


def test_known_work_stays_as_it_is_unless_asked(librarian):
    added(ADAMS, by=librarian)
    more = preview({**ADAMS, "PMID": "7", "volume": "13"})
    assert [match.status for match in more.matches] == [Status.CONFLICTING]
    assert apply(more, by=librarian, reason=REASON, otherwise=Choice.FILL).changed == []
    assert Citation.objects.get().pmid is None


def test_gaps_are_filled_where_chosen(librarian):
    added(ADAMS, by=librarian)
    more = preview({**ADAMS, "PMID": "7", "volume": "13"})
    assert apply(more, by=librarian, reason=REASON, choices={1: Choice.FILL}).changed == [
        "adams2020"
    ]
    assert (Citation.objects.get().pmid, Citation.objects.get().volume) == ("7", "12")
    latest = Citation.history.latest()
    assert (latest.history_type, latest.history_change_reason) == ("~", REASON)


def test_the_files_record_is_taken_where_chosen(librarian):
    added(ADAMS, by=librarian)
    more = preview({**ADAMS, "volume": "13", "title": "Sepsis in the old"})
    apply(more, by=librarian, reason=REASON, choices={1: Choice.TAKE})
    work = Citation.objects.get()
    assert (work.key, work.volume, work.title) == ("adams2020", "13", "Sepsis in the old")


def test_work_found_by_title_can_be_added_as_its_own(librarian):
    added(ADAMS, by=librarian)
    other = preview({**ADAMS, "DOI": "10.1000/preprint"})
    outcome = apply(other, by=librarian, reason=REASON, choices={1: Choice.ADD})
    assert (outcome.added, outcome.refused) == (["adams2020a"], [])


def test_work_with_a_taken_identifier_cannot_be_added_as_its_own(librarian):
    added(ADAMS, by=librarian)
    other = preview({**ADAMS, "volume": "13"})
    outcome = apply(other, by=librarian, reason=REASON, choices={1: Choice.ADD})
    assert (outcome.added, outcome.refused) == (
        [],
        ["Line 1: this cannot be a work of its own, because its DOI is that of [@adams2020]."],
    )


def test_new_work_can_be_left_out(librarian):
    assert apply(preview(ADAMS), by=librarian, reason=REASON, choices={1: Choice.KEEP}).added == []


def test_work_that_came_in_since_the_preview_is_not_added_twice(librarian):
    looked_at = preview(ADAMS)
    citation_from_csl({**ADAMS, "id": "somebody"}).save()
    assert apply(looked_at, by=librarian, reason=REASON).added == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "remarks"),
    [
        ("export.ris", ["The file's name says RIS, but it is BibTeX, and read so."]),
        ("export.bib", []),
        ("export", []),
    ],
)
def test_name_of_a_file_that_misleads_is_told(name, remarks):
    assert list(preview_file(b"@book{a, title = {T}}", name).remarks) == remarks


@pytest.mark.django_db
def test_doi_is_unique_without_regard_to_case():
    citation_from_csl({**ADAMS, "id": "one"}).save()
    for doi in ("10.1000/sepsis", "10.1000/SEPSIS"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Citation.objects.create(key="two", title="T", doi=doi)


def test_two_imports_at_once_add_a_work_once(committed):
    by = User.objects.create(username="librarian")
    looked_at = [preview(ADAMS), preview(ADAMS)]
    counts = []

    def run(one):
        counts.append(len(apply(one, by=by, reason=REASON).added))
        connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in looked_at]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 1]


RIS = "TY  - JOUR\nTI  - Sepsis\nAU  - Adams, Ann\nPY  - 2020\nDO  - 10.1000/a\nER  - \n"


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("import_citations", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue(), err.getvalue()


def test_command_imports_a_file_and_tells(librarian, tmp_path):
    file = tmp_path / "export.txt"
    file.write_text(RIS + RIS + "TY  - JOUR\nER  - \n")
    code, out, err = run(file, "--by", "librarian")
    assert (code, out.splitlines()) == (
        1,
        [
            (
                "export.txt (RIS, UTF-8): 1 new, 0 already known, 0 conflicting, "
                "1 twice in the file, 1 unreadable"
            ),
            "  Line 7: this is the work of line 1 again.",
            "  Added 1, changed 0.",
        ],
    )
    assert err == "  Line 13: it has neither a title nor an identifier.\n"


def test_command_only_looks_where_asked(librarian, tmp_path):
    file = tmp_path / "export.ris"
    file.write_text(RIS)
    code, out, _ = run(file, "--by", "librarian", "--preview")
    assert (code, out.split(":")[1].strip().split(",")[0]) == (0, "1 new")
    assert not Citation.objects.exists()


def test_command_tells_a_conflict_field_by_field(librarian, tmp_path):
    file = tmp_path / "export.ris"
    file.write_text(RIS)
    run(file, "--by", "librarian")
    file.write_text(RIS.replace("Sepsis", "Quite another"))
    code, out, _ = run(file, "--by", "librarian")
    assert code == 1
    assert out.splitlines()[1:] == [
        "  Line 1: [@adams2020] differs in title.",
        "  Line 1: Title: the library has \u201cSepsis\u201d, the file \u201cQuite another\u201d.",
        "  Added 0, changed 0.",
    ]


def test_command_names_an_account_that_is_none(db, tmp_path):
    with pytest.raises(CommandError, match="^There is no account nobody\\.$"):
        run(tmp_path / "x.ris", "--by", "nobody")


def test_library_comes_out_and_in_again_the_same(librarian, tmp_path):
    added(ADAMS, {**ADAMS, "DOI": "10.1000/b", "title": "Other"}, by=librarian)
    before = [work.csl() for work in Citation.objects.all()]
    out = io.StringIO()
    call_command("export_citations", "csl-json", stdout=out)
    with transaction.atomic():
        looked_at = preview_file(out.getvalue().encode(), "library.json")
    assert [match.entry.item for match in looked_at.matches] == before
    assert [match.status for match in looked_at.matches] == [Status.KNOWN, Status.KNOWN]
    assert all(not match.differences and not match.gaps for match in looked_at.matches)


def test_export_names_a_key_that_the_library_lacks(db):
    with pytest.raises(CommandError, match="^The library has no nobody2020\\.$"):
        call_command("export_citations", "ris", "nobody2020")


def test_file_that_cannot_be_read_raises(db):
    with pytest.raises(BadFile):
        preview_file(b"nothing", "x.ris")
