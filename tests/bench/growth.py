"""How cost grows: with the size of the document, the length of the log, the recipients."""

from typing import Any

from tests.bench import setup
from tests.bench.installations import BOTH
from tests.bench.report import Section, Table, number

OURS, PREPARE = "0 leader's signature, ours", "9 fields found and reserved, ours (once)"


def measured(sections: list[Section]) -> Section:
    """Drawn from what the other sections found."""
    signed = [section for section in sections if "times" in section.figures]
    checked = next(s for s in sections if s.title.startswith("Checking")).figures
    whole = next(s for s in sections if s.title == "Whole exchanges").figures
    rows = tuple(_rows(signed, checked, whole))
    logs = next(s for s in sections if s.title.startswith("A transition")).figures
    notes = (_of_size(signed), _of_log(logs), _of_recipients(whole))
    return Section("How cost grows", Table(("", "wall ms"), rows), notes)


def _rows(signed: list[Section], checked: Any, whole: Any) -> Any:
    for section, (title, found) in zip(signed, checked.items(), strict=True):
        times = section.figures["times"]
        yield f"{title}: leader's signature", number(times[OURS]["wall_ms"])
        yield f"{title}: fields reserved", number(times[PREPARE]["wall_ms"])
        yield f"{title}: check of two signatures", number(found["our check"]["wall_ms"])
    for name in BOTH:
        for count, taken in whole[name]["recipients"].items():
            place = name.split(",")[0]
            yield f"{place}: issuing to {count}", number(taken["issue ms"])
            yield f"{place}: until {count} have checked it", number(taken["arrived s"] * 1000)


def _of_size(signed: list[Section]) -> str:
    first, last = signed[0].figures["times"][OURS], signed[-1].figures["times"][OURS]
    floor = next(key for key in signed[0].figures["times"] if "SHA-256" in key)
    hashed = [section.figures["times"][floor]["cpu_ms"] for section in (signed[0], signed[-1])]
    return (
        f"With size: from one page to 16 MB a signature grows by "
        f"{number(last['cpu_ms'] - first['cpu_ms'])} ms of CPU, of which hashing alone is "
        f"{number(hashed[1] - hashed[0])} ms; the rest is "
        "copying the file and reading it in small pieces. Pages count when fields are "
        "reserved, not when a document is signed."
    )


def _of_log(logs: Any) -> str:
    rates = list(logs[setup.SQLITE]["log"].items())
    (few, before), (many, after) = rates[0], rates[-1]
    return (
        "With entries: writing one touches the same few rows however long the log is "
        f"({number(before['written'])} a second up to {few}, {number(after['written'])} up to "
        f"{many}, SQLite); proving it goes through all of it once, so that grows in step."
    )


def _of_recipients(whole: Any) -> str:
    found = whole[setup.SQLITE]["recipients"]
    counts = sorted(found, key=int)
    each = (found[counts[-1]]["issue ms"] - found[counts[0]]["issue ms"]) / (
        int(counts[-1]) - int(counts[0])
    )
    return (
        f"With recipients: each adds {number(each)} ms to the act of issuing (SQLite) and one "
        "hand-over with its own check to the worker's queue; the signatures are made once."
    )
