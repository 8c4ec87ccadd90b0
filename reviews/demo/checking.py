"""What must fit together in the demonstration's content: people, topics, states, replacements."""

from collections.abc import Iterable

from reviews.demo.content import DemoArticle, DemoContent, DemoState

GROUPS = ("Author", "Board member", "Editor", "Editor-in-chief", "Auditor")

_EXTRA = {
    DemoState.CHANGES_REQUESTED: "changes_requested",
    DemoState.UPDATE_UNDER_REVIEW: "update",
    DemoState.WITHDRAWN: "withdrawal",
}


class DemoContentError(ValueError):
    """A file of the demonstration is wrong; the message names the place and what to mend."""


def check(content: DemoContent) -> None:
    """Check that names lead somewhere and that each article has what its state needs.

    Raises `DemoContentError`.
    """
    _check_people(content)
    _once([topic.slug for topic in content.topics], "topic")
    _once([article.slug for article in content.articles], "article")
    earlier: set[str] = set()
    for article in content.articles:
        _check_roles(article, content)
        _check_state(article)
        if article.withdrawal and article.withdrawal.replacement not in earlier:
            raise DemoContentError(f"{article.slug}: its replacement must be an earlier file.")
        earlier.add(article.slug)


def _check_people(content: DemoContent) -> None:
    _once([person.username for person in content.people], "person")
    for person in content.people:
        if person.group not in GROUPS:
            known = ", ".join(GROUPS)
            raise DemoContentError(f"{person.username}: the group can be {known}.")
        unknown = sorted(set(person.specialties) - {topic.slug for topic in content.topics})
        if unknown:
            raise DemoContentError(f"{person.username}: {unknown[0]} is not a topic.")


def _check_roles(article: DemoArticle, content: DemoContent) -> None:
    def named(*groups: str) -> list[str]:
        return [person.username for person in content.people if person.group in groups]

    update, withdrawal = article.update, article.withdrawal
    reviewers = [*article.reviewers, *(update.reviewers if update else ())]
    signers = [approval.by for approval in article.approvals]
    if article.changes_requested:
        signers.append(article.changes_requested.by)
    if earlier := article.earlier:
        signers += [earlier.changes_requested.by, *(one.by for one in earlier.comments)]
        answering = [one.answered_by for one in earlier.comments]
        _known(article, answering, article.authors, "one of its authors")
    editors = [withdrawal.by] if withdrawal else []
    _known(article, article.topics, [topic.slug for topic in content.topics], "a topic")
    _known(article, article.authors, named("Author"), "an author")
    _known(article, reviewers, named("Board member"), "a board member")
    _known(article, signers, article.reviewers, "one of its reviewers")
    _known(article, editors, named("Editor", "Editor-in-chief"), "an editor")


def _check_state(article: DemoArticle) -> None:
    if not article.authors:
        raise DemoContentError(f"{article.slug}: an article needs an author.")
    if not any(article.wordings.get("clinician", {}).values()):
        raise DemoContentError(f"{article.slug}: the clinician's wording has no text.")
    for state, name in _EXTRA.items():
        if (getattr(article, name) is not None) != (article.state == state):
            raise DemoContentError(f"{article.slug}: {name} goes with the state {state}.")


def _known(article: DemoArticle, names: Iterable[str], known: Iterable[str], what: str) -> None:
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise DemoContentError(f"{article.slug}: {unknown[0]} is not {what}.")


def _once(names: list[str], what: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DemoContentError(f"There is more than one {what} called {twice[0]}.")
