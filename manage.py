#!/usr/bin/env python
"""Run a Docflow command: python manage.py help."""

import os
import sys


def terminal_language() -> str:
    """Vietnamese on a Vietnamese terminal, English on any other."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "vi" if locale.lower().startswith("vi") else "en"


def refused(sentence: str) -> int:
    """Say why nothing was done, in JSON if that was asked for; no command can be loaded then."""
    from docflow.commands import Exit, as_json

    if "--json" in sys.argv:
        problem = {"code": "settings", "text": sentence, "field": None}
        sys.stdout.write(as_json({"problems": [problem]}) + "\n")
    else:
        sys.stderr.write(sentence + "\n")
    return Exit.WRONG_USE


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.utils import translation

    try:
        django.setup()
        if "DOCFLOW_LANGUAGE" not in os.environ:
            translation.activate(terminal_language())
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(refused(f"Not started. {error}"))


if __name__ == "__main__":
    main()
