"""People to try the sandbox as: a list the sample story leaves in the data folder."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class DemoPerson:
    """Someone of the sample story: how to sign in, and as what."""

    username: str
    full_name: str
    post: str
    unit: str


def write(password: str, people: list[DemoPerson]) -> None:
    """Leave the list for the sign-in page."""
    content = {"password": password, "people": [asdict(person) for person in people]}
    _file().write_text(json.dumps(content, ensure_ascii=False, indent=1))


def read() -> tuple[str, list[DemoPerson]]:
    """The password of all of them and who they are; nothing outside the sandbox."""
    if not settings.DOCFLOW_SANDBOX or not _file().exists():
        return "", []
    content = json.loads(_file().read_text())
    return content["password"], [DemoPerson(**person) for person in content["people"]]


def _file() -> Path:
    return Path(settings.DOCFLOW_DATA) / "demo-people.json"
