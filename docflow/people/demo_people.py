"""The people of the demo, listed on its sign-in page; only the sandbox has any."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class DemoPerson:
    """Somebody one can sign in as; the password is no secret."""

    username: str
    full_name: str
    post: str
    unit: str
    password: str


def keep(people: list[DemoPerson]) -> None:
    """List these people from now on."""
    _file().write_text(json.dumps([asdict(each) for each in people], ensure_ascii=False))


def listed() -> list[DemoPerson]:
    """The people of the demo; none outside the sandbox, or before the demo was seeded."""
    if not settings.DOCFLOW_SANDBOX or not _file().exists():
        return []
    return [DemoPerson(**each) for each in json.loads(_file().read_text())]


def _file() -> Path:
    return Path(settings.DOCFLOW_DATA) / "demo-people.json"
