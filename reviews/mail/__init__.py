"""Every mail of the desk but those with a password's link goes through here.

A verb calls `tell` in its transaction: one row of the task queue, which nobody sees before the
commit and nobody loses after it. `manage.py db_worker` then works out who is told and keeps a
`Mail` for each (`telling`), and posts those (`posting`), at once or in one mail a day (`digests`).
"""

from reviews.mail.telling import tell

__all__ = ["tell"]
