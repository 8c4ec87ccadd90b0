"""Two people at the same moment around an invitation: each is answered in words, none by half."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from articles.models import Article
from reviews import workflow
from reviews.models import Assignment, Comment, Record, SourceCheck
from tests import people
from tests.reviews.desk import client_of, verb_url
from tests.reviews.test_races import at_once, fits, signing, withdrawing

TIMES = 2
Call = Callable[[], Any]


def invited(article: Article | None = None) -> Article:
    article = people.submitted(article)
    members = [people.member("reviewer1"), people.member("reviewer2")]
    workflow.assign(article, by=people.editor(), members=members)
    return article


def own(article: Article, name: str = "reviewer1") -> Assignment:
    rows = Assignment.objects.filter(submission__article=article, member__user__username=name)
    return rows.order_by("-assigned_at")[0]


def posting(name: str, url: str, **data: Any) -> Call:
    client = client_of(people.user(name))
    return lambda: client.post(url, data, follow=True)


def answering(article: Article, page: str, name: str = "reviewer1", **data: Any) -> Call:
    url = reverse(f"admin:reviews_assignment_{page}", args=[own(article, name).pk])
    return posting(name, url, **data)


def said(answer: Any) -> str:
    """Return what a person reads; whatever happened, it is a page and no failure."""
    assert answer.status_code in {200, 403, 409}, answer.status_code
    return str(answer.text)


def lines(article: Article, verb: str) -> int:
    return Record.objects.filter(article=article, verb=verb).count()


def test_an_invitation_is_accepted_once_and_before_or_after_it_ends(committed: str) -> None:
    for _ in range(TIMES):
        article = invited()
        same = answering(article, "invitation")
        both = at_once([same, answering(article, "invitation")])
        assert [answer.redirect_chain[-1][0].endswith("/review/") for answer in both] == [True] * 2
        assert lines(article, "accept") == 1

        article = invited()
        end = reverse("admin:reviews_assignment_end", args=[own(article).pk])
        off = posting("editor", end, outcome="removed", reason="Away.")
        accepted, removed = at_once([answering(article, "invitation"), off])
        row = own(article)
        assert row.outcome == "removed", said(removed)
        assert (row.accepted_at is None) == (lines(article, "accept") == 0)
        assert (row.accepted_at is None) == ("This invitation has ended" in said(accepted))

        article = invited()
        reason = {"category": "Out of scope", "sentence": "Not for us."}
        sent_back = posting("editor", verb_url(article, "return_to_authors"), **reason)
        accepted, _ = at_once([answering(article, "invitation"), sent_back])
        assert Article.objects.get(pk=article.pk).state == "changes_requested"
        assert own(article).closed_at is not None
        said(accepted)
    fits()


def test_an_invitation_and_the_boards_decision_at_the_same_moment(committed: str) -> None:
    third, editor = people.member("reviewer3"), people.editor()
    for _ in range(TIMES):
        article = people.under_review()
        people.sign(article, "reviewer1")
        workflow.assign(article, by=editor, members=[third])
        url = reverse("admin:reviews_submission_comment", args=[people.latest(article).pk])
        accepted, commented, signed = at_once(
            [
                answering(article, "invitation", "reviewer3"),
                posting("editor", url, text="One more word."),
                signing(article, "reviewer2"),
            ]
        )
        assert signed.edition is not None
        assert own(article, "reviewer3").outcome == "round_ended"
        assert (own(article, "reviewer3").accepted_at is None) == (lines(article, "accept") == 2)
        is_kept = Comment.objects.filter(submission__article=article).exists()
        assert is_kept == ("Your comment is kept" in said(commented))
        assert is_kept or "This submission is not before the board any more." in said(commented)
        said(accepted)

        revision = people.under_revision()
        wording = revision.wordings.get()
        wording.from_research = "A later trial agrees [@smith2020]."
        wording.save()
        invited(revision)
        accepted, _ = at_once([answering(revision, "invitation"), withdrawing(revision)])
        assert own(revision).outcome == "round_ended"
        said(accepted)
    fits()


def test_declining_ticking_and_assigning_at_the_same_moment(committed: str) -> None:
    people.editor("second")
    for _ in range(TIMES):
        article = people.under_review()
        ticks = reverse("admin:reviews_submission_sources", args=[people.latest(article).pk])
        declined, ticked = at_once(
            [
                answering(article, "decline", reason="No time."),
                posting("reviewer1", ticks, **{"check-smith2020": "supports"}),
            ]
        )
        assert "Declined. The editors are told." in said(declined)
        is_kept = SourceCheck.objects.filter(submission__article=article).exists()
        assert is_kept == (ticked.status_code == 200), said(ticked)

        several = [people.submitted() for _ in range(2)]
        query = ",".join(str(one.pk) for one in several)
        page = f"/admin/articles/article/assign/?articles={query}"
        chosen = {f"article{one.pk}-members": people.member("reviewer1").pk for one in several}
        answers = at_once([posting(name, page, **chosen) for name in ("editor", "second")])
        told = " ".join(map(said, answers))
        for one in several:
            assert Assignment.objects.open().filter(submission__article=one).count() == 1
            assert lines(one, "assign") == 1
        assert "Reviewers assigned to" in told
        assert "can no longer be assigned" in told or "is assigned already" in told
    fits()
