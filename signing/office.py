"""Turning an office document into a PDF with LibreOffice, in a process with narrow limits.

Its own empty profile, no macros, no links followed, no network, limited time, memory and output;
whatever it does ends with it. What comes out is as untrusted as what went in.
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from signing import seccomp

SECONDS = 60
MEMORY = 3 * 1024**3  # bytes of address space
LARGEST = 200 * 1024**2  # bytes it may write into one file
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>"
)
_SCRIPTING = "Office.Common/Security/Scripting"
_RULES = [
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "DisableActiveContent", "true"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
]
_one_at_a_time = threading.Lock()


class NotConverted(Exception):
    """No PDF came out; `reason` is a code: timeout, busy, failed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def program() -> str | None:
    """Where LibreOffice is, or None where it is not installed."""
    return shutil.which("soffice")


def to_pdf(source: Path, folder: Path) -> Path:
    """Convert a document; the PDF lies in the folder. One at a time in a process.

    Raises NotConverted; FileNotFoundError where LibreOffice is not installed.
    """
    office = program()
    if office is None:
        raise FileNotFoundError("soffice")
    if not _one_at_a_time.acquire(timeout=SECONDS):
        raise NotConverted("busy")
    try:
        return _converted(office, source, folder)
    finally:
        _one_at_a_time.release()


def _converted(office: str, source: Path, folder: Path) -> Path:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _RULES)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(items=items))
    process = subprocess.Popen(
        [sys.executable, "-m", "signing.office", office, str(profile), str(folder), str(source)],
        cwd=Path(__file__).resolve().parent.parent,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(profile), "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise NotConverted("timeout") from None
    finally:
        _end(process)
    made = folder / f"{source.stem}.pdf"
    if not made.is_file() or made.stat().st_size == 0:
        raise NotConverted("failed")
    return made


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and all it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _become(office: str, profile: str, folder: str, source: str) -> None:
    """Take the limits, then become LibreOffice."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not seccomp.forbid_network():
        sys.exit("no network filter")
    flags = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"]
    convert = ["--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, source]
    profile = f"-env:UserInstallation=file://{profile}"
    os.execv(office, [office, profile, *flags, *convert])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    _become(*sys.argv[1:])
