"""Writing and changing an article: one page, one transaction, nothing lost."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.models import Article, Author
from reviews.admin import contents
from reviews.admin.concurrency import merge, sentence_of, who_changed
from reviews.admin.forms import ArticleForm
from reviews.admin.panel import panel, reading
from reviews.admin.wanted import wanted
from reviews.refusals import Refused
from reviews.who import is_author, is_editor

LOCKED = (
    "The article is {state} since you opened it, so its text is locked and nothing was saved. "
    "What you typed stands below: copy it, or send it again once the article has come back."
)


def add(request: HttpRequest, model_admin: Any) -> HttpResponse:
    if not model_admin.has_add_permission(request):
        raise PermissionDenied(model_admin.why_not_add(request))
    own = Author.objects.filter(user=request.user.pk).values_list("pk", flat=True)
    showing = {"byline": list(own), "topics": []}
    if request.method != "POST":
        return _page(request, model_admin, ArticleForm(showing=showing))
    form = ArticleForm(request.POST, showing=showing)
    if not form.is_valid():
        return _page(request, model_admin, form)
    reason = form.cleaned_data["reason"] or "Written"
    try:
        article = contents.create(form.values(), by=request.user, reason=reason)
    except IntegrityError as error:
        form.add_error(None, sentence_of(error))
        return _page(request, model_admin, form, status=409)
    model_admin.log_addition(request, article, reason)
    return _saved(request, model_admin, article, ["all"])


def change(request: HttpRequest, model_admin: Any, object_id: str) -> HttpResponse:
    if request.method != "POST":
        article = model_admin.find(request, object_id)
        may = model_admin.has_change_permission(request, article)
        form = ArticleForm(article=article) if may and article.is_editable else None
        return _page(request, model_admin, form, article)
    try:
        with transaction.atomic():
            return _change(request, model_admin, object_id)
    except (IntegrityError, Refused) as error:
        sentence = sentence_of(error) if isinstance(error, IntegrityError) else str(error)
        return _unsaved(request, model_admin, object_id, sentence)


def _change(request: HttpRequest, model_admin: Any, object_id: str) -> HttpResponse:
    article = model_admin.find(request, object_id, lock=True)
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied(model_admin.why_not_change(request, article))
    form = ArticleForm(request.POST, article=article)
    if not article.is_editable:
        state = article.get_state_display().lower()
        form.add_error(None, LOCKED.format(state=state))
        return _page(request, model_admin, form, article, status=400)
    if not form.is_valid():
        return _page(request, model_admin, form, article)
    if form.opened_version() != article.version:
        return _conflict(request, model_admin, form, article)
    reason = form.cleaned_data["reason"] or "Edited"
    changed = contents.save(article, form.values(), by=request.user, reason=reason)
    if changed:
        model_admin.log_change(request, article, reason)
    return _saved(request, model_admin, article, changed)


def _conflict(
    request: HttpRequest, model_admin: Any, sent: ArticleForm, article: Article
) -> HttpResponse:
    """Show what was sent beside what somebody else saved meanwhile; nothing is saved."""
    now = contents.read(article)
    merged = merge(sent.values(), now, sent.opened_fingerprints())
    form = ArticleForm(article=article, showing=merged.values)
    form.initial["reason"] = sent.cleaned_data["reason"]
    form.show_beside(now, merged)
    conflict = {
        "who": who_changed(article, sent.opened_version()),
        "both": form.labels(merged.both),
        "theirs": form.labels(merged.theirs),
    }
    return _page(request, model_admin, form, article, status=409, conflict=conflict)


def _unsaved(request: HttpRequest, model_admin: Any, object_id: str, sentence: str) -> HttpResponse:
    article = model_admin.find(request, object_id)
    form = ArticleForm(request.POST, article=article)
    form.add_error(None, sentence)
    return _page(request, model_admin, form, article, status=409)


def _saved(
    request: HttpRequest, model_admin: Any, article: Article, changed: list[str]
) -> HttpResponse:
    """Go where the button that was pressed leads."""
    if changed:
        messages.success(request, "Saved.")
    else:
        messages.info(request, "Nothing was changed, so nothing was saved.")
    if not model_admin.get_queryset(request).filter(pk=article.pk).exists():
        messages.warning(request, "You are none of its authors, so you no longer see it.")
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
    if "_preview" in request.POST:
        return HttpResponseRedirect(reverse("admin:articles_article_preview", args=[article.pk]))
    if "_submit" in request.POST:
        url = reverse("admin:articles_article_verb", args=[article.pk, "submit"])
        return HttpResponseRedirect(url)
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def _page(
    request: HttpRequest,
    model_admin: Any,
    form: ArticleForm | None,
    article: Any = None,
    *,
    status: int = 200,
    conflict: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": article.question if article else "New article",
        "opts": model_admin.opts,
        "object": article,
        "form": form,
        "conflict": conflict,
        "may_submit": article is None or is_author(article, request.user),
        "media": model_admin.desk_media,
    }
    if article:
        context |= _about(request, model_admin, article, is_read_only=form is None)
    request.current_app = model_admin.admin_site.name
    template = "admin/articles/article/change_form.html"
    return TemplateResponse(request, template, context, status=status)


def _about(
    request: HttpRequest, model_admin: Any, article: Any, *, is_read_only: bool
) -> dict[str, Any]:
    return {
        **panel(article, request.user),
        "wanted": wanted(article),
        "reading": reading(article) if is_read_only else None,
        "why_read_only": model_admin.why_not_change(request, article) if is_read_only else "",
        "may_move": model_admin.has_change_permission(request, article),
        "may_delete": model_admin.has_delete_permission(request, article),
        "is_editor_warned": is_editor(request.user) and not article.is_contributed,
    }
