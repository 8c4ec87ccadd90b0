"""verify_record trusts no row for its seal: it recomputes what the application may write."""

from typing import Any

import pytest
from django.db import connection

from articles.contributing import contribute
from articles.models import Article, Edition
from articles.publishing import publish
from integrity.models import seal_of
from reviews import record
from reviews.models import Policy, Record, ReviewDecision, Verb
from reviews.record import Line
from reviews.steps import set_standing
from tests import people
from tests.reviews.intruder import be_intruder, found
from tests.reviews.raw import execute
from tests.reviews.world import lived_in


@pytest.fixture
def intruder(db: None) -> Article:
    """Be an intruder in a site that has been lived in."""
    article = lived_in()
    be_intruder()
    return article


def forge(article: Article, by: Any, signatures: list[ReviewDecision]) -> Edition:
    """Publish with the application's own key, past its rules: what a fault of ours would do."""
    submission = people.latest(article)
    at, number = signatures[-1].signed_at, article.editions.count() + 1
    edition = publish(
        article, submission, number=number, at=at, signers=[s.printed_signature for s in signatures]
    )
    standing = getattr(article, "standing", None)
    set_standing(standing, edition, Policy.in_force())
    article.approve()
    article.version += 1
    article.save()
    before = "under_review"
    record.append(Line(Verb.APPROVE, by, article, submission, before, "approved", "", [edition]))
    return edition


def test_an_edition_with_one_signature_is_noticed(intruder: Article) -> None:
    signed = ReviewDecision.objects.latest("signed_at")
    edition = forge(Article.objects.get(pk=intruder.pk), signed.signed_by, [signed])
    assert found() == f"articles_edition, {edition.pk}: it needs 2 signatures, and 1 count."


def test_an_edition_that_prints_other_signatures_is_noticed(intruder: Article) -> None:
    people.sign(intruder, "reviewer2")
    edition = intruder.editions.latest("number")
    edition.signers = edition.signers[:1]
    execute(
        "UPDATE articles_edition SET signers = %s::jsonb, seal = %s WHERE id = %s",
        connection.ops.adapt_json_value(edition.signers, None),
        seal_of(edition),
        edition.pk,
    )
    line = Record.objects.latest("number")
    line.rows[0][2] = seal_of(edition).hex()
    reseal(line)
    expected = f"articles_edition, {edition.pk}: it does not print the signatures that count."
    assert found() == expected


def reseal(line: Record) -> None:
    """Write `line` anew, as somebody who has the key and rebuilds the chain's end."""
    execute("DELETE FROM reviews_record WHERE number = %s", line.number)
    line.seal = record.seal("reviews_record", line.content())
    line.hash = line.chained_hash()
    Record.objects.bulk_create([line])


@pytest.mark.django_db
def test_a_signature_of_a_contributor_is_noticed() -> None:
    """As if the line of the submission had named the contributor, and nobody had looked."""
    article = people.approved()
    be_intruder()
    contribute(article, [people.user("reviewer2")])
    contributor = article.contributors.get(user__username="reviewer2")
    submitted = Record.objects.get(verb="submit").number
    first, *later = Record.objects.filter(number__gte=submitted).order_by("number")
    first.rows.append(["articles_contributor", str(contributor.pk), contributor.seal.hex()])
    reseal(first)
    for line in later:
        line.previous_hash = Record.objects.get(number=line.number - 1).hash
        reseal(line)
    decision = ReviewDecision.objects.get(member__name="Dr. Reviewer2")
    assert found() == (
        f"reviews_reviewdecision, {decision.pk}: its member was not free to sign these bytes."
    )


def drafted_with(name: str) -> Article:
    article = people.drafted()
    contribute(article, [people.member(name).user])
    return article


@pytest.mark.django_db
def test_a_contributor_who_went_missing_is_noticed() -> None:
    article = people.submitted(drafted_with("reviewer1"))
    contributor = article.contributors.get(user__username="reviewer1")
    number = Record.objects.get(verb="submit").number
    be_intruder()
    execute("DELETE FROM articles_contributor WHERE id = %s", contributor.pk)
    assert found() == (
        f"articles_contributor, {contributor.pk}: line {number} of reviews_record names it, and "
        "it is not there."
    )


@pytest.mark.django_db
def test_a_reviewer_who_writes_later_has_signed_rightly() -> None:
    article = people.under_revision()
    contribute(article, [people.user("reviewer1")])
    wording = article.wordings.get()
    wording.from_research = "More [@smith2020]."
    wording.save()
    people.submitted(article)
    assert found() == ""


def test_a_verb_that_the_record_does_not_know_is_noticed(intruder: Article) -> None:
    article = Article.objects.get(pk=intruder.pk)
    article.request_changes()
    article.version += 1
    article.save()
    assert found() == (
        f"articles_article, {article.pk}: it is changes_requested, and the record leads to "
        "under_review."
    )


def test_a_line_that_starts_elsewhere_is_noticed(intruder: Article) -> None:
    by = people.editor()
    record.append(Line(Verb.RETURN, by, intruder, None, "submitted", "changes_requested", "No."))
    number = Record.objects.latest("number").number
    assert found() == f"reviews_record, {number}: it starts at submitted, and it was under_review."


def test_a_line_along_no_verb_is_noticed(intruder: Article) -> None:
    by = people.editor()
    record.append(Line(Verb.SUBMIT, by, intruder, None, "under_review", "submitted", "Back."))
    number = Record.objects.latest("number").number
    assert found() == f"reviews_record, {number}: no verb leads from and to where it says."


def test_an_author_who_is_no_contributor_is_noticed(intruder: Article) -> None:
    article = people.drafted(authors=[people.author("elsewhere")])
    execute("DELETE FROM articles_contributor WHERE article_id = %s", article.pk)
    place = article.authorships.get()
    assert found() == f"articles_authorship, {place.pk}: its author is not among the contributors."
