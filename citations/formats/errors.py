"""What is said of a file or an entry that cannot be read."""

from integrity.text import legible


class BadFile(ValueError):
    """A file of which nothing can be read; the message says why and how to mend it."""


class BadField(ValueError):
    """An entry that cannot be read: `field` is where in it, "" for the whole entry."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = legible(field)
        self.reason = legible(reason)
