from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass
class Message:
    """What is told, to whom, with the one link that matters as a path of the site.

    With an `address` it goes there, at once, and not to the person's own. With `at_once` it does
    not wait for the one mail a day that some people want.
    """

    to: Iterable[Any]
    subject: str
    paragraphs: list[str]
    path: str
    label: str
    address: str = ""
    at_once: bool = False
