"""What stands beside an author's text: each work cited, where, how often, and what is amiss."""

import datetime
from typing import Any

import pytest

from citations.models import Citation, Notice
from integrity.models import save_with_reason
from reviews.admin.cited_here import LATELY, sources
from tests import people
from tests.reviews.desk import change_url, client_of, save

pytestmark = pytest.mark.django_db


def retract(work: Citation) -> None:
    day = datetime.date(2021, 5, 4)
    Notice.objects.create(citation=work, nature="retraction", noticed_on=day)


def test_author_sees_where_and_how_often_each_work_is_cited_and_what_is_amiss() -> None:
    retract(people.citation("bad2019"))
    own = Citation(key="own2018", title="<b>One</b> of her own")
    save_with_reason(own, people.author().user, "Added")
    retract(own)
    people.citation("other2017")
    first = "First [@smith2020; @bad2019], again [@smith2020] and [@nowhere2020]."
    text = {"from_guidelines": first, "from_research": "More [@smith2020]."}
    article = people.drafted(
        wordings={
            "clinician": text,
            "patient": {"from_guidelines": "", "from_research": "[@nowhere2020] [@smith2020]"},
        }
    )
    client = client_of(people.author().user)
    shown = client.get(change_url(article)).context
    guidelines, research = "From the guidelines", "From the research"
    professional, patient = "Healthcare professional, ", "Patient or caregiver, "
    assert [(work.key, work.notices, work.places) for work in shown["cited"]] == [
        (
            "smith2020",
            [],
            [
                f"{professional}{guidelines}, 2 times",
                f"{professional}{research}",
                f"{patient}{research}",
            ],
        ),
        ("bad2019", ["Retraction, 2021-05-04"], [f"{professional}{guidelines}"]),
    ]
    assert shown["unresolved"] == [
        ("nowhere2020", [f"{professional}{guidelines}", f"{patient}{research}"])
    ]
    assert shown["added"] == [("own2018", "<b>One</b> of her own", ["Retraction, 2021-05-04"])]
    assert [work.key for work in shown["newest"]] == ["other2017"]
    save(client, article, clinician_from_guidelines="First [@smith2020].")
    page = client.get(change_url(article))
    assert [work.key for work in page.context["dropped"]] == ["bad2019"]
    assert "&lt;b&gt;One&lt;/b&gt; of her own" in page.content.decode()


def test_works_beside_a_text_take_as_many_queries_for_many_as_for_one(
    django_assert_num_queries: Any,
) -> None:
    article, user = people.drafted(), people.author().user
    people.citation("one2001")
    for number in (1, 3 * LATELY):
        for place in range(number):
            people.citation(f"work{number}x{place}")
        with django_assert_num_queries(6):
            sources(article, {"references": [], "wordings": {}}, user)
