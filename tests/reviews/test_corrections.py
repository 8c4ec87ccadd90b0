"""A reference whose record is corrected after it was signed: told beside it, never in it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Standing
from citations.models import Citation
from integrity.models import save_with_reason
from reviews import corrections
from reviews.verification import Misfit, verify_rows
from reviews.verification.answers import is_corrected
from tests import people
from tests.reviews.desk import client_of
from tests.reviews.test_admin_importing import form_of, said, upload

pytestmark = pytest.mark.django_db


def correct(client: Client, **facts: Any) -> None:
    """Change the record on the library's page, as an editor does."""
    work = Citation.objects.get(key="smith2020")
    url = f"/admin/citations/citation/{work.pk}/change/"
    form = client.get(url).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields} | {
        "author": "Smith, Ann",
        "change_reason": "The title was misspelt.",
        "notices-TOTAL_FORMS": "0",
        "notices-INITIAL_FORMS": "0",
        **facts,
    }
    assert client.post(url, sent).status_code == 302


def page_of(article: Article) -> tuple[str, str]:
    response = Client().get(f"/answers/{article.slug}/")
    return response.content.decode(), response["ETag"]


def test_an_editors_correction_is_told_beside_the_signed_text_and_goes_when_undone() -> None:
    article = people.approved()
    signed, first_tag = page_of(article)
    editor = client_of(people.editor())
    correct(editor, language="en")
    assert page_of(article)[1] == first_tag, "a fact that no reference prints is no correction"
    correct(editor, title="A <b>mended</b> trial")
    page, tag = page_of(article)
    assert tag != first_tag
    assert "record was corrected on" in page
    assert "A trial of smith2020" in page
    assert "A &lt;b&gt;mended" in page or "A mended trial" in page
    reference = signed[signed.index('<li id="reference-1">') :].split("</li>")[0]
    assert reference in page
    verify_rows(str)
    reviewer = client_of(people.user("reviewer1"))
    review = reviewer.get(
        reverse("admin:reviews_submission_review", args=[people.latest(article).pk])
    )
    assert "record was corrected on" in review.content.decode()
    correct(editor, title="A trial of smith2020")
    page, last_tag = page_of(article)
    assert "record was corrected on" not in page
    assert last_tag not in {first_tag, tag}
    verify_rows(str)


def test_a_correction_between_submitting_and_approving_is_told_with_the_edition() -> None:
    article = people.under_review()
    work = Citation.objects.get(key="smith2020")
    work.page = "11-19"
    save_with_reason(work, people.editor(), "The pages were wrong.")
    assert corrections.follow([work], by=people.editor()) == []
    for name in ("reviewer1", "reviewer2"):
        people.sign(article, name)
    assert [fact["key"] for fact in Standing.objects.get().corrected] == ["smith2020"]
    verify_rows(str)


def test_an_intruder_who_hides_or_invents_a_correction_is_noticed() -> None:
    article = people.approved()
    correct(client_of(people.editor()), title="Another title")
    standing = Standing.objects.get(article=article)
    assert is_corrected(standing)
    told = standing.corrected[0]
    for forged in ([], [{**told, "date": "2001-01-01"}], [told, {**told, "key": "x"}], ["x"]):
        standing.corrected = forged
        assert not is_corrected(standing)
    standing.change(corrected=[])
    with pytest.raises(Misfit):
        verify_rows(str)


def test_a_conflict_that_takes_the_files_title_is_told_beside_the_signed_text() -> None:
    article = people.approved()
    author = client_of(people.user("author"))
    ris = "TY  - JOUR\nTI  - A mended title\nDO  - 10.5555/SMITH2020\nER  - \n"
    page = upload(author, ris)
    assert "<dd>Library: A trial of smith2020</dd><dd>File: A mended title</dd>" in page.text
    done = author.post(page.request["PATH_INFO"], form_of(page) | {"choice-1": "TAKE"}, follow=True)
    assert said(done) == ["0 works added to the library, 1 changed."]
    later: Any = Citation.history.latest()
    assert (later.title, later.history_user.username) == ("A mended title", "author")
    assert later.history_change_reason == "Imported from export.ris"
    reviewer = client_of(people.user("reviewer1"))
    review = reverse("admin:reviews_submission_review", args=[people.latest(article).pk])
    for text in (page_of(article)[0], reviewer.get(review).text):
        assert "record was corrected on" in text
        assert "A trial of smith2020" in text
        assert "A mended title" in text
    verify_rows(str)
