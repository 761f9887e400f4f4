"""Play one scenario in this process, the parent of all tries: python -m tests.crash.play NAME …"""

import json
import os
import sys
from importlib import import_module

import django


def main(name: str, *arguments: str) -> None:
    """Print what came of it as one line of JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from config.celery import app

    queue = os.environ["CRASH_QUEUE"]
    app.conf.update(
        task_default_queue=queue, task_default_exchange=queue, task_default_routing_key=queue
    )
    print(json.dumps(import_module(f"tests.crash.{name}").play(*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
