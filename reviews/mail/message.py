from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass
class Message:
    """What is told, to whom, with the one link that matters as a path of the site."""

    to: Iterable[Any]
    subject: str
    paragraphs: list[str]
    path: str
    label: str
