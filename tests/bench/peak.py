"""Peak memory of one way to sign, in a process of its own: python -m tests.bench.peak ..."""

import sys
from pathlib import Path

from tests.bench.bureau import Bureau
from tests.bench.peers import PyHanko

USAGE = "python -m tests.bench.peak ours|pyhanko FOLDER TSA-URL SMALL LARGE"


def main(arguments: list[str]) -> None:
    """Print by how many MiB the process grew at most for the large file, after a small one."""
    way, folder, tsa_url, small, large = arguments
    bureau = Bureau(Path(folder), tsa_url)
    target = bureau.file("peak.pdf")
    _sign(bureau, way, Path(small), target)
    before = _peak()
    _sign(bureau, way, Path(large), target)
    print(round(_peak() - before, 1))


def _sign(bureau: Bureau, way: str, source: Path, target: Path) -> None:
    """Ours from the draft to the seal; pyHanko's one signature."""
    if way == "ours":
        prepared, led = bureau.file("peak-prepared.pdf"), bureau.file("peak-led.pdf")
        bureau.prepare(source, prepared)
        bureau.lead(prepared, led, bureau.key("leader"), bureau.stamper())
        bureau.seal(led, target, bureau.key("seal"), bureau.stamper())
    else:
        PyHanko(bureau, "leader", stamped=True).sign(source, target)


def _peak() -> float:
    with open("/proc/self/status") as file:
        line = next(line for line in file if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
