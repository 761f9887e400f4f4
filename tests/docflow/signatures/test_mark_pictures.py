"""The picture of a mark: set for a key, shown by what it signs from then on, removed again."""

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from docflow.audit.models import Entry
from docflow.errors import NotAllowed, Refused
from docflow.signatures import certificate_actions as certificates
from docflow.signatures import keyring, mark_pictures
from docflow.signatures.models import MarkPicture, SigningKey
from docflow.units.system import System
from signing import pictures
from storage import blobs
from tests import builders, ink
from tests.cast import PIN, Cast


def uploaded(content: bytes) -> Any:
    return SimpleUploadedFile("mark.png", content, "image/png")


def put_on(key: SigningKey, content: bytes, by: Any) -> bytes:
    """Set a picture as a page does; what was made of it."""
    png = mark_pictures.take_in(key, uploaded(content), by=by)
    certificates.set_picture(key, png, by=System())
    return png


@pytest.fixture
def keys(people: Cast) -> tuple[SigningKey, SigningKey]:
    """Minh's and the commune's."""
    return keyring.leader_key(people.minh.appointment), keyring.seal_key_of(people.commune)


def test_both_marks_show_the_pictures_that_were_given(people: Cast, keys: Any) -> None:
    before = builders.sealed(people)
    person, agency = (
        pictures.ready(put_on(key, content, people.hoa))
        for key, content in zip(keys, (ink.signature(), ink.seal()), strict=True)
    )

    after = builders.sealed(people)

    first, second = (blobs.get(each.document.current.digest) for each in (before, after))
    assert [each.colours in second for each in (person, agency)] == [True, True]
    assert [each.colours in first for each in (person, agency)] == [False, False]


def test_the_same_picture_is_kept_once_and_goes_over_to_the_next_key(
    people: Cast, keys: Any
) -> None:
    key, _seal = keys
    png = put_on(key, ink.signature(), people.hoa)
    put_on(key, ink.signature(), people.hoa)

    made = keyring.authority().issue(people.minh.user.full_name, people.commune.name)
    following = keyring.register_leader_key(people.minh.appointment, *made, PIN, by=System())

    assert MarkPicture.objects.get().digest == hashlib.sha256(png).hexdigest()
    assert following.picture == MarkPicture.objects.get()
    with pytest.raises(Refused) as refused:
        certificates.remove_picture(key, by=System())
    assert refused.value.code == "key_retired"


def test_removed_the_drawn_name_is_shown_again(people: Cast, keys: Any) -> None:
    key, _seal = keys
    drawn = mark_pictures.shown_by(key)
    put_on(key, ink.signature(), people.hoa)
    key.refresh_from_db()
    given = mark_pictures.shown_by(key)

    certificates.remove_picture(key, by=System())

    key.refresh_from_db()
    assert mark_pictures.shown_by(key) == drawn != given
    kinds = list(Entry.objects.order_by("-pk").values_list("event", flat=True)[:2])
    assert kinds == ["key.picture_removed", "key.picture_set"]
    with pytest.raises(Refused) as refused:
        certificates.remove_picture(key, by=System())
    assert refused.value.code == "picture_missing"


def test_a_wrong_picture_changes_nothing(people: Cast, keys: Any) -> None:
    key, seal = keys
    for each, content in ((key, ink.seal()), (seal, ink.signature()), (key, b"%PDF-")):
        with pytest.raises(Refused) as refused:
            mark_pictures.take_in(each, uploaded(content), by=people.hoa)
        assert refused.value.code == "picture_unusable"
    with pytest.raises(NotAllowed):
        certificates.set_picture(key, ink.signature(), by=people.minh)

    assert not MarkPicture.objects.exists()
