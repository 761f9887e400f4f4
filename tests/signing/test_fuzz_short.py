"""A short, repeatable piece of `make fuzz`: changed files never pass and always get an answer."""

from tests.fuzz import originals
from tests.fuzz.hunt import hunt

RUNS = 500


def test_no_changed_file_passes(tmp_path):
    desk, files = originals.make(tmp_path)

    caught = hunt(desk, files, seed=2026, runs=RUNS, keep=tmp_path / "kept")

    assert caught.runs == RUNS
    assert caught.nothing, (caught.false_accepts, caught.late, caught.errors)
