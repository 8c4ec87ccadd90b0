"""From the working copy to the manuscript, and back."""

from collections.abc import Mapping
from typing import Any

from articles import manuscript
from articles.manuscript import Wordings, cited_keys
from articles.markup import with_own_keys
from articles.models import Article, Author, Declaration, Disclaimer
from citations.aliases import works_by_key
from citations.models import Citation


def compose(article: Article) -> dict[str, Any]:
    """Return the manuscript of `article` as it is now: what a signature on it would cover.

    A key of a record that was merged into another one becomes that one's: one work has one number.
    """
    typed = {
        wording.audience: {
            "from_guidelines": wording.from_guidelines,
            "from_research": wording.from_research,
        }
        for wording in article.wordings.all()
        if wording.from_guidelines.strip() or wording.from_research.strip()
    }
    works = works_by_key(cited_keys(typed), notices=True)
    wordings = _by_own_keys(typed, works)
    authors = [place.author for place in article.authorships.select_related("author")]
    declared = Declaration.objects.latest_of_each([author.user_id for author in authors])
    return manuscript.build(
        question=article.question,
        topics=[topic.name for topic in article.topics.all()],
        tags=article.tags,
        authors=[printed_author(author, declared.get(author.user_id)) for author in authors],
        wordings=wordings,
        references=_references(article, works),
        disclaimers={
            disclaimer.audience: disclaimer.text
            for disclaimer in Disclaimer.objects.filter(audience__in=wordings)
        },
        revision={"kind": article.revision_kind, "note": article.revision_note}
        if article.revision_kind
        else None,
        searched_through=article.searched_through,
    )


def printed_author(author: Author, declaration: Declaration | None) -> dict[str, Any]:
    """Return an author as a manuscript has them, with what they declared last, if they did."""
    printed: dict[str, Any] = {
        "name": author.name,
        "credentials": author.credentials,
        "affiliation": author.affiliation,
    }
    return printed if declaration is None else {**printed, "disclosures": declaration.facts()}


def _by_own_keys(wordings: Wordings, works: Mapping[str, Citation]) -> Wordings:
    others = {key: work.key for key, work in works.items() if key != work.key}
    if not others:
        return wordings
    return {
        audience: {part: with_own_keys(text, others) for part, text in parts.items()}
        for audience, parts in wordings.items()
    }


def _references(article: Article, works: Mapping[str, Citation]) -> list[dict[str, Any]]:
    reasons = article.reasons_by_work()
    references = []
    for citation in {work.pk: work for work in works.values()}.values():
        reference: dict[str, Any] = {"key": citation.key, "csl": citation.csl()}
        notices = [notice.facts() for notice in citation.notices.all()]
        if notices:
            reference["notices"] = notices
        if citation.pk in reasons:
            reference["reason"] = reasons[citation.pk].reason
        references.append(reference)
    return references
