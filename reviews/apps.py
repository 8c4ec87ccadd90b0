from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReviewsConfig(AppConfig):
    name = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reviews import groups, policies, roles

        post_migrate.connect(roles.secure, sender=self)
        post_migrate.connect(groups.create_groups, sender=self)
        post_migrate.connect(policies.adopt_first, sender=self)
