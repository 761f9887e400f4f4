"""One sandbox authority for all signing tests, one desk for each, one signed report for all."""

import pytest

from signing import sandbox as authority
from tests.signing.desk import Desk
from tests.signing.paper import draw_report


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory):
    return authority.create(tmp_path_factory.mktemp("sandbox"))


@pytest.fixture(scope="session")
def shared_desk(sandbox, tmp_path_factory):
    return Desk(sandbox, tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(shared_desk, tmp_path):
    return shared_desk.elsewhere(tmp_path)


@pytest.fixture(scope="session")
def report(shared_desk):
    """A commune's report with blanks for number and date, not yet prepared."""
    return draw_report(shared_desk.file("report.pdf"))


@pytest.fixture(scope="session")
def led(shared_desk, report):
    """The report, prepared and signed by its leader."""
    prepared, _ = shared_desk.prepare(report)
    return shared_desk.lead(prepared)


@pytest.fixture(scope="session")
def sealed(shared_desk, led):
    """The report, numbered and sealed."""
    return shared_desk.seal(led)
