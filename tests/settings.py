"""The site's settings, with hashes of passwords that cost a test nothing.

Argon2 takes a quarter of a second of both cores on purpose, as often as someone signs in or signs.
Whether the site asks that much of who guesses is a test of `config.settings`.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher

from config.settings import *  # noqa: F403  what is tested is the site


class Argon2WithoutTheCost(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 8
    parallelism = 1


PASSWORD_HASHERS = [f"{__name__}.{Argon2WithoutTheCost.__name__}"]
