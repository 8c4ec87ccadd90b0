import datetime
import uuid
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from integrity.sealing import EXACT, Sealing
from integrity.seals import seal

texts = st.text(st.characters(exclude_categories=["Cs"]))
plain = (
    st.none()
    | st.booleans()
    | st.integers(1 - EXACT, EXACT - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
)
json = plain | st.recursive(
    plain, lambda values: st.lists(values, max_size=3) | st.dictionaries(texts, values, max_size=3)
)
values = (
    json | st.uuids() | st.binary() | st.dates() | st.datetimes(timezones=st.just(datetime.UTC))
)
columns = st.dictionaries(st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1), values)


@given(columns, columns)
def test_the_seal_is_the_one_that_integrity_gives(
    shared: dict[str, Any], row: dict[str, Any]
) -> None:
    facts = {**shared, **row}
    fixed = {name: value for name, value in shared.items() if name not in row}
    sealing = Sealing("articles_wording", facts, fixed)
    assert sealing.seal(row) == seal("articles_wording", facts)


def test_escapes_and_the_ends_of_unicode_are_the_same() -> None:
    for code in (*range(0x100), 0x2028, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF):
        facts = {"text": f"a{chr(code)}b", "id": uuid.UUID(int=code), "number": code}
        assert Sealing("t", facts, {}).seal(facts) == seal("t", facts)
