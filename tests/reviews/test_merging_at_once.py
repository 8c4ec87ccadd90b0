"""Two editors who merge the same records at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from django.db import transaction

from citations.models import Citation
from reviews import workflow
from tests import people
from tests.reviews.desk import client_of
from tests.reviews.test_admin_at_once import later, wait_for_a_lock
from tests.reviews.test_merging import LIST, merge, twins


def test_the_second_of_two_editors_is_told(committed: str) -> None:
    one, other = twins()
    first, second = client_of(people.editor()), client_of(people.editor("second"))
    url = f"{LIST}merge/?works={one.pk}&works={other.pk}"
    form = second.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent["reason"] = "Twice."
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            merge(other, one, by=people.editor())
            answer = later(pool, lambda: second.post(url, sent, follow=True))
            wait_for_a_lock()
        page = answer.result(30).content.decode()
    assert "merged [@smith2020] into [@smyth2020] meanwhile" in page
    workflow.split(merged=one.pk, by=people.editor(), reason="The other way.")
    form = first.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    Citation.objects.filter(pk=one.pk).update(volume="2")
    page = first.post(url, sent | {"reason": "Twice."}).content.decode()
    assert "Somebody changed one of the two records" in page
    assert "Twice." in page
    assert "Volume" in page
