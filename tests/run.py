"""Run the whole suite on SQLite and files, then the domain on PostgreSQL, RabbitMQ and S3."""

import os
import subprocess
import sys

WORKERS = min((os.cpu_count() or 1) + 1, 6)
"""One more than cores: servers and browsers are waited for."""
PYTEST = [sys.executable, "-m", "pytest", "-n", str(WORKERS), "--dist", "loadscope"]
PYTEST += ["--no-loadscope-reorder"]  # a module stays with one worker, in our order
DOMAIN = [
    "tests/docflow",
    "tests/journeys",
    "tests/access/test_lists.py",
    "--ignore=tests/docflow/web",
    "--ignore=tests/docflow/api",
    "--ignore=tests/docflow/test_lifecycle.py",
    "--ignore=tests/docflow/demo/test_up.py",
    "--ignore=tests/docflow/signatures/test_check_pdf_command.py",
    "--ignore=tests/docflow/signatures/test_check_upload_command.py",
]
"""The domain, and every list of the pages and calls. Left out: what asks no database of its own,
and the tables of moves, which are the same on every one."""


def main() -> int:
    """The exit code of the first suite that failed, or 0."""
    production = {
        "DATABASE_URL": os.environ["DOCFLOW_TEST_POSTGRES"],
        "STORAGE_URL": os.environ["DOCFLOW_TEST_S3"],
        "CELERY_BROKER_URL": os.environ["DOCFLOW_TEST_AMQP"],
    }
    for title, where, env in [
        ("SQLite, files, embedded queue", [], {}),
        ("PostgreSQL, S3, RabbitMQ", DOMAIN, production),
    ]:
        print(f"── {title}", flush=True)
        done = subprocess.run([*PYTEST, *where], env={**os.environ, **env}, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
