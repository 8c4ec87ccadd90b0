"""Wordings for several audiences at the desk: how hard they read, and what they leave out."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Disclaimer
from reviews import workflow
from reviews.refusals import Refused
from tests import people
from tests.articles.test_wordings import HARD

pytestmark = pytest.mark.django_db


def test_author_and_reviewer_see_what_a_wording_leaves_out_and_hard_ones_are_refused(
    client: Client,
) -> None:
    Disclaimer.objects.get_or_create(audience="patient", defaults={"text": "For patients."})
    article = people.drafted(
        wordings={
            "clinician": {
                "from_guidelines": "Give 500 mg daily [@smith2020].",
                "from_research": "",
            },
            "patient": {
                "from_guidelines": HARD.replace("[@a]", "[@smith2020]"),
                "from_research": "",
            },
        }
    )
    author = people.first_author(article)
    with pytest.raises(Refused, match="and the policy allows 8 at most"):
        workflow.submit(article, by=author)
    client.force_login(author)
    change = reverse("admin:articles_article_change", args=[article.pk])
    page = " ".join(client.get(change).content.decode().split())
    assert "The wording for patients reads at grade" in page
    missing = "Healthcare professionals read this, and here it is missing:"
    assert missing in page
    assert '<dt>Dose or quantity</dt><dd dir="auto">500 mg</dd>' in page

    wording = article.wordings.get(audience="patient")
    wording.from_guidelines = "Take it each day [@smith2020]."
    wording.save()
    people.under_review(article)
    client.force_login(people.user("reviewer1"))
    review = reverse("admin:reviews_submission_review", args=[people.latest(article).pk])
    assert missing in " ".join(client.get(review).content.decode().split())
