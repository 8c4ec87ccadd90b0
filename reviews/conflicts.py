"""Whether what a member declared keeps them from signing an answer, as a policy says.

An interest touches an answer when its entity is one of the answer's tags (`reviews/names.py` says
when two names are one, and the list of companies, drugs and devices which others are). It counts
on a day when it lasts then, begins later, or ended at most the policy's window of months before.
"""

import calendar
import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from articles.interests import Amount
from reviews.names import entity, firsts

FACTS = ("entity", "kind", "amount", "since", "until", "note")
RULE = 2  # the version of this computation, frozen with each outcome
_ORDER = list(Amount.values)


class Outcome(models.TextChoices):
    FREE = "free", "Free of conflict"
    DISCLOSED = "disclosed", "May sign with disclosure"
    EXCLUDED = "excluded", "Excluded by a conflict of interest"


def assess(
    interests: Iterable[Mapping[str, str]],
    tags: Iterable[str],
    policy: Any,
    on: datetime.date,
    names: Iterable[Sequence[str]],
) -> dict[str, Any]:
    """Return the outcome on the day `on`, with everything that it was computed from.

    Arguments: `interests` are facts of a declaration's; `policy` has window, kinds and amount;
    each of `names` are the names of one entity, of which those that tags have are kept.
    """
    tags, names = sorted(tags), list(names)
    known = firsts(names)

    def same(name: str) -> str:
        return known.get(entity(name), entity(name))

    tagged = {same(tag) for tag in tags}
    found = [_weighed(interest, tags, same, policy, on) for interest in interests]
    effects = {interest["effect"] for interest in found}
    outcome = next((o for o in (Outcome.EXCLUDED, Outcome.DISCLOSED) if o in effects), Outcome.FREE)
    return {
        "rule": RULE,
        "outcome": outcome.value,
        "on": on.isoformat(),
        "window_months": policy.conflict_window_months,
        "excluding_kinds": sorted(policy.excluding_kinds),
        "excluding_amount": policy.excluding_amount,
        "tags": tags,
        "names": [list(group) for group in names if same(group[0]) in tagged],
        "interests": found,
    }


def disclosed(conflict: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the interests that counted, matching or not: pages print them beside the signature."""
    return [
        {name: interest[name] for name in FACTS if name in interest}
        for interest in conflict.get("interests", [])
        if interest["counts"]
    ]


def because(interest: Mapping[str, Any]) -> str:
    """Return why an interest that was weighed touches the answer, in words."""
    own = entity(interest["entity"])
    alike = [tag for tag in interest["touches"] if entity(tag) == own]
    others = [tag for tag in interest["touches"] if entity(tag) != own]
    return " ".join(
        [
            *([f"The answer is tagged “{'”, “'.join(alike)}”."] if alike else []),
            *(
                f"The answer is tagged “{tag}”, which is {interest['entity']} under another name."
                for tag in others
            ),
        ]
    )


def window_starts(on: datetime.date, months: int) -> datetime.date:
    """Return the first day inside the window: as many months before `on`."""
    count = on.year * 12 + on.month - 1 - months
    year, month = divmod(count, 12)
    year = max(year, 1)
    return datetime.date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def _weighed(
    interest: Mapping[str, str],
    tags: list[str],
    same: Callable[[str], str],
    policy: Any,
    on: datetime.date,
) -> dict[str, Any]:
    own = same(interest["entity"])
    touched = [tag for tag in tags if same(tag) == own]
    counts = _counts(interest, policy, on)
    effect = _effect(interest, policy) if touched and counts else ""
    return {**interest, "touches": touched, "counts": counts, "effect": effect}


def _counts(interest: Mapping[str, str], policy: Any, on: datetime.date) -> bool:
    if not policy.conflict_window_months:
        return False
    until = interest.get("until")
    if not until:
        return True
    start = window_starts(on, policy.conflict_window_months)
    return datetime.date.fromisoformat(until) >= start


def _effect(interest: Mapping[str, str], policy: Any) -> str:
    enough = policy.excluding_amount in _ORDER and _ORDER.index(interest["amount"]) >= _ORDER.index(
        policy.excluding_amount
    )
    excluded = interest["kind"] in policy.excluding_kinds or enough
    return (Outcome.EXCLUDED if excluded else Outcome.DISCLOSED).value
