from playwright.sync_api import BrowserContext

from tests import people


def test_a_reader_finds_an_approved_answer(visitor: BrowserContext) -> None:
    article = people.approved()
    page = visitor.new_page()
    response = page.goto(f"/answers/{article.slug}/")
    assert response is not None
    assert response.status == 200
    assert page.get_by_role("heading", level=1).inner_text() == article.question
