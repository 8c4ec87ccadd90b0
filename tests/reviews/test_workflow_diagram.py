"""The drawing of states and verbs in docs/workflow.md."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reviews.diagram import END, START, diagram, drawn_into

# By hand, from DESIGN.md's table of verbs.
ARROWS = [
    "[*] --> draft",
    "draft --> submitted: Submitted",
    "changes_requested --> submitted: Submitted",
    "submitted --> draft: Taken back",
    "submitted --> under_review: Review started",
    "submitted --> changes_requested: Returned to the authors / Withdrawn",
    "under_review --> changes_requested: Changes requested / Returned to the authors / Withdrawn",
    "under_review --> approved: Approved",
    "approved --> draft: Revision started / Withdrawn",
    "draft --> approved: Revision discarded",
    "changes_requested --> approved: Revision discarded",
]


@pytest.fixture
def page(settings: Any, tmp_path: Path) -> Path:
    path = tmp_path / "docs" / "workflow.md"
    path.parent.mkdir()
    path.write_text(f"# Before\n{START}\nold\n{END}\nAfter\n")
    settings.BASE_DIR = tmp_path
    return path


def test_the_page_of_the_repository_is_fresh() -> None:
    call_command("workflow_diagram", "--check")


def test_the_diagram_has_the_arrows_of_the_table_and_no_other() -> None:
    drawn = [line.strip() for line in diagram().splitlines() if "-->" in line]
    assert sorted(drawn) == sorted(ARROWS)


def test_the_drawing_goes_between_its_marks(page: Path) -> None:
    call_command("workflow_diagram")
    text = page.read_text()
    assert text.startswith(f"# Before\n{START}\n\n```mermaid\nstateDiagram-v2\n")
    assert text.endswith(f"|\n\n{END}\nAfter\n")
    call_command("workflow_diagram", "--check")
    assert drawn_into(text) == text


def test_a_stale_page_fails_the_check_and_is_left_alone(page: Path) -> None:
    before = page.read_text()
    with pytest.raises(CommandError) as error:
        call_command("workflow_diagram", "--check")
    assert error.value.returncode == 1
    assert (
        str(error.value)
        == "docs/workflow.md is stale: run `manage.py workflow_diagram` and commit it."
    )
    assert page.read_text() == before


def test_a_page_without_a_place_for_it_gets_a_sentence(page: Path) -> None:
    page.write_text("# Nothing\n")
    with pytest.raises(CommandError) as error:
        call_command("workflow_diagram")
    assert str(error.value) == (
        "docs/workflow.md cannot be drawn into. It has no place for the drawing: "
        f"put {START} and {END} into it."
    )


def test_a_page_that_is_not_there_gets_a_sentence(page: Path) -> None:
    page.unlink()
    with pytest.raises(CommandError) as error:
        call_command("workflow_diagram")
    assert str(error.value).startswith("docs/workflow.md cannot be drawn into. ")
