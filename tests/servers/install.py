"""Find the servers' programs, and install the ones that are missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Debian's package, and where one of its programs lies
PACKAGES = {
    "postgresql": ("/usr/lib/postgresql/*/bin/postgres", "postgres"),
    "rabbitmq-server": ("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server"),
    "poppler-utils": ("/usr/bin/pdfsig", "pdfsig"),
    "openssl": ("/usr/bin/openssl", "openssl"),
    "chromium": ("/usr/bin/chromium", "chromium"),
    "softhsm2": ("/usr/lib/softhsm/libsofthsm2.so", "softhsm2-util"),
    "libreoffice-writer-nogui": ("/usr/lib/libreoffice/program/soffice.bin", "soffice"),
}
POLICY = Path("/usr/sbin/policy-rc.d")  # Debian asks it whether an install may start services
APT = ("apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300")
INSTALL = "install -y --no-install-recommends"


class MissingServer(Exception):
    """A program the tests need is not on this machine; the message is the remedy."""


def program(package: str) -> Path:
    """Where the package's program lies, the newest if there are several; else MissingServer."""
    pattern, name = PACKAGES[package]
    found = sorted(Path("/").glob(pattern[1:]), key=_version)
    if found:
        return found[-1]
    if elsewhere := shutil.which(name):
        return Path(elsewhere).resolve()
    raise MissingServer(f"{name} is missing. Run as root: {command([package])}")


def missing() -> list[str]:
    """The packages whose program is nowhere."""
    return [package for package in PACKAGES if not _is_there(package)]


def command(packages: list[str]) -> str:
    """The one line that installs packages."""
    return f"apt-get update && apt-get {INSTALL} {' '.join(packages)}"


def install() -> int:
    """Install what is missing, starting no service; 1 when it could not be done, else 0."""
    needed = missing()
    if not needed:
        return 0
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"The tests need programs that are missing. Run as root: {command(needed)}")
        return 1
    print(f"Installing {', '.join(needed)} through apt.", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with _NoServices():
        for step in ("update", f"{INSTALL} {' '.join(needed)}"):
            done = subprocess.run([*APT, *step.split()], env=quiet, stdout=sys.stderr, check=False)
            if done.returncode:
                print(f"apt-get {step} failed with {done.returncode}.")
                return 1
    if needed := missing():
        print(f"Still missing after the install: {', '.join(needed)}.")
    return 1 if needed else 0


class _NoServices:
    """While this holds, Debian's packages start nothing when they are installed."""

    def __enter__(self) -> None:
        self.ours = not POLICY.exists()
        if self.ours:
            POLICY.write_text("#!/bin/sh\nexit 101\n")
            POLICY.chmod(0o755)

    def __exit__(self, *_: object) -> None:
        if self.ours:
            POLICY.unlink(missing_ok=True)


def _is_there(package: str) -> bool:
    try:
        program(package)
    except MissingServer:
        return False
    return True


def _version(path: Path) -> list[int]:
    return [int(part) for part in path.parts if part.isdigit()]
