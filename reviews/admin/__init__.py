"""The desk: Django's admin for authors, editors and the board.

Django reads this package before any model: it stays empty. `apps.py` lists the modules that
register something.
"""
