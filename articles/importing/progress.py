"""What an import tells while it runs, and at its end."""

import time
from typing import Any

from articles.importing.batches import Outcome, Refusal

SECONDS_BETWEEN_LINES = 2


class Progress:
    """Counts outcomes and writes to `out`: each refusal at once, how far it is now and then."""

    def __init__(self, out: Any) -> None:
        self._out = out
        self._started = self._told = time.monotonic()
        self.lines = self.imported = self.present = self.refused = 0

    def add(self, lines: int, outcome: Outcome) -> None:
        self.lines += lines
        self.imported += outcome.imported
        self.present += outcome.present
        self.refused += len(outcome.refusals)
        for refusal in outcome.refusals:
            self._out.write(_sentence(refusal))
        now = time.monotonic()
        if now - self._told >= SECONDS_BETWEEN_LINES:
            self._told = now
            rate = self.lines / (now - self._started)
            self._out.write(f"{self.lines:,} lines, {rate:,.0f} a second")

    def summary(self, *, undone: bool) -> str:
        """Return the last line. Arguments: `undone` is whether nothing was kept after all."""
        if undone:
            return f"Nothing was imported. {self.lines:,} lines read, {self.refused:,} refused."
        seconds = time.monotonic() - self._started
        return (
            f"{self.imported:,} imported, {self.present:,} there already, "
            f"{self.refused:,} refused, in {seconds:,.1f} seconds."
        )


def _sentence(refusal: Refusal) -> str:
    where = f", {refusal.field}" if refusal.field else ""
    return f"Line {refusal.number:,}{where}: {refusal.reason}"
