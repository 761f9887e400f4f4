"""The files the tests about the code base look at."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "docflow", "signing", "storage")


def modules(*packages: str) -> list[Path]:
    """The modules of these packages (of all of ours without any), but for migrations."""
    found = [path for package in packages or PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)
