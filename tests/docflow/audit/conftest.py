"""A log with a story in it, and a database that really commits."""

import os
from collections.abc import Iterator

import pytest
from django.db import connection

from docflow.audit.checkpoints import sign_heads
from docflow.audit.events import Event
from docflow.audit.log import record
from tests import cast
from tests.docflow.audit import tampering

# Values of another type than the column's: SQLite keeps them, PostgreSQL cannot hold them.
collect_ignore = (
    ["test_malformed.py"] if os.environ.get("DATABASE_URL", "").startswith("postgres") else []
)


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Real commits and rollbacks; afterwards all is deleted, which the triggers would refuse."""
    yield
    tampering.drop_triggers()


@pytest.fixture
def log(units: cast.Cast) -> cast.Cast:
    """Ten entries of the commune, signed after the fourth and the eighth; three of the district."""
    for number in range(1, 11):
        record(
            Event.OUTGOING_REVISED,
            units.commune,
            units.lan,
            facts={"round": number},
            subject=f"Báo cáo số {number}",
        )
        if number in (4, 8):
            sign_heads()
    for _turn in range(3):
        record(Event.OUTGOING_REVISED, units.district, units.tuan)
    return units


@pytest.fixture
def chain(log: cast.Cast) -> Iterator[str]:
    """The name of the commune's chain, unprotected: ten entries, signed up to 4 and up to 8."""
    tampering.drop_triggers()
    yield str(log.commune.uid)
    connection.check_constraints()
