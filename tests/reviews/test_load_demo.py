import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import transaction

from articles.models import Article, Edition, ReaderQuestion, Standing
from articles.questions.progress import Progress, progress
from reviews.demo.loading import PASSWORD
from reviews.models import Comment, Record
from tests import people

pytestmark = pytest.mark.usefixtures("empty")


def test_the_demo_has_an_article_in_each_state_and_loading_it_again_changes_nothing() -> None:
    call_command("load_demo", verbosity=0)
    states = set(Article.objects.values_list("state", flat=True))
    assert states == {"draft", "submitted", "under_review", "changes_requested", "approved"}
    assert Standing.objects.filter(update_under_review=True).count() == 1
    assert Standing.objects.exclude(withdrawal=None).count() == 1
    ikaros = Edition.objects.get(question__contains="Ikaros")
    assert len(ikaros.signers) == 2
    second = Comment.objects.filter(submission__article__slug="hypertension-first-drug")
    assert [(one.exact, one.answers.count()) for one in second] == [
        ("more than 3,300 patients", 1),
        ("", 1),
    ]
    questions = ReaderQuestion.objects.select_related("draft__standing")
    assert {progress(question) for question in questions} == set(Progress)
    assert all(question.text.startswith("Sample question: ") for question in questions)
    before = Record.objects.count(), Article.history.count()
    call_command("load_demo", verbosity=0)
    assert (Record.objects.count(), Article.history.count()) == before


def test_a_stopped_load_is_finished_by_the_next() -> None:
    call_command("load_demo", verbosity=0)
    count = Article.objects.count()
    draft = Article.objects.filter(state="draft", submissions=None)[0]
    contributors = draft.contributors.all()
    with transaction.atomic():
        draft.authorships.all().delete()
        draft.wordings.all().delete()
        draft.articletopic_set.all().delete()
        Article.objects.filter(pk=draft.pk).delete()
        contributors.delete()
    call_command("load_demo", verbosity=0)
    assert Article.objects.count() == count


def test_a_real_site_gets_no_demo_accounts() -> None:
    people.user("somebody")
    with pytest.raises(CommandError, match="accounts that are not the demo's"):
        call_command("load_demo", verbosity=0)
    assert User.objects.count() == 1


def test_the_demo_is_refused_outside_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", False)
    with pytest.raises(CommandError, match="set DEMO=1"):
        call_command("load_demo", verbosity=0)


def test_the_printed_password_opens_each_demo_account() -> None:
    call_command("load_demo", verbosity=0)
    assert all(user.check_password(PASSWORD) for user in User.objects.all()[:2])
