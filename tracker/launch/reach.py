"""Asks the servers that DATABASE_URL and CELERY_BROKER_URL name whether they will do; runs inside the environment."""

import sys

import environ
import kombu
import psycopg

OLDEST = 150000
SCHEMES = ("postgres://", "postgresql://", "psql://", "pgsql://")


def database(env: environ.FileAwareEnv) -> str | None:
    """What is wrong with it, as a sentence, or nothing."""
    address = env.str("DATABASE_URL")
    if not address.startswith(SCHEMES):
        return "DATABASE_URL is no address of a PostgreSQL server: write postgres://user:password@host:5432/name."
    try:
        found = env.db_url_config(address)
        words = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        given = {word: found[key] for word, key in words.items() if found.get(key)} | found.get("OPTIONS", {})
        with psycopg.connect(**given, connect_timeout=5) as connection:
            version = connection.info.server_version
    except (psycopg.Error, environ.ImproperlyConfigured, ValueError, KeyError) as error:
        return f"The server that DATABASE_URL names cannot be used: {_on_one_line(error)}."
    if version < OLDEST:
        return f"DATABASE_URL names PostgreSQL {version // 10000}; Answerable needs {OLDEST // 10000} or newer."
    return None


def broker(env: environ.FileAwareEnv) -> str | None:
    try:
        with kombu.Connection(env.str("CELERY_BROKER_URL"), connect_timeout=5) as connection:
            connection.ensure_connection(max_retries=1, timeout=5)
    except Exception as error:  # each transport has its own errors
        return f"The broker that CELERY_BROKER_URL names cannot be reached: {_on_one_line(error)}."
    return None


def _on_one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".?")


if __name__ == "__main__":
    sentence = {"database": database, "broker": broker}[sys.argv[1]](environ.FileAwareEnv())
    sys.exit(sentence)
