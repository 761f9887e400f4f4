"""State, register, stored bytes and log agree, or this names every place where they do not."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

from django.db import connection

from docflow.audit.verify import verify
from docflow.reports import (
    reconcile_blobs,
    reconcile_deliveries,
    reconcile_documents,
    reconcile_orphans,
    reconcile_registers,
)
from docflow.reports.differences import Checked, Difference, Outcome, differs


def reconcile() -> Outcome:
    """Compare everything once, as it stood at one moment, while others go on working.

    Reads only; memory does not grow with the number of documents. Raises StoreUnavailable.
    """
    checked = Checked()
    with _one_moment():
        found = chain(
            _log(checked),
            reconcile_registers.check(checked),
            reconcile_documents.check(checked),
            reconcile_deliveries.check(checked),
            reconcile_orphans.check(),
            reconcile_blobs.check(checked),
        )
        return Outcome(list(found), checked)


def _log(checked: Checked) -> Iterator[Difference]:
    proof = verify()
    checked.entries = proof.entries
    if proof.first_bad:
        bad = proof.first_bad
        yield differs(
            "log_not_whole", bad.unit, chain=bad.unit, number=bad.number, reason=bad.reason
        )


@contextmanager
def _one_moment() -> Iterator[None]:
    """One snapshot for all reading; it keeps no writer waiting."""
    if connection.in_atomic_block:
        yield
        return
    snapshot = "" if connection.vendor == "sqlite" else "ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(f"BEGIN {snapshot}")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
