"""Pages of several PDFs one after another, in a limited process of its own.

What is joined may come from anywhere: it is read without network, without programs to start and
without files to write but the one that is given. The parts lie in one file, one after another, so
that a thousand of them need one descriptor; only what is being copied is in memory.
"""

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any

from signing.child import ChildFailed

SECONDS = 240  # of work; a thousand documents take some tens
MEMORY = 1024 * 1024 * 1024  # bytes of address space
LARGEST = 8 * 1024 * 1024 * 1024  # bytes written


def join(parts: Iterable[Path], target: Path, instead: Path) -> list[int]:
    """Write the pages of all parts to `target`, in their order; how many pages each gave.

    The parts are asked for one by one. A part that cannot be read gives 0, and the pages of
    `instead` stand in its place. Marks of signatures are drawn on the pages: a copy for reading has
    no signatures. Raises ChildFailed.
    """
    with tempfile.TemporaryFile(prefix="docflow-join-") as whole, target.open("w+b") as out:
        sizes = [_append(whole, part) for part in chain(parts, [instead])]
        whole.flush()
        request = json.dumps({"sizes": sizes})
        done = subprocess.run(
            [sys.executable, "-m", "signing.joining", str(whole.fileno()), str(out.fileno())],
            input=request,
            capture_output=True,
            text=True,
            pass_fds=[whole.fileno(), out.fileno()],
            cwd=Path(__file__).resolve().parent.parent,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            timeout=SECONDS * 2,
            check=False,
        )
    if done.returncode != 0:
        raise ChildFailed("killed")
    counts: list[int] = json.loads(done.stdout)
    return counts


def _append(whole: Any, part: Path) -> int:
    start = whole.tell()
    with part.open("rb") as source:
        shutil.copyfileobj(source, whole, 1 << 20)
    return int(whole.tell() - start)


class _Part(io.RawIOBase):
    """Some bytes of a file, as a file."""

    def __init__(self, number: int, start: int, size: int) -> None:
        self._number, self._start, self._size, self._at = number, start, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), max(0, self._size - self._at))
        found = os.pread(self._number, wanted, self._start + self._at)
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)


def _joined(source: int, sizes: list[int], out: Any) -> list[int]:
    import pikepdf

    starts = [sum(sizes[:place]) for place in range(len(sizes))]
    *parts, instead = [
        io.BufferedReader(_Part(source, start, size), 1 << 16)
        for start, size in zip(starts, sizes, strict=True)
    ]
    counts, open_ones = [], []
    with pikepdf.new() as whole:
        stand_in = pikepdf.open(instead)
        for part in parts:
            try:
                document = pikepdf.open(part, suppress_warnings=True)
                pages = _plain_pages(document)
                whole.pages.extend(pages)
            except Exception:  # whatever is wrong with one file, the others are joined
                whole.pages.extend(stand_in.pages)
                counts.append(0)
            else:
                open_ones.append(document)
                counts.append(len(pages))
        whole.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return counts


def _plain_pages(document: Any) -> list[Any]:
    """The pages with what is drawn on them, and nothing that acts."""
    document.flatten_annotations("all")
    pages = list(document.pages)
    for page in pages:
        for name in ("/Annots", "/AA"):
            if name in page:
                del page[name]
    return pages


def _confine() -> None:
    import resource

    from signing import seccomp

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    seccomp.forbid()


def _main(source: int, target: int) -> None:
    import pikepdf

    assert pikepdf  # loaded before the process is confined
    sizes = json.loads(sys.stdin.read())["sizes"]
    _confine()
    with os.fdopen(target, "w+b", closefd=False) as out:
        counts = _joined(source, sizes, out)
    with suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(counts))


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]))
