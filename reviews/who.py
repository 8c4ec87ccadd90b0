"""Who may do what: each rule returns the sentence that says why not, or an empty one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Exists

from articles.contributing import is_contributor
from articles.models import Article, Contributor
from reviews.models import Assignment, BoardMember, SigningHold, Verb

NOT_ASKED = "You are not assigned to review this submission."
NOT_ACCEPTED = "You have not accepted this invitation yet: answer it first."
WROTE = "You wrote or changed this article, so you cannot decide on it."
Rule = Callable[[Article, Any], str]


def is_editor(user: Any) -> bool:
    return bool(user.is_active and user.has_perm("reviews.manage_reviews"))


def is_author(article: Article, user: Any) -> bool:
    return bool(user.is_active and article.authorships.filter(author__user=user).exists())


def membership(user: Any) -> BoardMember | None:
    """Return the seat on the board that `user` holds now, if any."""
    if not user.is_active:
        return None
    return BoardMember.objects.filter(user=user, is_active=True).first()


def open_holds(user: Any) -> Any:
    return SigningHold.objects.filter(user=user.pk, lift=None)


def held(user: Any) -> str:
    """Return why `user` can sign nothing at all for now, or an empty text."""
    found = open_holds(user).order_by("held_at").first()
    if found is None:
        return ""
    return (
        f"Signing is suspended for your account since {found.held_at:%Y-%m-%d %H:%M} UTC: "
        f"{found.get_cause_display().lower()}. Ask an editor to restore it; they were told."
    )


def an_author(article: Article, user: Any) -> str:
    return "" if is_author(article, user) else "Only an author of this article can do this."


def an_editor(article: Article, user: Any) -> str:  # noqa: ARG001  every rule takes both
    return "" if is_editor(user) else "Only an editor can do this."


def an_independent_editor(article: Article, user: Any) -> str:
    if is_editor(user) and is_contributor(article, user):
        return "You wrote or changed this article, so another editor has to do this."
    return an_editor(article, user)


def an_author_or_editor(article: Article, user: Any) -> str:
    if is_editor(user) or is_author(article, user):
        return ""
    return "Only an author of this article or an editor can do this."


def a_free_member(article: Article, user: Any) -> str:
    if membership(user) is None:
        return "Only a member of the medical advisory board can sign."
    return _written_by(article, user)


def _written_by(article: Article, user: Any) -> str:
    if is_contributor(article, user):
        return WROTE
    return ""


def a_reviewer(article: Article, user: Any) -> str:
    return _of_an_assigned_member(article, user)[0]


def an_assigned_member(article: Article, user: Any) -> str:
    sentence, is_held = _of_an_assigned_member(article, user)
    return sentence or (held(user) if is_held else "")


def _of_an_assigned_member(article: Article, user: Any) -> tuple[str, bool]:
    """Return why `user` is no assigned member, or an empty text, and whether signing is held."""
    assigned = open_assignments(article).filter(member__user=user.pk, member__is_active=True)
    wrote = Exists(Contributor.objects.filter(article=article, user=user.pk))
    facts = assigned.annotate(wrote=wrote, is_held=Exists(open_holds(user)))
    found = facts.values_list("wrote", "accepted_at", "is_held").first()
    if user.is_active and found is not None:
        return WROTE if found[0] else "" if found[1] else NOT_ACCEPTED, found[2]
    return a_free_member(article, user) or NOT_ASKED, False


def an_invited_member(article: Article, user: Any) -> str:
    sentence = a_reviewer(article, user)
    if sentence == NOT_ACCEPTED:
        return ""
    return sentence or "You accepted this review already."


def a_member_who_is_asked(article: Article, user: Any) -> str:
    """Who may decline: also one who has left the board since, or changed the article."""
    if user.is_active and open_assignments(article).filter(member__user=user.pk).exists():
        return ""
    return NOT_ASKED


def a_reviewer_or_independent_editor(article: Article, user: Any) -> str:
    if not a_reviewer(article, user) or not an_independent_editor(article, user):
        return ""
    return _written_by(article, user) or "Only the reviewers and editors can comment on this."


def a_party_to(article: Article, user: Any) -> str:
    """Who has a say in the talk about an article: its authors, its reviewers and editors."""
    own = Assignment.objects.accepted().filter(submission__article=article, member__user=user.pk)
    if is_author(article, user) or is_editor(user) or (user.is_active and own.exists()):
        return ""
    return "Only the authors, the reviewers and editors take part in this."


def open_assignments(article: Article) -> Any:
    return Assignment.objects.open().filter(submission__article=article)


def _signing(rule: Rule) -> Rule:
    """Return `rule` for what is signed: it also asks whether the account may sign at all."""

    @wraps(rule)
    def signs(article: Article, user: Any) -> str:
        return rule(article, user) or held(user)

    return signs


MAY: dict[Verb, Rule] = {
    Verb.SUBMIT: an_author,
    Verb.TAKE_BACK: an_author,
    Verb.ASSIGN: an_independent_editor,
    Verb.ACCEPT: an_invited_member,
    Verb.DECLINE: a_member_who_is_asked,
    Verb.START_REVIEW: an_independent_editor,
    Verb.SIGN: an_assigned_member,
    Verb.REQUEST_CHANGES: an_assigned_member,
    Verb.RETURN: an_independent_editor,
    Verb.REVISE: an_author_or_editor,
    Verb.DISCARD: an_author_or_editor,
    Verb.WITHDRAW: _signing(an_editor),
    Verb.REAFFIRM: _signing(a_free_member),
}
