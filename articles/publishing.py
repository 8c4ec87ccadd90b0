"""Writing the rows that are signed and read. Whether they may be written is not asked here."""

from typing import Any

from articles.manuscript import parse
from articles.models import (
    Article,
    ArticleTopic,
    Audience,
    Author,
    Authorship,
    Edition,
    RenderedWording,
    Submission,
    Wording,
)
from articles.rendering import contents, lead, render
from integrity.models import delete_with_reason, save_with_reason


def snapshot(article: Article, *, by: Any, at: Any, note: str, data: bytes) -> list[Any]:
    """Write the next submission of `article` and its rendered wordings; return all of them.

    Arguments: `data` is the manuscript in canonical form.
    """
    latest = article.submissions.order_by("-number").first()
    submission = Submission(
        article=article,
        number=latest.number + 1 if latest else 1,
        manuscript=data,
        note=note,
        submitted_at=at,
        submitted_by=by,
    )
    submission.save()
    rendered = [
        RenderedWording(submission=submission, audience=audience, html=html.encode())
        for audience, html in render(parse(data)).items()
        if html
    ]
    RenderedWording.objects.bulk_create(rendered)
    return [submission, *rendered]


def publish(
    article: Article, submission: Submission, *, number: int, at: Any, signers: list[Any]
) -> Edition:
    """Write edition `number` of `article`: `submission` as it is, with who signed it.

    Arguments: `signers` are the printed signatures, in the order of signing.
    """
    manuscript = parse(bytes(submission.manuscript))
    revision = manuscript.get("revision", {})
    edition = Edition(
        article=article,
        number=number,
        submission=submission,
        kind=revision.get("kind", Edition.Kind.FIRST if number == 1 else Edition.Kind.UPDATE),
        public_note=revision.get("note", ""),
        published_at=at,
        question=manuscript["question"],
        lead=lead(manuscript, Audience.CLINICIAN),
        topics=[
            {"id": topic.pk, "name": topic.name, "slug": topic.slug}
            for topic in article.topics.all()
        ],
        authors=manuscript["authors"],
        signers=signers,
        contents=[list(heading) for heading in contents(manuscript, Audience.CLINICIAN)],
        other_wordings=other_wordings(manuscript),
        searched_through=manuscript.get("searched_through"),
        cited=[reference["key"] for reference in manuscript["references"]],
    )
    edition.save()
    return edition


def other_wordings(manuscript: Any) -> dict[str, Any]:
    """Return what pages for each audience but the clinician show beside its text."""
    return {
        audience: {
            "lead": lead(manuscript, audience),
            "contents": [list(heading) for heading in contents(manuscript, audience)],
        }
        for audience in manuscript["wordings"]
        if audience != Audience.CLINICIAN
    }


def restore(article: Article, edition: Edition, *, by: Any, reason: str) -> None:
    """Make the working copy the edition's again. Its authors are found by their printed names."""
    manuscript = parse(bytes(edition.submission.manuscript))
    article.question = manuscript["question"]
    article.tags = manuscript["tags"]
    article.searched_through = edition.searched_through
    article.revision_kind = edition.kind if manuscript.get("revision") else ""
    article.revision_note = edition.public_note
    _restore_wordings(article, manuscript["wordings"], by, reason)
    topics = {topic["id"] for topic in edition.topics}
    for row in ArticleTopic.objects.filter(article=article).exclude(topic__in=topics):
        delete_with_reason(row, by, reason)
    present = set(ArticleTopic.objects.filter(article=article).values_list("topic_id", flat=True))
    for topic in topics - present:
        save_with_reason(ArticleTopic(article=article, topic_id=topic), by, reason)
    _restore_authors(article, manuscript["authors"], by, reason)


def _restore_wordings(article: Article, wordings: Any, by: Any, reason: str) -> None:
    for row in article.wordings.all():
        parts = wordings.get(row.audience)
        if parts is None:
            delete_with_reason(row, by, reason)
            continue
        row.from_guidelines, row.from_research = parts["from_guidelines"], parts["from_research"]
        save_with_reason(row, by, reason)
    present = set(article.wordings.values_list("audience", flat=True))
    for audience in wordings.keys() - present:
        save_with_reason(
            Wording(article=article, audience=audience, **wordings[audience]), by, reason
        )


def _restore_authors(article: Article, printed: list[dict[str, str]], by: Any, reason: str) -> None:
    known = Author.objects.filter(user__contributions__article=article)
    by_name = {(author.name, author.credentials, author.affiliation): author for author in known}
    names = [(name["name"], name["credentials"], name["affiliation"]) for name in printed]
    byline = [by_name[name] for name in names if name in by_name]
    if len(byline) < len(names):
        return
    for row in article.authorships.exclude(author__in=byline):
        delete_with_reason(row, by, reason)
    for position, author in enumerate(byline, start=1):
        row, _ = Authorship.objects.get_or_create(article=article, author=author)
        row.position = position
        save_with_reason(row, by, reason)
