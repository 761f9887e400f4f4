"""Copy the listed files of others out of an npm folder: python -m tests.vendoring NODE_MODULES.

Each shelf of vendored files has a vendor.json that says package, version, licence and, for each
file, where it lies in the package and its SHA-256. The files stay as their makers gave them out.
To take up a new version: put version and hashes into the list, fetch the packages with
`npm install --ignore-scripts`, and run this; a file with another hash is not copied.
"""

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
SHELVES = (HOME / "docflow" / "web" / "static" / "vendor", HOME / "tests" / "vendor")
LIST = "vendor.json"


@dataclass(frozen=True)
class Vendored:
    """A file of somebody else's: where it comes from, where it lies here, and what it must be."""

    package: str
    version: str
    source: str
    target: Path
    sha256: str


class NotAsListed(Exception):
    """A package or a file is not what the list says."""


def vendored(shelf: Path) -> Iterator[Vendored]:
    """Every file on the list of a shelf, licence texts among them."""
    for entry in json.loads((shelf / LIST).read_text()):
        folder = shelf / entry["folder"]
        for file in entry["files"]:
            target = folder / file.get("as", Path(file["file"]).name)
            yield Vendored(entry["package"], entry["version"], file["file"], target, file["sha256"])


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copy(modules: Path) -> int:
    """Copy all that is listed out of a node_modules folder; how many files. NotAsListed."""
    files = [file for shelf in SHELVES for file in vendored(shelf)]
    for file in files:
        _must_be_as_listed(modules, file)
    for file in files:
        file.target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / file.package / file.source, file.target)
    return len(files)


def _must_be_as_listed(modules: Path, file: Vendored) -> None:
    package = modules / file.package
    version = json.loads((package / "package.json").read_text())["version"]
    if version != file.version:
        raise NotAsListed(f"{file.package} is {version}; the list says {file.version}.")
    found = digest(package / file.source)
    if found != file.sha256:
        raise NotAsListed(f"{file.package}/{file.source} has the SHA-256 {found}.")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(f"{copy(Path(sys.argv[1]))} files copied.")
