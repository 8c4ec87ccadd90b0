"""What people call the variables of CSL-JSON."""

from django.utils.translation import gettext_noop as _

_LABELS = {
    "accessed": _("Read on"),
    "author": _("Authors"),
    "container-author": _("Authors of the book"),
    "container-title": _("Journal or book"),
    "container-title-short": _("Journal's abbreviation"),
    "collection-title": _("Series"),
    "collection-number": _("Number in the series"),
    "collection-editor": _("Editors of the series"),
    "custom": _("Kind of evidence"),
    "editor": _("Editors"),
    "event-title": _("Event"),
    "genre": _("Kind"),
    "id": _("Key"),
    "issued": _("Date"),
    "page": _("Pages"),
    "publisher-place": _("Place"),
    "title-short": _("Short title"),
    "translator": _("Translators"),
    "type": _("Type"),
    "URL": _("Address"),
}
# For translators: the names that need no other words than their own.
_PLAIN = {
    *(_("Title"), _("Volume"), _("Issue"), _("Publisher"), _("Abstract"), _("Language")),
    *(_("Credentials"), _("Affiliation"), _("Disclosures"), _("Reason"), _("Notices"), _("Note")),
    *(_("Order"), _("Name"), _("Version"), _("Edition")),
}


def label(variable: str) -> str:
    """Return the words for a variable: Journal or book for container-title."""
    if variable in _LABELS or variable.isupper():
        return _LABELS.get(variable, variable)
    return variable.replace("-", " ").capitalize()
