"""Where works are looked up, from the environment."""

from pathlib import Path

import pytest

from tests.config.test_settings import GOOD, problems, read

ADDRESS = (
    "{} is not the address of a service; it looks like {}, without a user name, a question mark or "
    "a number sign."
)
CROSSREF = ADDRESS.format("CROSSREF_URL", "https://api.crossref.org")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        *(
            ({"CROSSREF_URL": address}, CROSSREF)
            for address in (
                "api.crossref.org",
                "ftp://api.crossref.org",
                "file:///etc/passwd",
                "https://",
                "https://user:secret@api.crossref.org",
                "https://api.crossref.org/?mailto=a@b.example",
                "https://api.crossref.org#works",
                "https://api.crossref.org:port",
                "https://[::1",
                "https://api.crossref.org/a b",
            )
        ),
        (
            {"NCBI_URL": "nonsense"},
            ADDRESS.format("NCBI_URL", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"),
        ),
        (
            {"LOOKUP_CONTACT": "the library"},
            (
                "LOOKUP_CONTACT is 'the library'; it takes a mail address, such as "
                "library@hospital.example."
            ),
        ),
        ({"LOOKUP_TIMEOUT": "0"}, "LOOKUP_TIMEOUT is '0'; it takes a whole number from 1 to 30."),
        ({"LOOKUP_TIMEOUT": "8s"}, "LOOKUP_TIMEOUT is '8s'; it takes a whole number from 1 to 30."),
    ],
)
def test_what_is_wrong_gets_one_sentence(
    wrong: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    assert problems(GOOD | wrong, tmp_path) == [sentence]


def test_a_deployment_that_says_nothing_asks_the_services_themselves(tmp_path: Path) -> None:
    settings = read(GOOD, tmp_path)
    names = ("CROSSREF_URL", "NCBI_URL", "LOOKUP_CONTACT", "LOOKUP_TIMEOUT")
    assert [settings[name] for name in names] == [
        "https://api.crossref.org",
        "https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
        "",
        8,
    ]


def test_a_deployment_names_its_own_proxies_and_contact(tmp_path: Path) -> None:
    own = {
        "CROSSREF_URL": "http://[::1]:8080/crossref/",
        "NCBI_URL": "http://localhost:8081/",
        "LOOKUP_CONTACT": "library@hospital.example",
        "LOOKUP_TIMEOUT": "20",
    }
    settings = read(GOOD | own, tmp_path)
    assert {name: settings[name] for name in own} == own | {
        "CROSSREF_URL": "http://[::1]:8080/crossref",
        "NCBI_URL": "http://localhost:8081",
        "LOOKUP_TIMEOUT": 20,
    }
