class Refused(Exception):
    """A verb that may not be done now. Its sentences tell the person why and what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


class Forbidden(Refused):
    """A verb that this person may not do, in whatever state the article is."""
