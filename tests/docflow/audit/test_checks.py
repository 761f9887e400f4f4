"""A process that would write to an unprotected log is not started, and says what is missing."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from docflow.audit import checks, installation
from tests import cast
from tests.docflow.audit import tampering


def test_a_log_in_order_lets_everything_start(units: cast.Cast) -> None:
    checks.refuse_bad_start()

    assert checks.check_log(databases=["default"]) == []


def test_without_triggers_nothing_starts(db: None) -> None:
    tampering.drop_triggers()

    with pytest.raises(SystemExit, match=r"audit_entry_no_update.*manage\.py migrate"):
        checks.refuse_bad_start()


def test_without_the_key_nothing_starts(units: cast.Cast, settings: Any, tmp_path: Path) -> None:
    settings.DOCFLOW_DATA = tmp_path

    with pytest.raises(SystemExit, match=rf"{tmp_path}/installation\.key.*backup"):
        checks.refuse_bad_start()


def test_with_another_key_nothing_starts(units: cast.Cast, settings: Any, tmp_path: Path) -> None:
    settings.DOCFLOW_DATA = tmp_path
    installation._make_key()

    with pytest.raises(SystemExit, match="not in"):
        checks.refuse_bad_start()


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o620])
def test_with_a_key_others_can_read_nothing_starts(
    db: None, settings: Any, tmp_path: Path, mode: int
) -> None:
    settings.DOCFLOW_DATA = tmp_path
    installation.get()
    installation.key_file().chmod(mode)

    with pytest.raises(SystemExit, match="chmod 600"):
        checks.refuse_bad_start()


def test_before_the_first_entry_no_key_is_needed(db: None, settings: Any, tmp_path: Path) -> None:
    settings.DOCFLOW_DATA = tmp_path

    assert checks.check_log(databases=["default"]) == []


def test_django_shows_it_when_asked_about_the_database(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    tampering.drop_triggers()

    call_command("check", databases=["default"])

    assert "audit_entry_no_update" in capsys.readouterr().err


def test_migrate_the_remedy_is_not_stopped(committed: None) -> None:
    tampering.drop_triggers()

    call_command("migrate", verbosity=0, skip_checks=False)

    assert checks.check_log(databases=["default"]) == []


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE")
    }
    return subprocess.run(
        [sys.executable, *command],
        env=environment | {"DOCFLOW_DATA": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_worker_does_not_start_on_tables_that_are_not_there(tmp_path: Path) -> None:
    started = run(tmp_path, "-m", "celery", "-A", "config", "worker", "--pool", "solo")

    assert started.returncode == 1
    said = "Not started. The database is empty. Run `python manage.py migrate`."
    assert said in started.stderr


def test_the_pages_do_not_start_on_tables_that_are_not_there(tmp_path: Path) -> None:
    started = run(tmp_path, "-c", "import config.wsgi")

    assert started.returncode == 1
    assert "Not started. The database is empty." in started.stderr
