"""Fill the installation all others are copied from: people, keys, a draft for each subject."""

from typing import Any

from tests import cast
from tests.crash import office
from tests.crash.trying import let_go


def play() -> dict[str, Any]:
    """Nothing is to be told of it."""
    cast.gather()
    for subject in office.SUBJECTS:
        office.print_draft(subject)
    let_go()
    return {}
