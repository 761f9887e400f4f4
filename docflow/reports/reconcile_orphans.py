"""Open work whose post has ended: nobody would ever do it."""

from collections.abc import Iterator

from docflow.handing_over.kinds import follow
from docflow.handing_over.open_work import orphaned
from docflow.reports.differences import Difference, differs


def check() -> Iterator[Difference]:
    """Every open piece of work that lies with nobody; asks only for those, not for all work."""
    for kind, rows in orphaned():
        for row in rows.iterator(chunk_size=500):
            uid = kind.uid_of(row)
            holder = str(follow(row, kind.holder))
            yield differs("work_orphaned", uid, what=kind.code, subject=uid, who=holder)
