"""What must be there before anything is written: the log's triggers and the key that signs it."""

from typing import Any

from django.core.checks import CheckMessage, Warning

from docflow.audit import installation, triggers
from docflow.audit.models import Installation


def check_log(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """What stands in the way of a start; for Django (`check --database default`) only warnings.

    Were they errors, `migrate` would refuse to run, and it is the remedy.
    """
    if not databases:
        return []
    if not triggers.tables_exist():
        return []
    missing = triggers.missing()
    if missing:
        return [
            Warning(
                f"The triggers that protect the log are missing: {', '.join(missing)}.",
                hint="Run `python manage.py migrate`, then `python manage.py verify_audit`.",
                id="audit.W001",
            )
        ]
    return [*_key_is_ours(), *_key_is_secret()]


def refuse_bad_start(**_: Any) -> None:
    """End this process, naming what is missing; called first by whatever is to write."""
    if not triggers.tables_exist():
        raise SystemExit("Not started. The database is empty. Run `python manage.py migrate`.")
    found = check_log(databases=["default"])
    if found:
        raise SystemExit("\n".join(f"Not started. {each.msg} {each.hint}" for each in found))


def _key_is_ours() -> list[CheckMessage]:
    home = Installation.objects.first()
    if home is None or installation.public_key_on_disk() == home.public_key:
        return []
    return [
        Warning(
            f"The key of this installation is not in {installation.key_file()}.",
            hint="Put it back from the backup; until then the log can be read, not written.",
            id="audit.W002",
        )
    ]


def _key_is_secret() -> list[CheckMessage]:
    file = installation.key_file()
    if not file.exists() or not file.stat().st_mode & 0o077:
        return []
    return [
        Warning(
            f"Others can read the key of this installation: {file}.",
            hint=f"Run `chmod 600 {file}`.",
            id="audit.W003",
        )
    ]
