"""Run in an installation: whole exchanges, from draft to the last status the sender is told."""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.bench.measure import machine_busy
from tests.bench.setup import installed

STATUSES = ["01", "03", "04", "05", "06"]
RECIPIENTS = (1, 20)
SUBJECT = "Kết quả rà soát nhà ở năm 2026"


def main(arguments: list[str]) -> None:
    """Print the figures of this many exchanges as JSON."""
    installed()
    from docflow.demo.worker import working
    from tests import cast
    from tests.bench.watching import Watch

    people = cast.gather()
    count = int(arguments[0])
    with tempfile.TemporaryDirectory() as folder, working():
        files = _drafts(Path(folder), count + 2 + len(RECIPIENTS))
        _exchange(people, files.pop())
        began = time.perf_counter()
        _exchange(people, files.pop())
        alone = time.perf_counter() - began
        watch = Watch()
        _look(watch)
        figures = _many(people, watch, [files.pop() for _ in range(count)])
        spread = {number: _to_many(people, files.pop(), number) for number in RECIPIENTS}
    _must_be_whole()
    print(json.dumps({"alone": alone, "recipients": spread} | figures))


def _drafts(folder: Path, count: int) -> list[Path]:
    """Different reports, printed before the clock starts."""
    from tests.signing.paper import draw_report

    return [
        draw_report(folder / f"{at}.pdf", date=f"Thôn {at}, ngày       tháng       năm 2026")
        for at in range(count)
    ]


def _look(watch: Any) -> None:
    """From now on, say where the time of this process goes."""
    from docflow.signatures import checking, making, opening
    from storage import blobs

    watch.over_database()
    watch.over("key opened", opening, "open_key")
    watch.over("fields reserved", making, "prepare")
    watch.over("signed", making, "prepare_leader")
    watch.over("signed", making, "prepare_seal")
    watch.over("signed", making, "finish")
    watch.over("checked", checking, "check")
    watch.over("stored", blobs, "put")


def _many(people: Any, watch: Any, files: list[Path]) -> dict[str, Any]:
    """The sender's acts one after the other, then the receiver's; the worker beside them."""
    busy, cpu, began = machine_busy(), time.process_time(), time.perf_counter()
    sent = [_send(people, file) for file in files]
    sending = time.perf_counter() - began
    for delivery in sent:
        with watch.on("waiting"):
            _until_checked(delivery)
        _receive(people, delivery)
    with watch.on("waiting"):
        _until_told(sent)
    passed = time.perf_counter() - began
    count = len(files)
    return {
        "exchanges": count,
        "seconds": passed,
        "per second": count / passed,
        "sending seconds": sending,
        "driver cpu ms": (time.process_time() - cpu) / count * 1000,
        "machine cpu ms": (machine_busy() - busy) / count * 1000,
        "queries": watch.queries / count,
        "ms": {kind: spent / count * 1000 for kind, spent in sorted(watch.seconds.items())},
        "all ms": passed / count * 1000,
    }


def _exchange(people: Any, file: Path) -> None:
    delivery = _send(people, file)
    _until_checked(delivery)
    _receive(people, delivery)
    _until_told([delivery])


def _send(people: Any, file: Path, recipients: Any = ()) -> Any:
    """Draft to issue; the first delivery."""
    from docflow.exchange import actions as exchange
    from docflow.outgoing import actions as outgoing
    from docflow.outgoing.contents import To
    from docflow.signatures.intake import take_in
    from tests.cast import PIN

    paper = outgoing.draft(
        "REPORT",
        SUBJECT,
        take_in(file, by=people.lan),
        by=people.lan,
        signer=people.minh.appointment,
        recipients=[To(unit) for unit in recipients or [people.district]],
    )
    paper = outgoing.submit(paper, by=people.lan)
    paper = outgoing.initial(paper, by=people.hung)
    paper = outgoing.pass_format(paper, by=people.oanh)
    paper = outgoing.sign(paper, pin=PIN, by=people.minh)
    paper = outgoing.number(paper, by=people.hoa)
    paper = outgoing.seal(paper, pin=PIN, by=people.hoa)
    return exchange.issue(paper, by=people.hoa)[0]


def _receive(people: Any, delivery: Any) -> None:
    """Register to finish."""
    from docflow import clock
    from docflow.incoming import actions as incoming

    arrival = _arrivals([delivery]).get()
    assert arrival.finding == "good", arrival.verdict
    arrival = incoming.register(arrival, by=people.tuan)
    due = clock.now() + timedelta(days=3)
    incoming.assign(arrival, "Tham mưu", people.phuc.appointment, due, by=people.nam)
    incoming.start(arrival, by=people.phuc)
    incoming.finish(arrival, by=people.phuc, result="Đã tổng hợp")


def _arrivals(deliveries: list[Any]) -> Any:
    from docflow.incoming.models import Incoming

    exchange_ids = [delivery.document.exchange_id for delivery in deliveries]
    arrived = Incoming.objects.filter(document__exchange_id__in=exchange_ids)
    return arrived.exclude(finding="")


def _until_checked(delivery: Any) -> None:
    _until(lambda: _arrivals([delivery]).exists())


def _until_told(deliveries: list[Any]) -> None:
    """Every sender has been told every status."""
    from docflow.exchange.models import Status

    told = Status.objects.filter(delivery__in=deliveries, due__isnull=True, code__in=STATUSES)
    _until(lambda: told.count() == len(deliveries) * len(STATUSES))


def _until(holds: Any) -> None:
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end, "The worker did not finish in time."
        time.sleep(0.02)


def _to_many(people: Any, file: Path, count: int) -> dict[str, float]:
    """One document to this many recipients: the act of issuing, then until all have checked it."""
    from docflow.exchange import actions as exchange
    from docflow.exchange.models import Delivery
    from tests import cast

    units = [
        cast.unit(f"Ủy ban nhân dân xã {count}.{number}", "commune", people.district)
        for number in range(count)
    ]
    with _timed(exchange, "issue") as taken:
        first = _send(people, file, units)
    deliveries = list(Delivery.objects.filter(document=first.document))
    began = time.perf_counter()
    _until(lambda: _arrivals([first]).count() == count)
    assert len(deliveries) == count
    return {"issue ms": taken["seconds"] * 1000, "arrived s": time.perf_counter() - began}


@contextmanager
def _timed(holder: Any, name: str) -> Iterator[dict[str, float]]:
    """The seconds one call of a function takes."""
    inner, taken = getattr(holder, name), {"seconds": 0.0}

    def timed(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return inner(*args, **kwargs)
        finally:
            taken["seconds"] = time.perf_counter() - began

    setattr(holder, name, timed)
    try:
        yield taken
    finally:
        setattr(holder, name, inner)


def _must_be_whole() -> None:
    from docflow.audit.verify import verify

    proof = verify()
    assert proof.whole, proof.first_bad


if __name__ == "__main__":
    main(sys.argv[1:])
