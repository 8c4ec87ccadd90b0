import pytest
from django.utils import translation

from articles.reading.script import attributes

ARABIC, HEBREW, LATIN = "نص تجريبي", "טקסט לדוגמה", "sample text"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (LATIN, ""),
        (ARABIC, ' dir="rtl" lang="und-Arab"'),
        (HEBREW, ' dir="rtl" lang="und-Hebr"'),
        (f"Aspirin {ARABIC}", ' dir="rtl" lang="und-Arab"'),  # most letters decide, not the first
        (f"{ARABIC} {LATIN} {LATIN}", ""),
        ("12 (3)!", ""),
        ("", ""),
        ("߈߉ ߊߋ", ' dir="rtl" lang="und"'),  # a script without readers here
    ],
)
def test_a_text_is_marked_where_it_runs_against_the_site(text: str, written: str) -> None:
    assert attributes(text) == written


def test_a_latin_text_is_marked_on_a_site_that_runs_from_right_to_left() -> None:
    with translation.override("ar"):
        assert attributes(LATIN) == ' dir="ltr" lang="und-Latn"'
        assert attributes(ARABIC) == attributes("") == ""
