"""Run in an installation: a transition beside a bare update; the log beside one SHA-256 pass."""

import hashlib
import json
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.measure import Timed, in_turn, ratio
from tests.bench.setup import installed

SAMPLE = Path(__file__).parent.parent / "samples" / "quartz-10.7.pdf"
ENTRIES = (1_000, 4_000)  # the log is proven at these lengths


def main() -> None:
    """Print the figures as JSON."""
    installed()
    from django.db import transaction

    from docflow.outgoing import actions as outgoing
    from docflow.outgoing.models import Outgoing
    from tests import cast
    from tests.bench.watching import Watch

    people = cast.gather(keys=False)
    paper = _drafted(people)
    watch = Watch()
    watch.over_database()

    def bare() -> None:
        with transaction.atomic():
            Outgoing.objects.filter(pk=paper.pk).update(signed_at=None)

    def there_and_back() -> None:
        outgoing.submit(paper, by=people.lan)
        outgoing.withdraw(paper, by=people.lan)

    def logged() -> None:
        with transaction.atomic():
            _record(people, paper)

    there_and_back()
    watch.queries = 0
    there_and_back()
    queries = watch.queries / 2
    found = in_turn(
        {"bare": bare, "two moves": there_and_back, "entry": logged}, blocks=7, repeats=20
    )
    found["move"] = _halved(found.pop("two moves"))
    print(json.dumps(_figures(found, queries) | _log(people, paper)))


def _drafted(people: Any) -> Any:
    from docflow.outgoing import actions as outgoing
    from docflow.outgoing.contents import To
    from docflow.signatures.intake import take_in

    return outgoing.draft(
        "REPORT",
        "Tình hình thiệt hại do mưa lũ",
        take_in(SAMPLE, by=people.lan),
        by=people.lan,
        signer=people.minh.appointment,
        recipients=[To(people.district)],
    )


def _halved(taken: Timed) -> Timed:
    return Timed(tuple(each / 2 for each in taken.cpu), tuple(each / 2 for each in taken.wall))


def _figures(found: dict[str, Timed], queries: float) -> dict[str, Any]:
    return {
        **{name: taken.as_json() for name, taken in found.items()},
        "move against bare": ratio(found["move"], found["bare"]),
        "move against bare, wall": ratio(found["move"], found["bare"], wall=True),
        "entry against bare": ratio(found["entry"], found["bare"]),
        "entry against bare, wall": ratio(found["entry"], found["bare"], wall=True),
        "queries in a move": queries,
    }


def _record(people: Any, paper: Any) -> None:
    from docflow.audit.events import Event
    from docflow.audit.log import record

    record(Event.OUTGOING_SUBMITTED, paper, people.lan, facts={"round": 1}, reason="Đã sửa")


def _log(people: Any, paper: Any) -> dict[str, Any]:
    """Writing without a commit for each entry, proving at two lengths, hashing alone."""
    from django.db import transaction

    from docflow.audit.models import Entry
    from docflow.audit.verify import verify

    figures: dict[str, Any] = {}
    for length in ENTRIES:
        missing = length - Entry.objects.count()
        began = time.perf_counter()
        with transaction.atomic():
            for _ in range(missing):
                _record(people, paper)
        written = missing / (time.perf_counter() - began)
        began = time.perf_counter()
        proof = verify()
        passed = time.perf_counter() - began
        assert proof.whole
        figures[str(length)] = {"written": written, "proven": proof.entries / passed}
    texts = [text.encode() for text in Entry.objects.values_list("text", flat=True)]
    began = time.perf_counter()
    hashlib.sha256(b"".join(texts)).digest()
    hashed = len(texts) / (time.perf_counter() - began)
    return {"log": figures, "hashed": hashed, "bytes": sum(map(len, texts)) / len(texts)}


if __name__ == "__main__":
    sys.exit(main())
