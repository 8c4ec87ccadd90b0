"""What is written and read again is the same record, as far as the format can carry it."""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from citations.formats.carrying import carried
from citations.formats.reading import read
from citations.formats.record import read_item
from citations.formats.writing import WRITABLE, write
from tests.citations.items import items

# Records are large: shrinking one that fails would take minutes. The same ones in every run.
QUICK = settings(
    max_examples=int(os.environ.get("RECORDS", "40")),
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@QUICK
@given(item=items())
def test_record_has_one_form(item):
    assert read_item(item) == (item, [])


@pytest.mark.parametrize("format_", WRITABLE)
@QUICK
@given(item=items())
def test_record_comes_back_from_a_file(format_, item):
    expected = carried(item, format_)
    reading = read(write([item], format_).encode())

    assert reading.unreadable == []
    assert reading.format is format_
    (entry,) = reading.entries
    if "id" not in expected:
        entry.item.pop("id", None)
    assert entry.item == expected
    assert entry.remarks == ()


@pytest.mark.parametrize("text", ["van Smith", "de la Smith"])
def test_particle_before_a_family_name_alone_is_no_given_name(text):
    (entry,) = read(f"@misc{{a, title={{A sample}}, editor={{{text}}}}}".encode()).entries
    particle = text.removesuffix(" Smith")
    assert entry.item["editor"] == [{"non-dropping-particle": particle, "family": "Smith"}]
