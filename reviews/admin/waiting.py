from typing import NamedTuple


class Waiting(NamedTuple):
    """A thing that waits for a person: its name, its page and what is wanted."""

    name: str
    url: str
    wanted: str


class Section(NamedTuple):
    title: str
    empty: str
    url: str
    waiting: list[Waiting]
