from typing import Any

import pytest

from articles.importing.entries import BadLine
from articles.importing.works import Works, read_work

LEAST = {"id": "smith2020", "type": "article-journal", "title": "A trial"}


def work(**facts: Any) -> dict[str, Any]:
    return LEAST | {name.replace("_", "-"): value for name, value in facts.items()}


def test_a_full_item_of_csl_json_keeps_every_fact() -> None:
    item = work(
        author=[{"family": "Smith", "given": "Ann"}, {"literal": "Trial Group"}],
        container_title="Journal of Tests",
        issued={"date-parts": [[2020, 2, 29]]},
        volume="12",
        issue="3",
        page="100-109",
        publisher="Test House",
        language="en",
        DOI="10.5555/trial",
        PMID="23358883",
        PMCID="PMC3555193",
        URL="https://example.org/trial",
        accessed={"date-parts": [[2021, 1, 31]]},
    )
    assert read_work(item, "citations[0]").csl() == item


def test_forms_that_other_programs_write_become_the_librarys() -> None:
    item = work(
        id="Smith_2020",
        DOI="https://doi.org/10.5555/TRIAL",
        PMID=23358883,
        volume=12,
        issued={"date-parts": [["2020", "5"], ["2020", "6"]]},
        abstract="Left out.",
        ISSN="1234-5678",
    )
    assert read_work(item, "citations[0]").csl() == work(
        id="smith_2020",
        DOI="10.5555/trial",
        PMID="23358883",
        volume="12",
        issued={"date-parts": [[2020, 5]]},
    )


DATE = 'this is no date of CSL-JSON, such as {"date-parts": [[2024, 5, 17]]}.'
KINDS = "article-journal, book, chapter, report, webpage, dataset, or another type of CSL 1.0.2"


@pytest.mark.parametrize(
    ("item", "field", "reason"),
    [
        (work(id=""), ".id", "the key is missing: it is how a text cites the work, [@key]."),
        (work(id="Smith 2020"), ".id", ("A citation key starts with a lower-case letter or digit "
         "and has only lower-case letters, digits, dots, colons, hyphens and underscores, for "
         "example paolino2024.")),
        (work(type=None), ".type", f"the type is missing; it can be {KINDS}."),
        (work(type="journal"), ".type", f"this type is not known; it can be {KINDS}."),
        (work(title=""), "", "this work has no title and no DOI, PMID, PMCID or URL: add one."),
        (work(title=["A", "B"]), ".title", "this is a list; it must be text."),
        (work(title="A\x07"), ".title", ("Line 1 has an invisible control character (U+0007). "
         "Delete it; it often comes along with text copied from a PDF.")),
        (work(volume="1" * 51), ".volume", "this has 51 characters; at most 50 are allowed."),
        (work(volume=10**30), ".volume", "this has 51 characters; at most 50 are allowed."),
        (work(volume=True), ".volume", "this is true or false; it must be text."),
        (work(doi="10.1000/x"), ".doi", "write DOI, as CSL-JSON does."),
        (LEAST | {"container_title": "J"}, ".container_title",
         "write container-title, as CSL-JSON does."),
        (work(DOI="trial"), ".DOI", ("This is not a DOI: it starts with 10. and a number, then a "
         "slash and a name, for example 10.3390/biomedicines12010089.")),
        (work(PMID="123456789"), ".PMID",
         "This is not a PMID: it has 1 to 8 digits, for example 23358883."),
        (work(URL="javascript:alert(1)"), ".URL", ("This is not a web address: it starts with "
         "https:// or http:// and a host name, for example https://www.cancer.gov/types/leukemia.")),
        (work(author="Smith"), ".author", "this is text; it must be a list."),
        (work(author=["Smith"]), ".author[0]", "this is text; it must be an object."),
        (work(author=[{"given": "Ann"}]), ".author[0]",
         "a name needs family, or literal where it is a group's."),
        (work(author=[{"family": {"a": 1}}]), ".author[0].family",
         "this is an object; it must be text."),
        (work(issued="2020"), ".issued", "this is text; it must be an object."),
        (work(issued={"raw": "2020"}), ".issued", DATE),
        (work(issued={"date-parts": [[2021, 2, 29]]}), ".issued", DATE),
        (work(issued={"date-parts": [[2021, 13]]}), ".issued", DATE),
        (work(issued={"date-parts": [[10**20]]}), ".issued", DATE),
        (work(issued={"date-parts": [[]]}), ".issued", DATE),
        (work(issued={"date-parts": [[999]]}), ".issued",
         "the year 999 is not between 1000 and 2999."),
        (work(accessed={"date-parts": [[2021, 2]]}), ".accessed", DATE),
    ],
)  # fmt: skip
def test_a_bad_work_is_refused_with_the_field_and_what_is_wrong(
    item: dict[str, Any], field: str, reason: str
) -> None:
    with pytest.raises(BadLine) as error:
        Works().read([LEAST, item])
    assert (error.value.field, error.value.reason) == (f"citations[1]{field}", reason)
