"""A fresh installation for each crash test, on each set-up."""

import pytest

from tests.crash import setups


@pytest.fixture(scope="session", params=setups.NAMES)
def template(request, tmp_path_factory):
    with setups.prepared(request.param, tmp_path_factory) as made:
        yield made


@pytest.fixture
def installation(template, tmp_path):
    with setups.copied(template, tmp_path / "data") as copy:
        yield copy
