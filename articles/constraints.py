from django.db.models import CheckConstraint, Q


def one_fact(table: str, verb: str) -> CheckConstraint:
    """Return the constraint that who did something and when are known together or not at all."""
    at, by = f"{verb}_at", f"{verb}_by"
    together = Q(**{f"{at}__isnull": True, f"{by}__isnull": True}) | Q(
        **{f"{at}__isnull": False, f"{by}__isnull": False}
    )
    return CheckConstraint(condition=together, name=f"{table}_{verb}_is_one_fact")
