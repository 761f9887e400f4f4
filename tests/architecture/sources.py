"""The files the tests about the code base look at."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "docflow", "signing", "storage")


def modules(*packages: str) -> list[Path]:
    """The modules of these packages (of all of ours without any), but for migrations."""
    found = [path for package in packages or PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


@cache
def text(path: Path) -> str:
    """What a file says, read once for all tests."""
    return path.read_text()


@cache
def tree(path: Path) -> ast.Module:
    """A module taken apart once for all tests."""
    return ast.parse(text(path))
