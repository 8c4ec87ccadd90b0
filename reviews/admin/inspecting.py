"""The inspection bundle of an article, for auditors and editors-in-chief to take away."""

import tempfile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from articles.models import Article
from reviews.inspection.bundle import write

IN_MEMORY = 8_000_000  # bytes; a larger bundle is a file on disk meanwhile


def inspect(request: HttpRequest, object_id: str) -> FileResponse:
    if not request.user.has_perm("reviews.inspect_record"):
        raise PermissionDenied("Only auditors and editors-in-chief can take an inspection bundle.")
    if not object_id.isdecimal() or len(object_id) > 18:
        raise Http404
    article = get_object_or_404(Article, pk=object_id)
    file: Any = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the response closes it
    write(article, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"inspection-{article.slug}.zip")
