"""The API under all that its own description allows, and what it forbids."""

import subprocess
import sys
from pathlib import Path

from tests import people
from tests.browser.conftest import site

__all__ = ["site"]


def test_whatever_a_program_sends_gets_an_answer_that_the_description_announces(
    site: str, tmp_path: Path
) -> None:
    people.withdrawn()
    people.approved()
    done = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("schemathesis")), "--config-file"),
            *(str(Path(__file__).with_name("schemathesis.toml")), "run"),
            *(f"{site}/api/v1/openapi.json", "--max-examples", "3", "--seed", "1"),
            *("--phases", "examples,coverage,fuzzing", "--no-color"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "No issues found" in done.stdout, done.stdout[-4000:]
