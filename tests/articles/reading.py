"""Articles on their way through a second edition, for tests of what readers are shown."""

from articles.models import Article, Edition
from reviews import workflow
from tests import people


def revised(article: Article, text: str, note: str = "A newer trial.") -> Article:
    """Open a revision and write `text` into the working copy."""
    workflow.revise(
        article, by=people.first_author(article), kind=Edition.Kind.CORRECTION, note=note
    )
    return rewritten(article, text)


def rewritten(article: Article, text: str) -> Article:
    wording = article.wordings.get(audience="clinician")
    wording.from_guidelines = f"{text} [@smith2020]."
    wording.save()
    return article


def superseded(**facts: object) -> Article:
    """Return an article in its second edition; its first said "The first words"."""
    article = people.approved(rewritten(people.drafted(**facts), "The first words"))
    return people.approved(revised(article, "The second words"))


def withdraw(article: Article, replacement: Article | None = None) -> None:
    workflow.withdraw(
        article,
        by=people.editor(),
        category="wrong",
        sentence="The source was misread.",
        replacement=replacement,
    )
