from django.core.exceptions import ValidationError

from integrity.text import problems


def validate_text(value: str) -> None:
    """Refuse text that a reader cannot see as it is: control characters, direction overrides."""
    found = problems(value)
    if found:
        raise ValidationError(found)
