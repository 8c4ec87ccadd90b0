from django.db import models


class Throttle(models.Model):
    """How often one address did one thing in one stretch of time. Rows live for an hour at most.

    The key is an HMAC of address, thing and stretch: no address is stored, and those of two
    stretches cannot be told to be one visitor's.
    """

    key = models.BinaryField(primary_key=True, max_length=32)
    since = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.count} since {self.since:%H:%M}"
