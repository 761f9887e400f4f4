"""Following the log: the counted rows are brought up to date."""

from typing import Any

from docflow.audit.following import follows_log
from docflow.audit.models import Bookmark, Chain
from docflow.audit.reader import follow
from docflow.reports import summing
from docflow.reports.counting import READER, step


@follows_log(pause=1.0)
def follow_log() -> None:
    """What was newly recorded is counted and summed."""
    follow(READER, step)
    summing.refresh()


def catch_up() -> list[str]:
    """Count all that is in the log now; the names of chains that could not be read to their end."""
    lengths = dict(Chain.objects.exclude(name__endswith=":reads").values_list("name", "length"))
    follow(READER, step)
    marks = Bookmark.objects.filter(reader=READER).values_list("chain__name", "number")
    read = dict(marks)
    return sorted(name for name, length in lengths.items() if read.get(name, 0) < length)


def problems(behind: list[str]) -> list[dict[str, Any]]:
    """What commands say of chains that could not be read to their end."""
    return [
        {
            "code": "behind",
            "text": f"The chain {name} could not be counted to its end. "
            "The reason stands in the program's log (stderr).",
            "field": None,
        }
        for name in behind
    ]
