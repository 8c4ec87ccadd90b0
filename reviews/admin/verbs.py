"""One page for each verb on an article: GET says what will happen, POST does it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from articles.models import Article
from reviews import when, who
from reviews.admin import author_verbs, editor_verbs
from reviews.admin.concurrency import sentence_of
from reviews.admin.mending import hindrances
from reviews.admin.verb_forms import LABELS, VerbForm
from reviews.refusals import Forbidden, Refused

FORMS: dict[str, type[VerbForm]] = {
    form.verb.value: form
    for form in (
        author_verbs.SubmitForm,
        author_verbs.TakeBackForm,
        author_verbs.ReviseForm,
        author_verbs.DiscardForm,
        editor_verbs.AssignForm,
        editor_verbs.StartReviewForm,
        editor_verbs.ReturnForm,
        editor_verbs.WithdrawForm,
    )
}


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def verb_page(request: HttpRequest, model_admin: Any, object_id: str, verb: str) -> HttpResponse:
    """Raises Http404 where there is no such article or verb, PermissionDenied with the sentence."""
    article = model_admin.find(request, object_id)
    if verb not in FORMS:
        raise Http404
    form_class = FORMS[verb]
    if sentence := who.MAY[form_class.verb](article, request.user):
        raise PermissionDenied(sentence)
    if request.method != "POST":
        return _page(model_admin, form_class(article=article, request=request))
    return _do(model_admin, form_class(request.POST, article=article, request=request))


def _do(model_admin: Any, form: VerbForm) -> HttpResponse:
    if not form.is_valid():
        return _page(model_admin, form)
    try:
        form.perform()
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        return _refused(model_admin, form, refusal.sentences)
    except IntegrityError as error:
        return _refused(model_admin, form, [sentence_of(error)])
    messages.success(form.request, form.done)
    return HttpResponseRedirect(_url(form.article))


def _refused(model_admin: Any, form: VerbForm, sentences: list[str]) -> HttpResponse:
    # Not by refresh_from_db(): see reviews.workflow._lock().
    form.article = Article.objects.get(pk=form.article.pk)
    known = [] if when.state_refusal(form.article, form.verb) else form.hindrances()
    for sentence in sentences:
        if sentence not in known:
            form.add_error(None, sentence)
    return _page(model_admin, form, status=409)


def _page(model_admin: Any, form: VerbForm, status: int = 200) -> HttpResponse:
    article, request = form.article, form.request
    refusal = when.state_refusal(article, form.verb)
    sentences = [refusal] if refusal else form.hindrances()
    context = {
        **model_admin.admin_site.each_context(request),
        "title": LABELS[form.verb],
        "subtitle": article.question,
        "opts": model_admin.opts,
        "object": article,
        "form": form,
        "effects": [] if refusal else form.effects(),
        "hindrances": hindrances(sentences, article, request.user),
        "back_url": _url(article),
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "admin/reviews/verb.html", context, status=status)


def _url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])
