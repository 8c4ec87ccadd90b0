"""Records of the library that an editor chose, to say of them whether they are one work."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import mark_safe

from citations.formatting import format_reference
from citations.models import Citation
from integrity.numbers import numbers_in
from integrity.validators import validate_text
from reviews.merging import ONLY_EDITORS
from reviews.who import is_editor

MOST = 50  # records that are looked at together


class ReasonOfMerging(forms.Form):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        validators=[validate_text, MaxLengthValidator(1000)],
        help_text="Why you do this, in a sentence. It is kept in the history of both records.",
    )


def require_editor(request: HttpRequest) -> None:
    if not is_editor(request.user):
        raise PermissionDenied(ONLY_EDITORS)


def chosen(request: HttpRequest) -> list[Citation]:
    keys = numbers_in(request.GET.getlist("works")[:MOST])
    records = Citation.objects.filter(pk__in=keys, merged_into=None).order_by("pk")
    return list(records.prefetch_related("notices"))


def described(record: Citation) -> dict[str, Any]:
    return {
        "pk": record.pk,
        "key": record.key,
        "url": reverse("admin:citations_citation_change", args=[record.pk]),
        "reference": mark_safe(format_reference(record.csl())),  # noqa: S308  it escapes
        "notices": [str(notice) for notice in record.notices.all()],
    }
