"""Nothing was signed by an account whose signing was suspended, in the order of the record."""

from typing import Any

from reviews.models import HoldLift, Record, SigningHold, Verb
from reviews.verification.misfit import Misfit, Report

SIGNED = (Verb.SIGN, Verb.REQUEST_CHANGES, Verb.REAFFIRM, Verb.WITHDRAW)


def check_signers(report: Report) -> None:
    holds = dict(SigningHold.objects.values_list("pk", "user_id"))
    ended = dict(HoldLift.objects.values_list("pk", "hold_id"))
    held: set[Any] = set()  # keys of holds that are not lifted by then
    lines = Record.objects.filter(verb__in=[*SIGNED, Verb.HOLD, Verb.RESTORE]).order_by("number")
    for line in lines.iterator():
        keys = {key for _, key, _ in line.rows}
        if line.verb == Verb.HOLD:
            held |= {pk for pk in holds if str(pk) in keys}
        elif line.verb == Verb.RESTORE:
            held -= {hold for pk, hold in ended.items() if str(pk) in keys}
        elif line.actor_id in {holds[pk] for pk in held}:
            sentence = "its signer's signing was suspended by then."
            raise Misfit(Record._meta.db_table, line.number, sentence)
    report(f"{SigningHold._meta.db_table}: {len(holds):,} rows, and nothing was signed meanwhile")
