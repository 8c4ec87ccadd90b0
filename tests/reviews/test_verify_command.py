"""What manage.py verify_record says, and to what it answers with a sentence."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Disclaimer
from reviews import workflow
from reviews.models import Record
from tests import people


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("verify_record", *arguments, stdout=output)
    return output.getvalue()


def test_the_command_says_what_it_checked_and_the_head(committed: str) -> None:
    people.submitted()
    line = Record.objects.latest("number")
    *checked, last = run().splitlines()
    assert last == f"Everything fits. The head of the record is {line.number}:{line.hash.hex()}"
    assert (
        f"reviews_record: {line.number} lines, each sealed and following the one before" in checked
    )
    assert "articles_submission: 1 rows, each as it was sealed" in checked


def test_a_head_that_was_published_earlier_is_found_again(committed: str) -> None:
    article = people.submitted()
    last = Record.objects.latest("number")
    head = last.hash.hex()
    workflow.take_back(article, by=people.first_author(article))
    told = "reviews_record: the head published earlier is still one of its lines"
    for text in (head, head.upper(), f"{last.number}:{head}", f" {last.number}:{head}\n"):
        assert told in run("--against", text).splitlines()


def test_a_head_of_before_the_first_line_is_found_again(committed: str) -> None:
    people.submitted()
    assert "is still one of its lines" in run("--against", f"0:{'0' * 64}")


def test_a_record_that_was_rebuilt_is_noticed_by_its_head(committed: str) -> None:
    people.submitted()
    head = Record.objects.latest("number").hash.hex()
    for text in (f"99:{head}", f"1:{'ab' * 32}", "ab" * 32):
        with pytest.raises(CommandError) as error:
            run("--against", text)
        assert str(error.value).startswith("This does not fit: reviews_record, head ")
        assert str(error.value).endswith(": the record does not contain it: it was cut or rebuilt.")


@pytest.mark.parametrize("text", ["", "latest", "12", "12:", "ab" * 31, "1:" + "zz" * 32, "\0"])
def test_what_is_no_head_gets_a_sentence(committed: str, text: str) -> None:
    with pytest.raises(CommandError) as error:
        run("--against", text)
    assert str(error.value) == (
        f"--against {text!r} names no head. A head is the hash of a line, 64 hexadecimal digits, "
        "with or without the line's number and a colon before it: 42:9f86d0…"
    )


def test_the_command_names_the_first_row_that_does_not_fit(committed: str) -> None:
    people.submitted()
    Disclaimer.objects.update(text="No promises.")
    with pytest.raises(CommandError) as error:
        run()
    assert error.value.returncode == 1
    key = Disclaimer.objects.get().pk
    assert str(error.value) == (
        f"This does not fit: articles_disclaimer, {key}: its history, "
        "articles_historicaldisclaimer, ends with another value of text."
    )
