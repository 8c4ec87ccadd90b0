"""What a policy asks of those who sign an answer together, as numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Signer:
    """What counts of a member who signed, or is asked to."""

    name: str
    specialties: frozenset[int]
    is_outside: bool
    is_free: bool

    def matches(self, topics: set[int]) -> bool:
        return not topics.isdisjoint(self.specialties)


def of_decision(decision: Any) -> Signer:
    """Return what was frozen into a decision when it was signed."""
    specialties = frozenset(decision.specialties)
    return Signer(decision.printed_name, specialties, decision.is_outside, decision.is_free)


def missing(policy: Any, signers: Iterable[Signer], topics: set[int]) -> dict[str, int]:
    """Return how many more signatures each rule that is not met needs, by the policy's field."""
    signers = list(signers)
    free = sum(signer.is_free for signer in signers)
    wanted = {
        "quorum": policy.quorum - len(signers),
        "matching_specialties": policy.matching_specialties - _matching(signers, topics),
        "outside_signers": policy.outside_signers - _outside(signers),
        "free_signers": _more_free(policy, free, len(signers)),
    }
    return {rule: number for rule, number in wanted.items() if number > 0}


def lacking(policy: Any, asked: Iterable[Signer], topics: set[int]) -> dict[str, int]:
    """Return what those who are `asked` cannot meet even if all of them approve.

    Of those with a conflict that is only disclosed, as many can sign as the free ones outweigh.
    """
    free = [signer for signer in asked if signer.is_free]
    others = [signer for signer in asked if not signer.is_free]
    seats = _seats(policy, len(free), len(others))
    matching = _matching(free, topics) + min(seats, _matching(others, topics))
    wanted = {
        "quorum": policy.quorum - len(free) - seats,
        "matching_specialties": policy.matching_specialties - matching,
        "outside_signers": policy.outside_signers - _outside(free) - min(seats, _outside(others)),
    }
    return {rule: number for rule, number in wanted.items() if number > 0}


def _matching(signers: list[Signer], topics: set[int]) -> int:
    return sum(signer.matches(topics) for signer in signers)


def _outside(signers: list[Signer]) -> int:
    return sum(signer.is_outside for signer in signers)


def _more_free(policy: Any, free: int, total: int) -> int:
    more = 0
    while (free + more) * policy.free_of_signers < policy.free_signers * (total + more):
        more += 1
        if more > total * policy.free_of_signers:  # all have to be free, and one signer is not
            break
    return more


def _seats(policy: Any, free: int, others: int) -> int:
    if not policy.free_signers:
        return others
    return min(others, free * (policy.free_of_signers - policy.free_signers) // policy.free_signers)
