"""The roles of the embedded server: an owner that migrates and a site that owns nothing."""

import psycopg

DATABASE = "imprimatur"
OWNER = "imprimatur_owner"
SITE = "imprimatur_site"
RIGHTS = f"""
    ALTER ROLE {OWNER} LOGIN CREATEDB CREATEROLE NOSUPERUSER;
    ALTER ROLE {SITE} LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER;
    GRANT {SITE} TO {OWNER} WITH INHERIT FALSE, SET TRUE;
    REVOKE CREATE, TEMPORARY ON DATABASE {DATABASE} FROM PUBLIC;
"""


def make_roles(superuser_url: str) -> None:
    """Make what is missing of the two roles and the owner's database; a second run changes nothing.

    Raises psycopg.Error.
    """
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role in {OWNER, SITE} - roles:
            connection.execute(f"CREATE ROLE {role}")
        databases = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
        if DATABASE not in databases:
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        connection.execute(RIGHTS)
