"""Run in an installation: documents signed under one consent, each time-stamp waited for."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench import setup
from tests.bench.report import Section, Table, number
from tests.bench.slow_authority import WAIT

COUNT = 50


def measured() -> Section:
    """One batch on SQLite, in a program of its own."""
    found = setup.run("tests.bench.batches", {})
    each = found["seconds"] / COUNT
    rows = (
        ("the batch, seconds", number(found["seconds"])),
        ("until the first result, seconds", number(found["first"])),
        ("a document, ms", number(each * 1000)),
        ("of it CPU of the signing process, ms", number(found["cpu"] / COUNT * 1000)),
        ("waiting for time-stamps one by one, seconds", number(COUNT * WAIT)),
    )
    notes = (
        f"An authority in a process of its own takes {number(WAIT * 1000)} ms for a time-stamp; "
        "the key is opened once, fields are reserved, each file signed (B-T), checked by us and "
        "stored. All signed files proven in this run: TOTAL_PASSED by our check, valid by "
        "pyHanko's AdES validation, pdfsig and openssl.",
    )
    title = f"{COUNT} documents in one batch"
    return Section(title, Table(("", "found"), rows), notes, found)


def main() -> None:
    """Print the figures of one batch as JSON."""
    setup.installed()
    from django.conf import settings

    from docflow.batches import actions, signing
    from docflow.signatures import keyring
    from tests import builders, cast

    people = cast.gather()
    papers = [builders.waiting_for_signature(people) for _ in range(COUNT)]
    with _authority(keyring.authority().folder) as url:
        settings.DOCFLOW_TSA_URL = [url]
        batch = actions.consent([(each, _digest(each)) for each in papers], by=people.minh)
        cpu, began = time.process_time(), time.perf_counter()
        results = signing.sign(batch, cast.PIN, by=people.minh)
        refusals = [next(results).refusal]
        first = time.perf_counter() - began
        refusals += [result.refusal for result in results]
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    assert refusals == [None] * COUNT, refusals
    _must_be_valid(keyring.authority())
    print(json.dumps({"seconds": seconds, "first": first, "cpu": cpu}))


@contextmanager
def _authority(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.bench.slow_authority", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield f"{server.stdout.readline().strip()}/tsa"
        finally:
            server.terminate()


def _digest(paper: Any) -> str:
    return str(paper.document.current.digest)


def _must_be_valid(authority: Any) -> None:
    """Every file by our verdict and by three other programs."""
    from docflow.signatures.models import Signature
    from storage import blobs
    from tests.signing import judges

    made = Signature.objects.all()
    assert len(made) == COUNT
    for signature in made:
        found = signature.verdict
        assert found["indication"] == "TOTAL_PASSED", found
        assert found["signatures"][0]["level"] == "B-T", found
        with blobs.local_path(signature.digest_after) as path:
            assert judges.pyhanko_passes(path, authority, authority.crls()) == 1
            assert judges.poppler_passes(path) == judges.openssl_passes(path, authority) == 1


if __name__ == "__main__":
    main()
