from importlib import import_module

from django.contrib.admin.apps import AdminConfig

DESK = (
    *("articles", "accounts", "board", "library", "printed", "members"),
    *("decided", "declarations", "policies", "editions", "reports", "questions"),
    *("mails", "entities"),
)


class EditorialAdminConfig(AdminConfig):
    """Django's admin with our site; our registrations come after Django's own."""

    default_site = "reviews.admin.site.EditorialSite"

    def ready(self) -> None:
        super().ready()
        for module in DESK:
            import_module(f"reviews.admin.{module}")
