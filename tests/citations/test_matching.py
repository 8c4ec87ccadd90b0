"""Which works are new, which the library has, which differ, which a file has twice."""

import pytest

from citations.csl import citation_from_csl
from citations.formats.reading import Entry
from citations.formats.record import read_item
from citations.matching import Status, classify
from citations.models import Citation

pytestmark = pytest.mark.django_db

WORK = {
    "id": "adams2020",
    "type": "article-journal",
    "title": "Sepsis in adults: a review",
    "author": [{"family": "Adams", "given": "Ann B."}, {"family": "Brody", "given": "Bob"}],
    "container-title": "The Lancet",
    "issued": {"date-parts": [[2020, 5]]},
    "volume": "12",
    "page": "616-627",
    "DOI": "10.1000/sepsis",
    "PMID": "123",
}


@pytest.fixture
def library():
    citation_from_csl(WORK).save()


def entries(*items):
    return [Entry(number, number, read_item(item)[0]) for number, item in enumerate(items, 1)]


def changed(without=(), **facts):
    named = {name.replace("_", "-"): value for name, value in facts.items()}
    return {name: value for name, value in {**WORK, **named}.items() if name not in without}


def only(item):
    (match,) = classify(entries(item))
    return match


def test_work_that_nobody_has_is_new(library):
    other = {"type": "book", "title": "Another work", "DOI": "10.1000/other"}
    assert only(other).status is Status.NEW


@pytest.mark.parametrize(
    ("without", "facts"),
    [
        (["PMID"], {"DOI": "https://doi.org/10.1000/SEPSIS"}),
        (["DOI"], {}),
        (["DOI", "PMID"], {}),
        (["DOI", "PMID"], {"title": "SEPSIS in <i>adults</i> \u2013 a r\u00e9view."}),
        (["DOI", "PMID"], {"author": [{"family": "Adams", "given": "A"}, {"family": "Brody"}]}),
        ([], {"container_title": "Lancet (London, England)", "page": "616-27"}),
        ([], {"issued": {"date-parts": [[2020]]}}),
        ([], {"issued": {"date-parts": [[2020, 6, 1]]}}),
        (["title", "author"], {}),
    ],
)
def test_work_is_known_in_other_spellings(library, without, facts):
    match = only(changed(without, **facts))
    assert (match.status, match.key) == (Status.KNOWN, "adams2020")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("Störung der Niere", {"family": "Weiß"}), ("STORUNG DER NIERE", {"family": "WEISS"})),
        (
            ("Ødem i lungene", {"family": "Bærø", "non-dropping-particle": "von der"}),
            ("Odem i lungene!", {"family": "von der Baero"}),
        ),
        (
            ("血液中の鉄", {"literal": "血液学会"}),
            ("血液中の鉄。", {"literal": "血液学会"}),
        ),
        (("Лечение анемии", {"family": "Йосипов"}), ("лечение анемии", {"family": "йосипов"})),
        (("H<sub>2</sub>O in cells", {"family": "O'Neil"}), ("H2O in cells", {"family": "ONeil"})),
        (("Statement", {"literal": "WHO"}), ("Statement.", {"literal": "Who"})),
        (("Nobody's title", {}), ("Nobody\u2019s title", {})),
    ],
)
def test_work_without_identifiers_is_known_by_title_year_and_first_author(ours, theirs):
    def item(title, name):
        authors = {"author": [name]} if name else {}
        return {"type": "book", "title": title, "issued": {"date-parts": [[2020]]}, **authors}

    citation_from_csl({**item(*ours), "id": "ours2020"}).save()
    assert only(item(*theirs)).key == "ours2020"


def test_title_of_a_merged_record_leads_to_the_work(library):
    older = changed(["DOI", "PMID"], id="adams2019", title="Sepsis, as it was first called")
    record = citation_from_csl(older)
    record.merged_into = Citation.objects.get(key="adams2020")
    record.save()
    assert only(older).key == "adams2020"


@pytest.mark.parametrize(
    ("without", "facts", "differing"),
    [
        ([], {"volume": "13"}, ["volume: 12 / 13"]),
        ([], {"title": "Quite another"}, ["title: Sepsis in adults: a review / Quite another"]),
        ([], {"PMID": "124"}, ["PMID: 123 / 124"]),
        (["PMID"], {"DOI": "10.1000/x"}, ["DOI: 10.1000/sepsis / 10.1000/x"]),
        ([], {"issued": {"date-parts": [[2021, 1]]}}, ["issued: 2020-05 / 2021-01"]),
        (
            [],
            {"author": [{"family": "Adams", "given": "Ann B."}]},
            ["author: Adams, Ann B.; Brody, Bob / Adams, Ann B."],
        ),
    ],
)
def test_conflict_is_told_field_by_field(library, without, facts, differing):
    match = only(changed(without, **facts))
    told = [f"{field}: {ours} / {theirs}" for field, ours, theirs in match.differences]
    assert (match.status, match.key, told) == (Status.CONFLICTING, "adams2020", differing)


def test_what_sources_write_as_they_like_is_no_conflict(library):
    Citation.objects.update(publisher="Elsevier", further={"ISSN": "0140-6736"})
    match = only(changed(publisher="Elsevier BV", ISSN="1474-547X"))
    assert match.status is Status.KNOWN
    assert [difference.field for difference in match.differences] == ["publisher", "ISSN"]


def test_gaps_of_the_library_are_told(library):
    assert only(changed(PMCID="PMC7", issue="3")).gaps == ("PMCID", "issue")


def test_identifiers_of_two_works_are_a_conflict(library):
    citation_from_csl({**WORK, "id": "brody2020", "DOI": "10.1000/b", "PMID": "9"}).save()
    match = only(changed(PMID="9"))
    assert (match.status, match.reason) == (
        Status.CONFLICTING,
        (
            "Two works of the library: its DOI is that of [@adams2020], "
            "its PMID is that of [@brody2020]."
        ),
    )


def test_title_of_another_year_or_author_is_another_work(library):
    bare = changed(["DOI", "PMID"])
    for other in (
        {**bare, "issued": {"date-parts": [[2019]]}},
        {**bare, "author": [{"family": "Coburn", "given": "C"}]},
    ):
        assert only(other).status is Status.NEW


def test_work_that_a_file_has_twice_is_told_with_the_first():
    one, two, three = classify(
        entries(changed(), changed(["DOI"], volume="13"), changed(["DOI", "PMID"]))
    )
    assert one.status is Status.NEW
    assert (two.status, two.repeats) == (Status.REPEATED, one.entry)
    assert [difference.field for difference in two.differences] == ["volume"]
    assert (three.status, three.repeats) == (Status.REPEATED, one.entry)


def test_matching_asks_the_library_once(library, django_assert_num_queries):
    for count in (1, 3):
        works = [changed(DOI=f"10.1000/{number}") for number in range(count)]
        with django_assert_num_queries(1):
            classify(entries(*works))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("http://who.example/asthma", Status.KNOWN),
        ("https://www.nhs.example/asthma", Status.NEW),
        ("", Status.NEW),
    ],
)
def test_pages_of_one_title_without_year_and_author_are_told_apart_by_their_address(
    address, status
):
    page = {"type": "webpage", "title": "Asthma", "URL": "https://www.who.example/asthma/"}
    citation_from_csl({**page, "id": "asthma"}).save()
    other = {**page, "URL": address}
    assert only(other).status is status
    again = [match.status for match in classify(entries(other, other))]
    assert again[1] is (Status.KNOWN if status is Status.KNOWN else Status.REPEATED)
