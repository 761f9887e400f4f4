"""Make the installation all others are copied from: people, keys, and a draft for each subject."""

from typing import Any

from django.core.management import call_command

from tests import cast
from tests.crash import office
from tests.crash.trying import let_go


def play() -> dict[str, Any]:
    """Nothing is to be told of it."""
    call_command("migrate", verbosity=0)
    cast.gather()
    for subject in office.SUBJECTS:
        office.print_draft(subject)
    let_go()
    return {}
