"""What is said where a work was not found."""

BY_HAND = "Fill in the form by hand."
LATER = "Try again in a minute, or fill in the form by hand."


class LookupFailed(Exception):
    """No work was found; the message says what was asked, what happened and what to do now."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(filter(None, sentences)))
