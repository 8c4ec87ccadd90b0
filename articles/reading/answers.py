"""What readers may read at an address: where it stands, its edition and its text, in one query."""

import datetime
import uuid
from typing import Any, NamedTuple

import psycopg
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from articles.models import Audience, Edition, RenderedWording, Submission, Withdrawal

# Written by hand, because the ORM would build it anew for each request, and always the same text,
# so that PostgreSQL plans it once for a connection. Review and policy belong to a higher room.
_QUERY = """
    SELECT '{audience}', article.slug, edition.id, edition.number, edition.kind,
        edition.public_note, edition.question, {lead}, edition.topics::text, edition.authors::text,
        edition.signers::text, {contents}::text, standing.notices::text,
        standing.corrected::text,
        edition.other_wordings ? 'trainee', edition.other_wordings ? 'patient',
        edition.searched_through, policy.version, submission.digest, standing.version,
        {updated}, standing.last_reviewed_at, standing.review_due, standing.review_state,
        standing.update_under_review, edition.id = standing.edition_id, {withdrawn},
        CASE WHEN %s THEN rendered.html END
    FROM articles_article AS article
    JOIN articles_standing AS standing ON standing.article_id = article.id
    JOIN articles_edition AS edition ON {edition}
    JOIN articles_submission AS submission ON submission.id = edition.submission_id
    LEFT JOIN articles_renderedwording AS rendered
        ON rendered.submission_id = submission.id AND rendered.audience = '{audience}'
    JOIN reviews_review AS review ON review.submission_id = submission.id
    JOIN reviews_policy AS policy ON policy.id = review.policy_id
    WHERE article.slug = %s
"""
_CLINICIANS = {"audience": "clinician", "lead": "edition.lead", "contents": "edition.contents"}


def _of(audience: Audience) -> dict[str, str]:
    if audience == Audience.CLINICIAN:
        return _CLINICIANS
    wording = f"edition.other_wordings -> '{audience.value}'"
    return {
        "audience": audience.value,
        "lead": f"coalesce({wording} ->> 'lead', '')",
        "contents": f"coalesce({wording} -> 'contents', '[]')",
    }


_CURRENT = {
    audience: _QUERY.format(
        edition="edition.id = standing.edition_id",
        updated="standing.last_updated_at",
        withdrawn="standing.withdrawal_id IS NOT NULL",
        **_of(audience),
    )
    for audience in Audience
}
# A withdrawal takes back the edition it names and all before it.
_NUMBERED = (
    _QUERY.format(
        edition="edition.article_id = article.id",
        updated="edition.published_at",
        withdrawn="""EXISTS (
            SELECT FROM articles_withdrawal AS withdrawal
            JOIN articles_edition AS last ON last.id = withdrawal.edition_id
            WHERE withdrawal.article_id = article.id AND last.number >= edition.number)""",
        **_CLINICIANS,
    )
    + " AND edition.number = %s"
)
_LARGEST_NUMBER = 2**31 - 1


class Answer(NamedTuple):
    """An edition as readers meet it, in the wording for one audience.

    `topics` to `corrected` are JSON, read when a page is made. `html` is None where the text was
    not asked for, and where there is none for the audience.
    """

    audience: str
    slug: str
    edition_id: uuid.UUID
    edition_number: int
    kind: str
    public_note: str
    question: str
    lead: str
    topics: str
    authors: str
    signers: str
    contents: str
    notices: str
    corrected: str
    has_trainees: bool
    has_patients: bool
    searched_through: datetime.date | None
    policy_version: int
    digest: bytes
    version: int
    last_updated: datetime.datetime
    last_reviewed: datetime.datetime
    review_due: datetime.date
    review_state: str
    update_under_review: bool
    is_current: bool
    is_withdrawn: bool
    html: bytes | None

    @property
    def is_overdue(self) -> bool:
        """Whether the review is late by now, also where the clock has not run since."""
        return self.review_due < timezone.now().date()

    def has_wording(self, audience: str) -> bool:
        others = {Audience.TRAINEE: self.has_trainees, Audience.PATIENT: self.has_patients}
        return others.get(Audience(audience), True)


def current(
    slug: str, *, with_text: bool, audience: Audience = Audience.CLINICIAN
) -> Answer | None:
    """Return the last edition of the answer at `slug`, also a withdrawn one; None if it has none.

    Arguments: without `with_text` the rendered text is left out, which spares reading it.
    """
    return _find(_CURRENT[audience], [with_text, slug])


def numbered(slug: str, number: int) -> Answer | None:
    """Return one edition, without its text: current, superseded or withdrawn."""
    if number > _LARGEST_NUMBER:
        return None
    return _find(_NUMBERED, [False, slug, number])


def readable_editions(slug: str) -> QuerySet[Edition]:
    """Return the editions of an answer that no withdrawal took back, newest first."""
    taken_back = Withdrawal.objects.filter(
        article=OuterRef("article"), edition__number__gte=OuterRef("number")
    )
    found = Edition.objects.filter(~Exists(taken_back), article__slug=slug)
    return found.select_related("submission").order_by("-number")


def text(answer: Answer) -> bytes:
    """Return the rendered text of an edition that was found without it."""
    rendered = RenderedWording.objects.filter(
        submission__edition=answer.edition_id, audience=answer.audience
    )
    return bytes(rendered.values_list("html", flat=True).get())


def manuscript(answer: Answer) -> bytes:
    """Return the signed bytes of an edition."""
    signed = Submission.objects.filter(edition=answer.edition_id)
    return bytes(signed.values_list("manuscript", flat=True).get())


def _find(query: str, values: list[Any]) -> Answer | None:
    with _cursor() as cursor:
        row = cursor.execute(query, values).fetchone()
    return Answer(*row) if row else None


def _cursor() -> Any:
    """Return a cursor that sends values apart from the statement, which is thus planned once.

    Django's own cursors write the values into it, and so they do here for who logs statements.
    """
    if connection.queries_logged:
        return connection.cursor()
    connection.ensure_connection()
    cursor: Any = psycopg.Cursor(connection.connection)
    cursor.format = psycopg.pq.Format.BINARY
    return connection.make_cursor(cursor)
