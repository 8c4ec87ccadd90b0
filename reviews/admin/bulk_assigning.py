"""Assigning reviewers to several articles on one page."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.models import Article
from integrity.numbers import numbers_in
from reviews.admin.editor_verbs import AssignForm
from reviews.models import Verb
from reviews.refusals import Refused
from reviews.when import refusal
from reviews.who import is_editor

MOST = 20  # articles on one page


def assign_many(request: HttpRequest) -> HttpResponse:
    """Show each article with its suggestions; a POST assigns those that somebody was chosen for."""
    if not is_editor(request.user):
        raise PermissionDenied("Only an editor can assign reviewers.")
    articles = list(Article.objects.filter(pk__in=_keys(request)).order_by("pk")[:MOST])
    refused = {a.pk: refusal(a, Verb.ASSIGN, request.user) for a in articles}
    data = request.POST if request.method == "POST" else None
    forms = [_form(article, request, data) for article in articles if not refused[article.pk]]
    if data is not None and _assign(request, [form for form in forms if _is_wanted(form)]):
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
    context = {
        **admin.site.each_context(request),
        "title": "Assign reviewers",
        "opts": Article._meta,
        "forms": forms,
        "refused": [(a, refused[a.pk]) for a in articles if refused[a.pk]],
    }
    return TemplateResponse(request, "admin/reviews/assign_many.html", context)


def _keys(request: HttpRequest) -> list[int]:
    return numbers_in(request.GET.get("articles", "").split(",")[:MOST])


def _form(article: Article, request: HttpRequest, data: Any) -> AssignForm:
    form = AssignForm(data, article=article, request=request)
    form.prefix = f"article{article.pk}"
    return form


def _is_wanted(form: AssignForm) -> bool:
    return form.add_prefix("members") in form.data


def _assign(request: HttpRequest, forms: list[AssignForm]) -> bool:
    """Assign each; return whether all went well. What did is told, and stays done."""
    if not forms:
        messages.warning(request, "Nobody was chosen, so nobody was assigned.")
        return False
    for form in forms:
        if form.is_valid():
            try:
                form.perform()
            except Refused as refused:
                form.add_error(None, refused.sentences)
    done = [form for form in forms if not form.errors]
    if done:
        messages.success(request, f"Reviewers assigned to {len(done)} of {len(forms)} articles.")
    return len(done) == len(forms)
