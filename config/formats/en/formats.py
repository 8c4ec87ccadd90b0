"""Dates in English as this site writes them everywhere: 12 June 2025."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
