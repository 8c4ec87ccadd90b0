"""The inspection bundle of an article, for auditors and editors-in-chief to take away."""

import tempfile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from articles.models import Article
from integrity.numbers import number_in
from reviews.inspection.bundle import write

IN_MEMORY = 8_000_000  # bytes; a larger bundle is a file on disk meanwhile


def inspect(request: HttpRequest, object_id: str) -> FileResponse:
    if not request.user.has_perm("reviews.inspect_record"):
        raise PermissionDenied("Only auditors and editors-in-chief can take an inspection bundle.")
    article = get_object_or_404(Article, pk=number_in(object_id))
    file: Any = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the response closes it
    write(article, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"inspection-{article.slug}.zip")
