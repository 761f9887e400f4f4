"""People, units and files for every test."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import minio.time
import pytest
import time_machine
from django.conf import settings
from django.db import connection

from signing.keys import software
from tests import cast, empty_tables, standing
from tests.servers.signing_service import SigningService
from tests.servers.softhsm import SoftHsm

SAMPLES = Path(__file__).parent / "samples"
COST_OF_A_PIN = dict(software.COST)
LONG = (
    "tests/access/test_matrix.py",
    "tests/browser/test_barriers.py",
    "tests/crash/test_story.py",
    "tests/crash/test_batches.py",
    "tests/journeys/",
    "tests/crash/",
    "tests/browser/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest modules come first, not to be waited for at the end; laws are noted."""
    items.sort(key=lambda item: _turn(item.nodeid))
    for item in items:
        rules = {rule for marker in item.iter_markers("law") for rule in marker.args}
        item.user_properties.extend(("law", rule) for rule in sorted(rules))


def _turn(test: str) -> int:
    return next((turn for turn, long in enumerate(LONG) if test.startswith(long)), len(LONG))


@pytest.fixture(scope="session", autouse=True)
def _plain_static_files() -> None:
    """Pages name their styles and scripts without the hash that only collecting them makes."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.fixture(scope="session", autouse=True)
def _cheap_pins() -> None:
    """Keys of tests open at once: what makes guessing slow would be half of all their time."""
    software.COST.update(time=1, memory=8)


@pytest.fixture(scope="session", autouse=True)
def _calls_to_the_store_are_signed_now() -> None:
    """A bucket denies what was signed at another hour than its own: a test travels, it does not."""
    real = time_machine.escape_hatch

    def now() -> datetime:
        return real.datetime.datetime.now(UTC) if real.is_travelling() else datetime.now(UTC)

    minio.time.utcnow = now


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The database of each process begins as a copy of one that was migrated once."""
    test = settings.DATABASES["default"]["TEST"]
    if connection.vendor == "sqlite":
        empty_tables.copy_file(tmp_path_factory, Path(test["NAME"]))
    else:
        server = os.environ["DATABASE_URL"]
        test["TEMPLATE"] = empty_tables.template(tmp_path_factory, server)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """A copied file is kept, and goes with its folder; a server's database is made and dropped."""
    return connection.vendor == "sqlite"


@pytest.fixture
def people(db: None) -> cast.Cast:
    """The cast, with keys."""
    return standing.gather(keys=True)


@pytest.fixture
def units(db: None) -> cast.Cast:
    """The cast without keys, for tests that sign nothing."""
    return standing.gather(keys=False)


@pytest.fixture(scope="session")
def word_pdf() -> Path:
    """A page written by Word."""
    return SAMPLES / "word-365.pdf"


@pytest.fixture(scope="session")
def hsm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoftHsm]:
    """A module with a folder of its own for tokens."""
    hsm = SoftHsm(tmp_path_factory.mktemp("hsm"))
    hsm.begin()
    yield hsm
    del os.environ["SOFTHSM2_CONF"]


@pytest.fixture(scope="session")
def signing_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SigningService]:
    """A signing service as its own process, holding no credential yet."""
    service = SigningService.begin(tmp_path_factory.mktemp("signing-service"))
    yield service
    service.end()
