"""From the working copy to the manuscript, and back."""

from typing import Any

from articles import manuscript
from articles.manuscript import cited_keys
from articles.models import Article, Author, Declaration, Disclaimer
from citations.models import Citation


def compose(article: Article) -> dict[str, Any]:
    """Return the manuscript of `article` as it is now: what a signature on it would cover."""
    wordings = {
        wording.audience: {
            "from_guidelines": wording.from_guidelines,
            "from_research": wording.from_research,
        }
        for wording in article.wordings.all()
        if wording.from_guidelines.strip() or wording.from_research.strip()
    }
    authors = [place.author for place in article.authorships.select_related("author")]
    declared = Declaration.objects.latest_of_each([author.user_id for author in authors])
    return manuscript.build(
        question=article.question,
        topics=[topic.name for topic in article.topics.all()],
        tags=article.tags,
        authors=[printed_author(author, declared.get(author.user_id)) for author in authors],
        wordings=wordings,
        references=_references(article, cited_keys(wordings)),
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


def _references(article: Article, keys: list[str]) -> list[dict[str, Any]]:
    reasons = dict(article.citation_reasons.values_list("citation_id", "reason"))
    found = Citation.objects.filter(key__in=keys).defer("abstract").prefetch_related("notices")
    references = []
    for citation in found:
        reference: dict[str, Any] = {"key": citation.key, "csl": citation.csl()}
        notices = [notice.facts() for notice in citation.notices.all()]
        if notices:
            reference["notices"] = notices
        if citation.pk in reasons:
            reference["reason"] = reasons[citation.pk]
        references.append(reference)
    return references
