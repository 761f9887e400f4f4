"""The pictures that marks show, as people give them; where none is given the name is drawn."""

import hashlib
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from docflow.errors import Refused
from docflow.requests.limits import limit
from docflow.signatures.models import MarkPicture, SigningKey
from docflow.signatures.signing_words import told
from signing import mark_picture, pictures
from signing.errors import PictureUnusable
from signing.pictures import Picture
from signing.places import SHAPE


def take_in(key: SigningKey, upload: "UploadedFile[Any]", *, by: Any) -> bytes:
    """An uploaded picture made ready for the key's mark; counts as a try of `upload`.

    Raises Refused: too_many, picture_unusable.
    """
    limit("upload", by)
    with tempfile.TemporaryDirectory(prefix="docflow-picture-") as folder:
        path = Path(folder) / "picture"
        with path.open("wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
        try:
            return mark_picture.taken(path, is_seal=key.purpose == SigningKey.Purpose.SEAL)
        except PictureUnusable as error:
            raise Refused("picture_unusable", "%(reason)s", reason=told(str(error))) from error


def kept(png: bytes) -> MarkPicture:
    """The row of a picture; the same picture is kept once."""
    digest = hashlib.sha256(png).hexdigest()
    return MarkPicture.objects.get_or_create(digest=digest, defaults={"png": png})[0]


def given_for(key: SigningKey) -> Picture | None:
    """The picture given for a key's mark, ready to be written into files."""
    return _ready(key.picture_id) if key.picture_id else None


def shape_for(key: SigningKey) -> float:
    """Width by height of a person's mark, given or drawn."""
    picture = given_for(key)
    return picture.width / picture.height if picture else SHAPE


def shown_by(key: SigningKey) -> bytes:
    """What the key's mark shows now, given or drawn, as a PNG."""
    if key.purpose == SigningKey.Purpose.SEAL:
        drawn = pictures.of_unit(key.owning.name)
    else:
        assert key.appointment is not None
        drawn = pictures.of_person(key.appointment.user.full_name)
    return (given_for(key) or drawn).as_png()


@lru_cache(maxsize=256)
def _ready(digest: str) -> Picture:
    """Read once by each process: a digest names the same picture for ever."""
    return pictures.ready(bytes(MarkPicture.objects.get(pk=digest).png))
