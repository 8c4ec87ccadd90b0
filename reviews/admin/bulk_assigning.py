"""Assigning reviewers to several articles: a page of them at a time."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.models import Article
from integrity.numbers import numbers_in
from reviews.admin.editor_verbs import AssignForm
from reviews.models import Verb
from reviews.refusals import Forbidden, Refused
from reviews.when import refusal
from reviews.who import is_editor

MOST = 20  # articles on one page
PICKED = 200  # articles at once; their keys are in the address


def pick(request: HttpRequest, articles: QuerySet[Article]) -> HttpResponse | None:
    """Lead to the page for the picked articles, or say why not."""
    number = articles.count()
    if number > PICKED:
        told = f"You picked {number:,} articles: pick {PICKED} at most at once."
        messages.error(request, told)
        return None
    return HttpResponseRedirect(_url(list(articles.order_by("pk"))))


def assign_many(request: HttpRequest) -> HttpResponse:
    """Show each article with its suggestions; a POST assigns those that somebody was chosen for."""
    if not is_editor(request.user):
        raise PermissionDenied("Only an editor can assign reviewers.")
    picked = list(Article.objects.filter(pk__in=_keys(request)).order_by("pk"))
    articles, later = picked[:MOST], picked[MOST:]
    refused = {a.pk: refusal(a, Verb.ASSIGN, request.user) for a in articles}
    data = request.POST if request.method == "POST" else None
    forms = [_form(article, request, data) for article in articles if not refused[article.pk]]
    wanted = [form for form in forms if _is_wanted(form)]
    if data is not None:
        done = _assign(request, wanted)
        typed = sum(_field(article) in data for article in articles)
        if done and len(done) == typed:
            return HttpResponseRedirect(_url(later) if later else _list_url())
        forms = [form for form in forms if form not in done]
    context = {
        **admin.site.each_context(request),
        "title": "Assign reviewers",
        "opts": Article._meta,
        "forms": forms,
        "refused": [(a, refused[a.pk]) for a in articles if refused[a.pk]],
        "later": later,
        # Without what is done: it would be listed anew with the next answer.
        "again": _url([*(form.article for form in forms), *later]),
        "later_url": _url(later),
    }
    return TemplateResponse(request, "admin/reviews/assign_many.html", context)


def _keys(request: HttpRequest) -> list[int]:
    return numbers_in(request.GET.get("articles", "").split(",")[:PICKED])


def _url(articles: list[Article]) -> str:
    keys = ",".join(str(article.pk) for article in articles)
    return f"{reverse('admin:articles_article_assign')}?articles={keys}"


def _list_url() -> str:
    return reverse("admin:articles_article_changelist")


def _form(article: Article, request: HttpRequest, data: Any) -> AssignForm:
    form = AssignForm(data, article=article, request=request)
    form.prefix = _prefix(article)
    # An article for which nobody is chosen stays as it is.
    form.fields["members"].required = _is_wanted(form)
    return form


def _prefix(article: Article) -> str:
    return f"article{article.pk}"


def _field(article: Article) -> str:
    return f"{_prefix(article)}-members"


def _is_wanted(form: AssignForm) -> bool:
    return _field(form.article) in form.data


def _assign(request: HttpRequest, forms: list[AssignForm]) -> list[AssignForm]:
    """Assign each; return and tell those that went well, which stay done."""
    if not forms:
        messages.warning(request, "Nobody was chosen, so nobody was assigned.")
    done = [form for form in forms if form.is_valid() and _is_done(form)]
    if done:
        names = ", ".join(f"“{form.article.question}”" for form in done)
        messages.success(
            request, f"Reviewers assigned to {len(done)} of {len(forms)} articles: {names}."
        )
    return done


def _is_done(form: AssignForm) -> bool:
    try:
        form.perform()
    except Forbidden as refused:
        form.add_error(None, str(refused))
    except Refused as refused:
        form.add_error(None, refused.sentences)
    return not form.errors
