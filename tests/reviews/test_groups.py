"""Each group may do exactly this; the table is written by hand."""

import pytest
from django.contrib.auth.models import Group, User

from reviews.groups import may_give
from tests import people

pytestmark = pytest.mark.django_db

WORKING_COPY = {
    f"articles.{action}_{model}"
    for action in ("add", "change", "delete", "view")
    for model in ("article", "wording", "authorship", "articletopic", "citationreason")
}
WORKING_COPY_HISTORY = {
    "articles.view_historicalarticle",
    "articles.view_historicalwording",
    "articles.view_historicalauthorship",
    "articles.view_historicalarticletopic",
    "articles.view_historicalcitationreason",
}
AUTHOR = {
    "articles.view_declaration",
    *WORKING_COPY,
    *WORKING_COPY_HISTORY,
    "articles.view_topic",
    "articles.view_author",
    "articles.view_disclaimer",
    "citations.add_citation",
    "citations.change_citation",
    "citations.view_citation",
    "citations.view_notice",
    "citations.view_historicalcitation",
    "citations.view_historicalnotice",
    "articles.view_readerquestion",
}
MEMBER = {
    "articles.view_declaration",
    "reviews.view_assignment",
    "articles.view_edition",
    "citations.view_citation",
    "citations.view_notice",
}
EDITOR = {
    *AUTHOR,
    *MEMBER,
    "articles.add_topic",
    "articles.change_topic",
    "articles.add_author",
    "articles.change_author",
    "articles.add_disclaimer",
    "articles.change_disclaimer",
    "citations.add_notice",
    "articles.view_problemreport",
    "articles.change_problemreport",
    "articles.delete_readerquestion",
    "articles.add_synonymset",
    "articles.change_synonymset",
    "articles.delete_synonymset",
    "articles.view_synonymset",
    "articles.view_submission",
    "articles.view_withdrawal",
    "articles.view_historicaltopic",
    "articles.view_historicalauthor",
    "articles.view_historicaldisclaimer",
    "reviews.view_reviewdecision",
    "reviews.view_comment",
    "reviews.view_answer",
    "reviews.view_sourcecheck",
    "reviews.view_policy",
    "reviews.view_mail",
    "reviews.view_record",
    "reviews.manage_reviews",
    "reviews.add_entity",
    "reviews.change_entity",
    "reviews.delete_entity",
    "reviews.view_entity",
    "reviews.add_boardmember",
    "reviews.change_boardmember",
    "reviews.view_boardmember",
    "reviews.view_historicalboardmember",
    "reviews.view_historicalassignment",
    "reviews.view_historicalentity",
    "reviews.view_historicaluser",
    "auth.add_user",
    "auth.change_user",
    "auth.view_user",
}
CHIEF = {*EDITOR, "reviews.adopt_policy", "reviews.inspect_record"}
AUDITOR = {*(permission for permission in EDITOR if ".view_" in permission)} | {
    "reviews.inspect_record"
}
EVERYONE = {"Author", "Board member", "Editor", "Editor-in-chief", "Auditor"}


@pytest.mark.parametrize(
    ("group", "permissions"),
    [
        ("Author", AUTHOR),
        ("Board member", MEMBER),
        ("Editor", EDITOR),
        ("Editor-in-chief", CHIEF),
        ("Auditor", AUDITOR),
    ],
)
def test_a_group_has_exactly_its_permissions(group: str, permissions: set[str]) -> None:
    person = people.user("someone", group)
    assert person.get_all_permissions() == permissions


def test_there_are_no_other_groups() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == EVERYONE


@pytest.mark.parametrize(
    ("groups", "given"),
    [
        (["Author"], set()),
        (["Board member"], set()),
        (["Auditor"], set()),
        (["Editor"], {"Author", "Board member", "Auditor"}),
        (["Editor-in-chief"], EVERYONE),
        (["Author", "Editor"], {"Author", "Board member", "Auditor"}),
        ([], set()),
    ],
)
def test_no_one_gives_a_group_above_their_own(groups: list[str], given: set[str]) -> None:
    assert may_give(people.user("someone", *groups)) == given


def test_a_superuser_gives_every_group() -> None:
    assert may_give(User(username="root", is_superuser=True)) == EVERYONE
