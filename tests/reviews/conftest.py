from collections.abc import Iterator
from typing import Any

import pytest

from tests import mailserver


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """Pages name their stylesheets as they are in the checkout: nothing has to be collected.

    Nor looked for: WhiteNoise would list what others have collected for each client anew.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STATIC_ROOT = settings.VAR_DIR / "no-static"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def postbox(settings: Any) -> Iterator[mailserver.Postbox]:
    """A mail server, and the site at it."""
    settings.DEFAULT_FROM_EMAIL = "desk@answers.example"
    with mailserver.running(settings) as box:
        yield box
