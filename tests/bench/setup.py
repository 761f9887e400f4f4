"""An installation to measure in: its own data folder, database and queue, in a process of its own.

Settings are read at import, so each set-up is measured by a program that is started with them:
`run` starts it, `installed` is what it calls first. Figures come back as JSON on stdout.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

SQLITE = "SQLite, files, embedded queue"
POSTGRES = "PostgreSQL, S3 (SeaweedFS), RabbitMQ"


def environment(postgres: str) -> dict[str, dict[str, str]]:
    """What each set-up is started with; `postgres` is the address of a durable server."""
    return {
        SQLITE: {},
        POSTGRES: {
            "DATABASE_URL": postgres,
            "STORAGE_URL": os.environ["DOCFLOW_TEST_S3"],
            "CELERY_BROKER_URL": os.environ["DOCFLOW_TEST_AMQP"],
        },
    }


def run(module: str, setup: Mapping[str, str], *words: str) -> dict[str, Any]:
    """Start a measuring program in a fresh installation; what it found."""
    with tempfile.TemporaryDirectory(prefix="docflow-bench-") as data:
        own = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DOCFLOW_DATA": data,
            "DOCFLOW_TRUST": "sandbox",
            "DOCFLOW_LANGUAGE": "en",
        }
        own |= _own_database(dict(setup), f"{module.rpartition('.')[2]}_{secrets.token_hex(4)}")
        kept = {name: value for name, value in os.environ.items() if name not in _OURS}
        command = [sys.executable, "-m", module, *words]
        done = subprocess.run(command, env=kept | own, stdout=subprocess.PIPE, check=True)
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found


def installed() -> None:
    """Read the settings and make the tables."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


_OURS = ("DATABASE_URL", "STORAGE_URL", "CELERY_BROKER_URL", "DOCFLOW_QUEUE", "DOCFLOW_TSA_URL")


def _own_database(setup: dict[str, str], name: str) -> dict[str, str]:
    """A database and a queue for this program alone."""
    url = setup.get("DATABASE_URL")
    if not url:
        return setup
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    own = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    return {**setup, "DATABASE_URL": own, "DOCFLOW_QUEUE": name}
