"""What people call the variables of CSL-JSON."""

_LABELS = {
    "accessed": "Read on",
    "author": "Authors",
    "container-author": "Authors of the book",
    "container-title": "Journal or book",
    "container-title-short": "Journal's abbreviation",
    "collection-title": "Series",
    "collection-number": "Number in the series",
    "collection-editor": "Editors of the series",
    "custom": "Kind of evidence",
    "editor": "Editors",
    "event-title": "Event",
    "genre": "Kind",
    "id": "Key",
    "issued": "Date",
    "page": "Pages",
    "publisher-place": "Place",
    "title-short": "Short title",
    "translator": "Translators",
    "type": "Type",
    "URL": "Address",
}


def label(variable: str) -> str:
    """Return the words for a variable: Journal or book for container-title."""
    if variable in _LABELS or variable.isupper():
        return _LABELS.get(variable, variable)
    return variable.replace("-", " ").capitalize()
