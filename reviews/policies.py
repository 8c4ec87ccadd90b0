from typing import Any

from django.utils import timezone

from reviews.models import Policy


def adopt_first(using: str, **kwargs: Any) -> None:  # noqa: ARG001  signal receivers take what comes
    """Adopt the policy that a new site starts with."""
    policies = Policy.objects.using(using)
    if not policies.exists():
        policy = Policy(version=1, reason="The policy this site started with.")
        policy.adopted_at = timezone.now()
        policy.save(using=using)
