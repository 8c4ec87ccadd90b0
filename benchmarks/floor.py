"""The floor: the smallest Django site that makes one query by primary key and sends the page."""

import os
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.settings import DATABASES

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": DATABASES["default"]},
        MIDDLEWARE=[],
        ROOT_URLCONF=__name__,
        SECRET_KEY=os.urandom(20).hex(),
        USE_TZ=True,
        TIME_ZONE="UTC",
    )
    django.setup()


class Page(models.Model):  # noqa: DJ008  nobody prints it
    slug = models.CharField(max_length=120, primary_key=True)
    body = models.BinaryField()

    class Meta:
        app_label = "benchmarks"
        db_table = "benchmark_page"
        managed = False


def page(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001
    return HttpResponse(Page.objects.get(pk=slug).body)


urlpatterns = [path("answers/<slug:slug>/", page)]
application: Any = get_wsgi_application()
