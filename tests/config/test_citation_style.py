import pytest

from citations.styles import STYLES
from config.environment import Environment


def _chosen():
    environment = Environment()
    return environment.choice("CITATION_STYLE", "ama", STYLES), environment.problems


@pytest.mark.parametrize(
    ("value", "style"),
    [
        ("", "american-medical-association"),
        ("ama", "american-medical-association"),
        ("Vancouver", "nlm-citation-sequence"),
        ("nlm-citation-sequence", "nlm-citation-sequence"),
    ],
)
def test_style_is_chosen_by_its_short_name_or_its_own(monkeypatch, value, style):
    monkeypatch.setenv("CITATION_STYLE", value)
    assert _chosen() == (style, [])


def test_unknown_style_is_refused_in_one_sentence(monkeypatch):
    monkeypatch.setenv("CITATION_STYLE", "apa")
    assert _chosen()[1] == ["CITATION_STYLE is 'apa'; it takes ama or vancouver."]
