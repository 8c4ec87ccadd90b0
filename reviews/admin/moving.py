"""Another address for an article whose text is locked; the old one leads to the new one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from articles.models import Article
from reviews.admin import addresses
from reviews.admin.concurrency import sentence_of
from reviews.admin.contents import save_columns
from reviews.refusals import Refused


class AddressForm(forms.Form):
    slug = forms.CharField(
        label="New address",
        max_length=120,
        validators=[validate_slug],
        help_text="The end of the answer's web address: letters, digits and hyphens.",
        error_messages={"required": "Write the new address."},
    )

    def __init__(self, data: Any = None, *, article: Article) -> None:
        super().__init__(data, initial={"slug": article.slug}, label_suffix="")
        self.article = article

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if slug == self.article.slug:
            raise forms.ValidationError("This is its address already.")
        if addresses.is_taken(slug, self.article):
            raise forms.ValidationError(addresses.TAKEN)
        return slug


@require_http_methods(["GET", "HEAD", "POST"])
def move_page(request: HttpRequest, model_admin: Any, object_id: str) -> HttpResponse:
    """Raises Http404 where there is no such article, PermissionDenied with the sentence."""
    article = model_admin.find(request, object_id)
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied("Only its authors and editors can change the address of an answer.")
    if request.method != "POST":
        return _page(request, model_admin, AddressForm(article=article))
    form = AddressForm(request.POST, article=article)
    if not form.is_valid():
        return _page(request, model_admin, form)
    try:
        with transaction.atomic():
            locked = model_admin.find(request, object_id, lock=True)
            old, locked.slug = locked.slug, form.cleaned_data["slug"]
            save_columns(locked, ["slug"], by=request.user, reason="Address changed")
            addresses.move(locked, old)
    except (IntegrityError, Refused) as error:
        sentence = sentence_of(error) if isinstance(error, IntegrityError) else str(error)
        form.add_error(None, sentence)
        return _page(request, model_admin, form, status=409)
    messages.success(request, "The address was changed.")
    return HttpResponseRedirect(_url(article))


def _page(
    request: HttpRequest, model_admin: Any, form: AddressForm, status: int = 200
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Change the address",
        "subtitle": form.article.question,
        "opts": model_admin.opts,
        "object": form.article,
        "form": form,
        "effects": [
            "The old address of an answer that was ever published leads to the new one, for good.",
            "The signed text stays as it is.",
        ],
        "back_url": _url(form.article),
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "admin/reviews/verb.html", context, status=status)


def _url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])
