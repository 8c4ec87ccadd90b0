"""The policy in words: one rule for each of its fields, and for each rule one place, this one.

The public page, the form of the editor-in-chief and the history of versions are made of this
list. A new field of `Policy` needs its rule here; a test says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.interests import Kind
from articles.reading_grade import FEWEST_WORDS

REVIEW, WHO, CONFLICTS, CLOCK = "review", "who", "conflicts", "clock"  # parts of the public page
NOT_RULES = {"id", "seal", "version", "reason", "adopted_at", "adopter", "printed_name"}


@dataclass(frozen=True)
class Rule:
    """Arguments: `field` of Policy, whose verbose name is its label; `part` of the public page
    where the sentence stands; `sentence` takes a policy; `help` is for who changes it.
    """

    field: str
    part: str
    sentence: Callable[[Any], str]
    help: str


def _quorum(policy: Any) -> str:
    return ngettext(
        "At least %(number)d member of the board has to sign that very copy.",
        "At least %(number)d different members of the board have to sign that very copy.",
        policy.quorum,
    ) % {"number": policy.quorum}


def _matching(policy: Any) -> str:
    if not policy.matching_specialties:
        return _("No signer's specialty has to match a topic of the answer.")
    return ngettext(
        "At least %(number)d signer has a verified specialty that matches a topic of the answer.",
        "At least %(number)d signers have a verified specialty that matches a topic of the answer.",
        policy.matching_specialties,
    ) % {"number": policy.matching_specialties}


def _outside(policy: Any) -> str:
    if not policy.outside_signers:
        return _("All signers may be of the authors' own institutions.")
    return ngettext(
        "At least %(number)d signer is from outside the authors' institutions.",
        "At least %(number)d signers are from outside the authors' institutions.",
        policy.outside_signers,
    ) % {"number": policy.outside_signers}


def _licence(policy: Any) -> str:
    if not policy.licence_required:
        return _("A signer's licence is not checked.")
    return _("A member signs only with a professional licence that is valid on that day.")


def _totp(policy: Any) -> str:
    if not policy.totp_required:
        return _("A member signs with user name and password, typed anew each time.")
    return _(
        "A member signs with user name, password and a code from a second device, anew each time."
    )


def _sources(policy: Any) -> str:
    if not policy.source_checks_required:
        return _("Members may approve before every reference was checked.")
    return _("A member approves only after checking every reference against its source.")


def _independent(policy: Any) -> str:
    if not policy.independent_verdicts:
        return _("A member may learn who has signed before deciding.")
    return _("Until a member has signed, the verdicts of the others are kept from them.")


def _window(policy: Any) -> str:
    if not policy.conflict_window_months:
        return _("Conflicts of interest are not looked for.")
    return ngettext(
        "An interest counts while it lasts and for %(number)d month after its end.",
        "An interest counts while it lasts and for %(number)d months after its end.",
        policy.conflict_window_months,
    ) % {"number": policy.conflict_window_months}


def _declaration(policy: Any) -> str:
    if not policy.declaration_months:
        return _("No declaration of interests is asked for.")
    return ngettext(
        "Authors and members declare their interests, and sign the declaration anew after "
        "%(number)d month at the latest; without one, nobody submits and nobody signs.",
        "Authors and members declare their interests, and sign the declaration anew after "
        "%(number)d months at the latest; without one, nobody submits and nobody signs.",
        policy.declaration_months,
    ) % {"number": policy.declaration_months}


def _kinds(policy: Any) -> str:
    kinds = [str(Kind(kind).label).lower() for kind in policy.excluding_kinds]
    if not kinds:
        return _("No kind of interest in what an answer is about excludes by itself.")
    return _("In what an answer is about, these exclude from signing: %(kinds)s.") % {
        "kinds": get_text_list(kinds, _("and"))
    }


def _amount(policy: Any) -> str:
    if policy.excluding_amount == "never":
        return _("Any other interest in it is disclosed beside the signature.")
    return _(
        "Any other interest in it excludes from this amount on: %(amount)s. Below, it is "
        "disclosed beside the signature."
    ) % {"amount": policy.get_excluding_amount_display()}


def _free(policy: Any) -> str:
    if not policy.free_signers:
        return _("No share of the signers has to be free of conflict.")
    return _("Of the signers, at least %(free)d in %(all)d are free of conflict.") % {
        "free": policy.free_signers,
        "all": policy.free_of_signers,
    }


def _days(policy: Any) -> str:
    return ngettext(
        "A member who is asked has %(number)d day for a review, and the review of an edition "
        "starts as long before its date.",
        "A member who is asked has %(number)d days for a review, and the review of an edition "
        "starts as long before its date.",
        policy.review_days,
    ) % {"number": policy.review_days}


def _interval(policy: Any) -> str:
    return ngettext(
        "An answer is due for review again %(number)d month after the board last reviewed it.",
        "An answer is due for review again %(number)d months after the board last reviewed it.",
        policy.review_interval_months,
    ) % {"number": policy.review_interval_months}


def _interval_safety(policy: Any) -> str:
    return ngettext(
        "Where its topic is dosing or safety, the time is %(number)d month.",
        "Where its topic is dosing or safety, the time is %(number)d months.",
        policy.review_interval_months_safety,
    ) % {"number": policy.review_interval_months_safety}


def _grace(policy: Any) -> str:
    return ngettext(
        "When the date has passed, the members who signed are asked as well, and after %(number)d "
        "more day the editor-in-chief.",
        "When the date has passed, the members who signed are asked as well, and after %(number)d "
        "more days the editor-in-chief.",
        policy.grace_days,
    ) % {"number": policy.grace_days}


def _patient_grade(policy: Any) -> str:
    if not policy.patient_grade:
        return _("A wording for patients may be as hard to read as it is.")
    return _(
        "A wording for patients reads at school grade %(most)d or lower (Flesch-Kincaid) and aims "
        "at grade %(aim)d. One of fewer than %(words)d words has no grade that could be told."
    ) % {
        "most": policy.patient_grade,
        "aim": policy.patient_grade_aim,
        "words": FEWEST_WORDS,
    }


RULES = [
    Rule("quorum", REVIEW, _quorum, "How many members sign before an answer is published."),
    Rule("matching_specialties", REVIEW, _matching, "0 asks for none."),
    Rule("outside_signers", REVIEW, _outside, "0 asks for none."),
    Rule("licence_required", REVIEW, _licence, "Without one on file, a member cannot sign."),
    Rule("totp_required", REVIEW, _totp, "Without one enrolled, a member cannot sign."),
    Rule("source_checks_required", REVIEW, _sources, "An approval without it is refused."),
    Rule(
        "independent_verdicts",
        REVIEW,
        _independent,
        "They see the rules that are open, not names or numbers.",
    ),
    Rule("patient_grade", REVIEW, _patient_grade, "Harder ones cannot be submitted. 0: any."),
    Rule("patient_grade_aim", REVIEW, lambda policy: "", "Said together with the bound."),  # noqa: ARG005
    Rule(
        "declaration_months",
        CONFLICTS,
        _declaration,
        "After that it is signed anew. 0 asks for none.",
    ),
    Rule(
        "conflict_window_months",
        CONFLICTS,
        _window,
        "Counted from the end of the interest. 0 looks for no conflicts.",
    ),
    Rule("excluding_kinds", CONFLICTS, _kinds, "Whatever the amount."),
    Rule("excluding_amount", CONFLICTS, _amount, "Whatever the kind."),
    Rule("free_signers", CONFLICTS, _free, "With the next number: 2 of 3 is two thirds."),
    Rule("free_of_signers", CONFLICTS, lambda policy: "", "Said together with the number before."),  # noqa: ARG005
    Rule("review_interval_months", CLOCK, _interval, "Counted from the last signature."),
    Rule("review_interval_months_safety", CLOCK, _interval_safety, "Topics are marked by editors."),
    Rule("review_days", CLOCK, _days, "From assignment to the day it is due."),
    Rule("grace_days", CLOCK, _grace, "Then the editor-in-chief is told."),
]
FIELDS = [rule.field for rule in RULES]


def label(policy: Any, rule: Rule) -> str:
    name = str(policy._meta.get_field(rule.field).verbose_name)
    return name[:1].upper() + name[1:]


def value(policy: Any, rule: Rule) -> str:
    """Return what `policy` says of `rule`, in a word or two."""
    found = getattr(policy, rule.field)
    if isinstance(found, bool):
        return _("yes") if found else _("no")
    if isinstance(found, list):
        return ", ".join(str(Kind(kind).label) for kind in found) or _("none")
    display = getattr(policy, f"get_{rule.field}_display", None)
    return str(display()) if display else str(found)


def sentences(policy: Any) -> dict[str, list[str]]:
    """Return what `policy` says in public, by the part of the page."""
    said: dict[str, list[str]] = {part: [] for part in (REVIEW, WHO, CONFLICTS, CLOCK)}
    for rule in RULES:
        if sentence := rule.sentence(policy):
            said[rule.part].append(sentence)
    return said


def changes(before: Any, after: Any) -> Iterator[tuple[str, str, str]]:
    """Yield label, old and new value of each rule in which `after` differs from `before`."""
    for rule in RULES:
        if getattr(before, rule.field) != getattr(after, rule.field):
            yield label(after, rule), value(before, rule), value(after, rule)
