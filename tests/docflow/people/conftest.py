"""A clock to set, and delegations to try."""

from datetime import date

import pytest

from docflow import clock
from docflow.people.actions import delegate
from docflow.people.actor import Actor
from docflow.permissions import Permission


@pytest.fixture
def on():
    """Set the clock to ten o'clock of a day; afterwards it is now again."""
    yield lambda day: clock.set_to(clock.at(day, 10))
    clock.set_to(None)


@pytest.fixture
def given(units, on):
    """Minh lets Bình sign for him in June 2025, from the day on which he says so."""
    on(date(2025, 6, 1))
    delegation = delegate(
        units.minh.appointment,
        units.binh.appointment,
        [Permission.OUTGOING_SIGN],
        by=units.minh,
        valid_from=date(2025, 6, 1),
        valid_to=date(2025, 6, 30),
        basis="Văn bản ủy quyền 12/UQ-UBND",
    )
    clock.set_to(None)
    return delegation


@pytest.fixture
def deputy(units, given):
    """Bình acting for Minh."""
    return Actor(units.binh.appointment, given)
