"""Doing a verb from a form, and saying on the form why it was not done."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from reviews.admin.concurrency import sentence_of
from reviews.refusals import Forbidden, Refused


def done(form: forms.BaseForm, verb: Callable[..., Any], *args: Any, **facts: Any) -> bool:
    """Call `verb`; return whether it did it. What kept it from that is among the form's errors.

    Raises PermissionDenied, with the sentence, where the person may never do it.
    """
    try:
        verb(*args, **facts)
    except Forbidden as refused:
        raise PermissionDenied(str(refused)) from refused
    except Refused as refused:
        form.add_error(None, refused.sentences)
        return False
    except IntegrityError as error:
        form.add_error(None, sentence_of(error))
        return False
    return True
