"""The bench of the matrix: its world is made once for each process and never changed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.access.asking import Desk
from tests.access.cells import Bench, snapshot
from tests.access.world import build


@pytest.fixture(scope="package")
def bench(django_db_setup: None, django_db_blocker: Any) -> Iterator[Bench]:
    """Everything stands in one transaction, which is taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build()
        desk = Desk(world)
        desk.sign_in()
        yield Bench(world, desk, snapshot())
        transaction.set_rollback(True)
