"""The rules of Decree 30/2020, and which tests show that each is kept: `make law`.

A test says which rules it shows by `@pytest.mark.law("L16")`. The table is printed from a run: a
rule without a passing test, or with a failing one, is said so. What no test shows stands in GAPS
with the reason.
"""

import os
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pytest

RULES = {
    "L1": ("Numbers: one series a year from 01, paper and electronic, unique; own books", "15, I"),
    "L2": ("Order: number, register, agency signature, issue, keep", "14"),
    "L3": ("Issued on the day of signing, next working day at the latest; urgent at once", "18.1"),
    "L4": ("Wrong content is replaced by an equal form, wrong form corrected by letter", "18.3"),
    "L5": ("Recall: the receiver cancels the document in the system and reports back", "18.4"),
    "L6": ("On recall sender's document frozen, receiver's cancelled, the recall kept", "VI III.8"),
    "L7": ("Checked before accepted; failed or misdirected returned; receipt the same day", "21"),
    "L8": ("Arrival numbers consecutive in the year, paper and electronic together", "22"),
    "L9": ("Presented the same or next working day; one lead, others co-ordinate; deadline", "23"),
    "L10": ("TUQ. in writing, bounded, never passed on; TL. to the deputy; TM., Q.", "13, I 7"),
    "L11": ("Agency signature only on what the competent person signed, or own copies", "32"),
    "L12": ("Person's mark: blue, transparent, between title and name", "I 7"),
    "L13": ("Agency's mark: red, real size, over a third of the person's from its left", "I 8"),
    "L14": ("Separate attachments: signed by the agency, top right, no image", "I 8, III"),
    "L15": ("Electronic copies: agency signature top right, no image, kind and time", "I part II"),
    "L16": (
        "The clerk is warned of a duplicate identifier or number, notation, issuer",
        "VI III.1",
    ),
    "L17": ("The sender is told of the arrival and sees the state of processing", "VI III.1"),
    "L18": ("Rights per document and dossier; changes alert until one confirms", "VI III.3"),
    "L19": ("One document in several dossiers, not copied; export in order of time", "VI III.4"),
    "L20": ("Drafts, opinions, directions, approvals and access history are kept", "VI III.5"),
    "L21": ("Warned 30 days before the archive; handed over; readable; restorable", "VI III.5, IV"),
    "L22": ("Search over all fields and content; saved, exported; accesses counted", "VI III.6"),
    "L23": ("Sets of documents frozen on order", "VI IV"),
    "L24": ("Registers, handling reports, lists of and in dossiers, in fixed columns", "VI V, IV"),
    "L25": ("Names, types and lengths of the metadata standard", "VI part II"),
}
"""Each rule in a few words, and its article or annex."""

GAPS = {
    "L21": "formats are not migrated, and putting a backup back writes no report yet",
}
"""What of a rule no test shows, and why."""


@dataclass
class Found:
    """What a run said about the rules."""

    passed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    failed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note the outcome of a test under each rule it shows."""
        if report.when != "call" and not report.failed:
            return
        for name, rule in report.user_properties:
            if name == "law":
                (self.failed if report.failed else self.passed)[rule].append(report.nodeid)


def table(found: Found) -> list[str]:
    """The rules one by one, as lines to print."""
    lines = [f"{'rule':<5}{'shown by':>9}  {'what it says':<80} article, annex"]
    for rule, (says, place) in RULES.items():
        good, bad = len(found.passed[rule]), len(found.failed[rule])
        shown = f"{bad} FAILED" if bad else f"{good} tests" if good else "none"
        lines.append(f"{rule:<5}{shown:>9}  {says:<80} {place}")
        lines.extend(f"{'':<16}failed: {each}" for each in found.failed[rule])
        if rule in GAPS:
            lines.append(f"{'':<16}not covered: {GAPS[rule]}")
    return lines


def main() -> int:
    """Run the tests that show a rule, print the table; 1 when a rule is broken or not explained."""
    found = Found()
    workers = str((os.cpu_count() or 1) + 1)
    pytest.main(["-m", "law", "-n", workers, "--dist", "loadscope", *sys.argv[1:]], plugins=[found])
    print("\n".join(["", *table(found)]))
    bare = [rule for rule in RULES if not found.passed[rule] and rule not in GAPS]
    broken = [rule for rule in RULES if found.failed[rule]]
    print(f"\n{len(RULES) - len({*bare, *broken})} of {len(RULES)} rules are shown or explained.")
    return 1 if bare or broken else 0


if __name__ == "__main__":
    sys.exit(main())
