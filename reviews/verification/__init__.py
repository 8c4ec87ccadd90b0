"""Whether everything that was decided still is what it was: recomputed, table by table.

What is checked, and what nothing can notice, is told in docs/workflow.md.
"""

from reviews.verification.answers import check_answers
from reviews.verification.chain import Head, check_chain, head
from reviews.verification.conflicts import check_conflicts
from reviews.verification.histories import check_histories
from reviews.verification.misfit import Misfit, Report
from reviews.verification.named import check_named
from reviews.verification.schema import check_schema
from reviews.verification.seals import check_seals
from reviews.verification.signers import check_signers

__all__ = ["Head", "Misfit", "head", "verify", "verify_rows"]


def verify(report: Report, *, against: Head | None = None) -> Head:
    """Check triggers, record and every guarded row; return the record's head.

    Arguments: `report` is called with a line for each thing checked; `against` is a head that
    was published earlier, whose number may be unknown. Run it in one REPEATABLE READ transaction:
    verbs go on meanwhile. Raises Misfit at the first thing that does not fit.
    """
    check_schema(report)
    return verify_rows(report, against=against)


def verify_rows(report: Report, *, against: Head | None = None) -> Head:
    """Check what `verify` does, but for triggers and privileges."""
    last = check_chain(report, against)
    check_seals(report)
    check_histories(report)
    check_named(report)
    check_conflicts(report)
    check_signers(report)
    check_answers(report)
    return last
