"""What PostgreSQL refuses for the working copy, by raw SQL, as the site's role and as the owner."""
# ruff: noqa: S608  tables and columns are the test's own words

from typing import Any

import pytest
from django.db import connection, transaction
from psycopg.errors import CheckViolation

from articles.contributing import contribute
from articles.models import (
    Article,
    ArticleTopic,
    Authorship,
    CitationReason,
    Topic,
    Wording,
)
from citations.models import Citation
from reviews.models import BoardMember
from tests import people
from tests.reviews.raw import copied, execute, refused

pytestmark = pytest.mark.django_db
STATES = ["draft", "submitted", "under_review", "changes_requested", "approved"]
MADE = {
    "draft": people.drafted,
    "submitted": people.submitted,
    "under_review": people.under_review,
    "changes_requested": people.changes_requested,
    "approved": people.approved,
}
LOCKED = ["submitted", "under_review", "approved"]
# The verbs' table of DESIGN.md, by hand. True: the move stands for something that must be there.
MOVES = {
    ("draft", "submitted"): True,
    ("changes_requested", "submitted"): True,
    ("submitted", "under_review"): True,
    ("under_review", "approved"): True,
    ("draft", "approved"): True,
    ("changes_requested", "approved"): True,
    ("submitted", "draft"): False,
    ("submitted", "changes_requested"): False,
    ("under_review", "changes_requested"): False,
    ("approved", "draft"): False,
}
NEEDS = {
    "submitted": "Submitted needs a submission made with it.",
    "under_review": "Under review needs a review that started with it.",
    "approved": "Approved needs a current edition of the latest submission.",
}
SIDEWAYS = [(a, b) for a in STATES for b in STATES if a != b and (a, b) not in MOVES]
SET_STATE = "UPDATE articles_article SET state = %s WHERE id = %s"


def full(state: str) -> Article:
    """Return an article in `state` that has a row in every table of the working copy."""
    people.citation()
    article = people.drafted(
        topics=[Topic.objects.get_or_create(name="Tests", slug="tests")[0]], tags=["aspirin"]
    )
    CitationReason.objects.create(
        article=article, citation=Citation.objects.get(), reason="It is the only trial."
    )
    return article if state == "draft" else MADE[state](article)


# Inserting


@pytest.mark.parametrize("state", STATES[1:])
def test_an_article_is_not_inserted_past_draft(state: str) -> None:
    row = copied(people.drafted(), id=10**6, slug="other", origin_key=None, state=state)
    assert refused(*row) == f"An article starts as a draft, not as {state}."


def test_an_article_is_not_copied_in_as_approved() -> None:
    article = people.drafted()
    line = f"9999\tWhat?\tother\t{{}}\tapproved\t\t\t\t\t1\t{article.created_by_id}\tnow\n"
    columns = (
        "id, question, slug, tags, state, revision_kind, revision_note, origin, license, version,"
        " created_by_id, updated_at"
    )
    with (
        pytest.raises(CheckViolation) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(f"COPY articles_article ({columns}) FROM STDIN") as copy,
    ):
        copy.write(line)
    assert error.value.diag.message_primary == "An article starts as a draft, not as approved."


def test_an_upsert_is_no_way_round() -> None:
    insert, *values = copied(people.drafted(), slug="other")
    statement = f"{insert} ON CONFLICT (id) DO UPDATE SET state = 'approved'"
    assert refused(statement, *values) == NEEDS["approved"]


def test_a_merge_is_no_way_round() -> None:
    statement = (
        "MERGE INTO articles_article a USING (VALUES (%s::bigint)) AS v (id) ON a.id = v.id"
        " WHEN MATCHED THEN UPDATE SET state = 'under_review'"
    )
    assert refused(statement, people.submitted().pk) == NEEDS["under_review"]


def test_an_article_has_no_other_state() -> None:
    assert (
        refused(SET_STATE, "published", people.drafted().pk)
        == "No verb leads from draft to published."
    )


# Moving


def test_the_table_of_moves_has_ten_of_twenty() -> None:
    assert (len(MOVES), len(SIDEWAYS)) == (10, 10)


@pytest.mark.parametrize(("source", "target"), SIDEWAYS)
def test_no_move_sideways(source: str, target: str) -> None:
    article = MADE[source]()
    assert refused(SET_STATE, target, article.pk) == f"No verb leads from {source} to {target}."


@pytest.mark.parametrize(
    ("source", "target"),
    # A resubmission is tried where transactions commit, in test_guards_settings.py.
    [move for move, needy in MOVES.items() if needy and move != ("changes_requested", "submitted")],
)
def test_no_move_without_what_it_stands_for(source: str, target: str) -> None:
    assert refused(SET_STATE, target, MADE[source]().pk) == NEEDS[target]


@pytest.mark.parametrize(("source", "target"), [move for move, needy in MOVES.items() if not needy])
def test_the_other_moves_need_nothing(source: str, target: str) -> None:
    assert execute(SET_STATE, target, MADE[source]().pk) == 1


def test_a_revision_with_another_text_is_not_the_approved_one() -> None:
    article = people.under_revision()
    wording = article.wordings.get()
    wording.from_guidelines += " More."
    wording.save()
    people.submitted(article)
    execute(SET_STATE, "draft", article.pk)
    assert refused(SET_STATE, "approved", article.pk) == NEEDS["approved"]


def test_a_withdrawn_article_is_not_approved_again() -> None:
    assert refused(SET_STATE, "approved", people.withdrawn().pk) == NEEDS["approved"]


def test_an_article_keeps_its_key() -> None:
    article = people.drafted()
    statement = "UPDATE articles_article SET id = id + 1000000 WHERE id = %s"
    assert refused(statement, article.pk) == "An article keeps its key."


# Deleting


@pytest.mark.parametrize("state", STATES[1:])
def test_an_article_that_was_submitted_is_not_deleted(state: str) -> None:
    article = MADE[state]()
    assert (
        refused("DELETE FROM articles_article WHERE id = %s", article.pk)
        == "Only a draft that was never submitted can be deleted."
    )


def test_a_draft_that_was_taken_back_is_not_deleted() -> None:
    article = people.submitted()
    execute(SET_STATE, "draft", article.pk)
    assert (
        refused("DELETE FROM articles_article WHERE id = %s", article.pk)
        == "Only a draft that was never submitted can be deleted."
    )


# Editing what is locked

COLUMNS = {
    "question": "'Another question?'",
    "tags": "'{other}'",
    "origin": "'elsewhere'",
    "origin_key": "'other-key'",
    "license": "'none'",
    "created_at": "now() - interval '1 day'",
    "created_by_id": "created_by_id + 1",
    "revision_kind": "'correction'",
    "revision_note": "'Nobody signed this note.'",
}


def locked(state: str) -> str:
    return f"The working copy is locked while the article is {state}."


@pytest.mark.parametrize("state", LOCKED)
def test_no_column_of_a_locked_article_changes(state: str) -> None:
    article = MADE[state]()
    sentences = {
        column: refused(f"UPDATE articles_article SET {column} = {new} WHERE id = %s", article.pk)
        for column, new in COLUMNS.items()
    }
    assert sentences == dict.fromkeys(COLUMNS, locked(state))


def test_the_question_does_not_change_with_the_move_into_the_lock() -> None:
    article = people.under_revision()
    statement = (
        "UPDATE articles_article SET state = 'approved', question = 'Another?' WHERE id = %s"
    )
    assert refused(statement, article.pk) == locked("draft")


def test_the_question_does_not_change_with_the_move_out_of_the_lock() -> None:
    statement = "UPDATE articles_article SET state = 'draft', question = 'Another?' WHERE id = %s"
    assert refused(statement, people.submitted().pk) == locked("submitted")


def test_the_note_of_a_revision_is_set_when_it_starts() -> None:
    statement = (
        "UPDATE articles_article SET state = 'draft', revision_kind = 'update',"
        " revision_note = 'A newer trial.' WHERE id = %s"
    )
    assert execute(statement, people.approved().pk) == 1


PARTS = {
    "articles_wording": (Wording, "from_research = 'Unsigned.'"),
    "articles_articletopic": (ArticleTopic, "topic_id = topic_id + 1"),
    "articles_authorship": (Authorship, "position = 7"),
    "articles_citationreason": (CitationReason, "reason = 'Unsigned.'"),
}
OTHERS: dict[str, Any] = {
    "articles_wording": {"id": 10**6, "audience": "patient"},
    "articles_articletopic": {"id": 10**6, "topic_id": 10**6},
    "articles_citationreason": {"id": 10**6, "citation_id": 10**6},
}


def part(article: Article, table: str) -> Any:
    return PARTS[table][0].objects.get(article=article)


@pytest.mark.parametrize("state", LOCKED)
def test_no_part_of_a_locked_article_is_changed(state: str) -> None:
    article = full(state)
    sentences = {
        table: refused(f"UPDATE {table} SET {change} WHERE id = %s", part(article, table).pk)
        for table, (_, change) in PARTS.items()
    }
    assert sentences == dict.fromkeys(PARTS, locked(state))


@pytest.mark.parametrize("state", LOCKED)
def test_no_part_of_a_locked_article_is_deleted(state: str) -> None:
    article = full(state)
    sentences = {
        table: refused(f"DELETE FROM {table} WHERE id = %s", part(article, table).pk)
        for table in PARTS
    }
    assert sentences == dict.fromkeys(PARTS, locked(state))


@pytest.mark.parametrize("state", LOCKED)
def test_no_part_of_a_locked_article_is_added(state: str) -> None:
    article, other = full(state), people.author("other")
    contribute(article, [other.user])
    others = {**OTHERS, "articles_authorship": {"id": 10**6, "author_id": other.pk}}
    sentences = {
        table: refused(*copied(part(article, table), **changes))
        for table, changes in others.items()
    }
    assert sentences == dict.fromkeys(PARTS, locked(state))


@pytest.mark.parametrize("state", LOCKED)
def test_no_part_is_moved_out_of_or_into_a_locked_article(state: str) -> None:
    closed, draft = full(state), full("draft")
    move = "UPDATE {} SET article_id = %s WHERE id = %s"
    for table in PARTS:
        assert refused(move.format(table), draft.pk, part(closed, table).pk) == locked(state)
        assert refused(move.format(table), closed.pk, part(draft, table).pk) == locked(state)


# People


def test_nobody_is_in_a_byline_without_having_contributed() -> None:
    article, stranger = people.drafted(), people.author("stranger")
    row = copied(article.authorships.get(), id=10**6, author_id=stranger.pk)
    assert refused(*row) == "An author is written down as a contributor first."


def test_a_place_in_the_byline_is_not_given_to_someone_who_did_not_contribute() -> None:
    article, stranger = people.drafted(), people.author("stranger")
    statement = "UPDATE articles_authorship SET author_id = %s WHERE article_id = %s"
    assert (
        refused(statement, stranger.pk, article.pk)
        == "An author is written down as a contributor first."
    )


@pytest.mark.parametrize("column", ["user_id = user_id + 1", "id = id + 1000000"])
@pytest.mark.parametrize("table", ["articles_author", "reviews_boardmember"])
def test_the_account_behind_a_name_never_changes(table: str, column: str) -> None:
    person = people.author() if table == "articles_author" else people.member()
    statement = f"UPDATE {table} SET {column} WHERE id = %s"
    assert refused(statement, person.pk) == "The account behind a name never changes."


@pytest.mark.parametrize("table", ["articles_author", "reviews_boardmember"])
def test_a_name_is_not_deleted_to_come_back_with_another_account(table: str) -> None:
    person = people.author() if table == "articles_author" else people.member()
    assert (
        refused(f"DELETE FROM {table} WHERE id = %s", person.pk)
        == f"Rows of {table} are never deleted."
    )


def test_a_contributor_is_not_changed() -> None:
    article, other = people.drafted(), people.user("other")
    statement = "UPDATE articles_contributor SET user_id = %s WHERE article_id = %s"
    assert refused(statement, other.pk, article.pk) == "Contributors are never changed."


def test_a_contributor_is_not_deleted() -> None:
    article = people.drafted()
    statement = "DELETE FROM articles_contributor WHERE article_id = %s"
    assert refused(statement, article.pk) == "Contributors are never deleted."


def test_a_contributor_goes_after_a_draft_that_was_never_submitted() -> None:
    article = people.drafted()
    for table in ("wording", "authorship", "articletopic", "article", "contributor"):
        column = "id" if table == "article" else "article_id"
        assert execute(f"DELETE FROM articles_{table} WHERE {column} = %s", article.pk) == 1
    execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_board_member_keeps_one_account_only() -> None:
    member = people.member()
    row = copied(member, id=10**6)
    assert "reviews_boardmember_user_id_key" in refused(*row)
    assert BoardMember.objects.get(user=member.user) == member
