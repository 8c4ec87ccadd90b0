import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from citations.formats.keeping import as_text, from_text
from citations.formats.reading import Reading

KEPT = datetime.timedelta(days=1)


class Upload(models.Model):
    """A file of citations between its preview and its import; no part of the record."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    contents = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.filename

    @classmethod
    def keep(cls, reading: Reading, *, filename: str, by: models.Model) -> "Upload":
        """Keep what was read of a file, and drop what nobody came back for."""
        cls.objects.filter(made_at__lt=timezone.now() - KEPT).delete()
        return cls.objects.create(user=by, filename=filename, contents=as_text(reading))

    def reading(self) -> Reading:
        return from_text(self.contents)
