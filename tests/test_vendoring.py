"""Vendored files are what their makers gave out, listed, and with their licence."""

import json
import shutil
from pathlib import Path

import pytest

from tests import vendoring


@pytest.mark.parametrize("shelf", vendoring.SHELVES, ids=lambda shelf: shelf.parent.name)
def test_every_vendored_file_is_what_the_list_says(shelf: Path) -> None:
    listed = {file.target: file.sha256 for file in vendoring.vendored(shelf)}

    found = {path: vendoring.digest(path) for path in files_in(shelf)}

    assert found == listed


@pytest.mark.parametrize("shelf", vendoring.SHELVES, ids=lambda shelf: shelf.parent.name)
def test_every_package_comes_with_the_text_of_its_licence(shelf: Path) -> None:
    entries = json.loads((shelf / vendoring.LIST).read_text())

    without = [
        entry["package"]
        for entry in entries
        if not entry["licence"] or not list((shelf / entry["folder"]).glob("LICENSE*"))
    ]

    assert entries
    assert without == []


def test_a_file_that_is_not_as_listed_is_not_copied(tmp_path: Path) -> None:
    modules = packages_as_listed(tmp_path)
    changed = next(vendoring.vendored(vendoring.SHELVES[0]))
    (modules / changed.package / changed.source).write_text("something else")

    with pytest.raises(vendoring.NotAsListed):
        vendoring.copy(modules)


def test_a_package_of_another_version_is_not_copied(tmp_path: Path) -> None:
    modules = packages_as_listed(tmp_path)
    changed = next(vendoring.vendored(vendoring.SHELVES[0]))
    (modules / changed.package / "package.json").write_text('{"version": "0.0.1"}')

    with pytest.raises(vendoring.NotAsListed):
        vendoring.copy(modules)


def test_all_listed_files_are_copied(tmp_path: Path) -> None:
    modules = packages_as_listed(tmp_path)

    count = vendoring.copy(modules)

    assert count == sum(len(list(vendoring.vendored(shelf))) for shelf in vendoring.SHELVES)


def files_in(shelf: Path) -> list[Path]:
    return [path for path in shelf.rglob("*") if path.is_file() and path != shelf / vendoring.LIST]


def packages_as_listed(folder: Path) -> Path:
    for shelf in vendoring.SHELVES:
        for file in vendoring.vendored(shelf):
            package = folder / file.package
            (package / file.source).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.target, package / file.source)
            (package / "package.json").write_text(json.dumps({"version": file.version}))
    return folder
