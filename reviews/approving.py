"""What makes a submission an edition, once no rule is open any more."""

from articles.models import Article, Edition, Submission
from articles.publishing import publish
from reviews.due import due_sentence
from reviews.mail import tell
from reviews.models import Policy, ReviewDecision, Verb
from reviews.record import Line
from reviews.steps import end_round, locked_standing, save_article, set_standing


def approve(
    article: Article,
    submission: Submission,
    policy: Policy,
    signatures: list[ReviewDecision],
    line: Line,
) -> tuple[Edition, Line]:
    """Publish `submission`; `line` is that of the verb after which nothing was open.

    Returns the edition and its own line, both of which the verb records last.
    """
    signed = next((row for row in line.rows if isinstance(row, ReviewDecision)), None)
    standing = locked_standing(article)
    edition = publish(
        article,
        submission,
        number=standing.edition.number + 1 if standing else 1,
        at=article.locked_at,
        signers=[signature.printed_signature for signature in signatures],
    )
    standing = set_standing(standing, edition, policy)
    ended = end_round(article, line.by, "The submission was approved.", signed)
    article.approve()
    save_article(article, line.by, f"Approved as edition {edition.number}")
    approved = Line(
        Verb.APPROVE, line.by, article, submission, line.from_state, article.state,
        f"Edition {edition.number}. {due_sentence(standing.review_due)}", [edition],
    )  # fmt: skip
    tell("approved", edition=str(edition.pk), by=line.by.pk, ended=ended)
    return edition, approved
