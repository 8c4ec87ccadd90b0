"""Works taken away from the desk: one, those chosen, an article's, a topic's."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from citations.formats.reading import read
from citations.models import Citation
from tests import people
from tests.reviews.desk import client_of

pytestmark = pytest.mark.django_db

LIST = "/admin/citations/citation/"


def titles(data: bytes) -> list[str]:
    return [entry.item["title"] for entry in read(data).entries]


@pytest.mark.parametrize("name", ["ris", "nbib", "bibtex", "csl-json"])
def test_a_reader_of_the_library_takes_works_away_in_each_format(name: str) -> None:
    formula = '=HYPERLINK("https://example.org") and no more'
    work = people.citation("formula2020", title=formula)
    client = client_of(people.user("author", "Author"))
    answer = client.get(f"{LIST}export/work/{work.pk}/{name}/")
    assert "attachment" in answer["Content-Disposition"]
    assert titles(answer.content) == [formula]
    assert not any(line.startswith(b"=") for line in answer.content.splitlines())
    people.citation()
    sent = {"action": f"export_{name.replace('-', '_')}", "_selected_action": [work.pk]}
    assert titles(client.post(LIST, sent).content) == [formula]


def test_an_articles_and_a_topics_works_are_those_that_they_cite() -> None:
    people.citation("uncited2020")
    article = people.approved()
    topic = people.general_medicine()
    client = client_of(people.editor())
    for of in (f"article/{article.pk}", f"topic/{topic.pk}"):
        assert titles(client.get(f"{LIST}export/{of}/ris/").content) == ["A trial of smith2020"]
    other = client_of(people.user("other", "Author"))
    assert other.get(f"{LIST}export/article/{article.pk}/ris/").status_code == 404
    for wrong in (f"article/{article.pk}/doc", "board/1/ris", "topic/99999999999999999999/ris"):
        assert client.get(f"{LIST}export/{wrong}/").status_code == 404
    for option in (f"--article={article.slug}", f"--topic={topic.slug}"):
        out = StringIO()
        call_command("export_citations", "bibtex", option, stdout=out)
        assert titles(out.getvalue().encode()) == ["A trial of smith2020"]
    with pytest.raises(CommandError, match="There is no topic"):
        call_command("export_citations", "ris", "--topic=none")


def test_an_editor_chooses_two_records_to_compare() -> None:
    people.citation()
    people.citation("other2020")
    chosen = sorted(Citation.objects.values_list("pk", flat=True))
    sent = {"action": "compare", "_selected_action": chosen}
    answer = client_of(people.editor()).post(LIST, sent)
    assert answer.status_code == 302
    assert client_of(people.editor()).get(answer["Location"]).status_code == 200
