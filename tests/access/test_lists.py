"""Each list tells everybody of all that is theirs to see, and of nothing else."""

import pytest

from tests.access.cells import Bench
from tests.access.lists import LISTS, List, wrong_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("each", LISTS, ids=lambda each: each.title)
def test_a_list_tells_of_what_may_be_seen_and_of_nothing_else(bench: Bench, each: List):
    assert wrong_in(bench, each) == []
