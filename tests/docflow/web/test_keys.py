"""Certificates on their pages: found by status and owner, revoked with a reason, with custody."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from docflow import clock
from docflow.people.actions import appoint
from docflow.people.actor import Actor
from docflow.permissions import Role
from docflow.signatures import keyring
from docflow.signatures.models import SigningKey
from docflow.units.system import System
from tests import ink
from tests.cast import PIN, Cast
from tests.docflow.web.asking import opened, sent, text_of

LIST = reverse("keys:list")
BASIS = "Công văn đề nghị thu hồi 12/CV-VP"


@pytest.fixture
def admin(people: Cast) -> Actor:
    """Vân administers the commune."""
    roles = [Role.UNIT_ADMINISTRATOR]
    return Actor(appoint(people.vân, people.commune, "Quản trị", roles, by=System()))


@pytest.fixture
def key(people: Cast) -> SigningKey:
    """A certificate of Minh's that no other test has."""
    made = keyring.authority().issue(people.minh.user.full_name, people.commune.name)
    return keyring.register_leader_key(people.minh.appointment, *made, PIN, by=System())


def test_a_certificate_is_found_by_owner_number_and_status(
    people: Cast, admin: Actor, key: SigningKey
) -> None:
    SigningKey.objects.filter(unit=people.commune).update(valid_to=clock.now() - timedelta(days=1))
    others = SigningKey.objects.exclude(pk=key.pk).filter(retired=None, unit=people.commune)

    pages = [
        text_of(opened(admin, f"{LIST}?{asked}"))
        for asked in ("q=quang+minh", f"q={key.serial}", "status=expired", "q=zzz")
    ]

    assert [key.serial in page for page in pages] == [True, True, False, False]
    assert [others.get().serial in page for page in pages] == [False, False, True, False]


def test_a_page_tells_all_of_a_certificate_and_who_kept_the_key(
    people: Cast, admin: Actor, key: SigningKey
) -> None:
    seal = keyring.seal_key_of(people.commune)

    page = text_of(opened(admin, reverse("keys:show", args=[key.uid])))
    of_seal = text_of(opened(admin, reverse("keys:show", args=[seal.uid])))

    assert key.serial in page
    assert f"CN={people.minh.user.full_name}" in page
    assert people.hoa.user.full_name in of_seal
    assert "Biên bản bàn giao 01" in of_seal
    assert reverse("keys:give_custody", args=[seal.uid]) in of_seal


def test_a_certificate_is_revoked_by_a_reason_a_record_and_a_moment(
    people: Cast, admin: Actor, key: SigningKey
) -> None:
    address = reverse("keys:revoke", args=[key.uid])
    given = {
        "because": "compromised",
        "basis": BASIS,
        "since": clock.today().isoformat() + "T00:00",
    }

    empty = sent(admin, address, **given | {"basis": ""})
    later = sent(admin, address, **given | {"since": "2100-01-01T00:00"})
    done = sent(admin, address, **given)
    page = text_of(opened(admin, done.url))

    key.refresh_from_db()
    assert (empty.status_code, later.status_code) == (200, 200)
    assert "Name a moment between" in text_of(later)
    assert key.revoked == clock.at(clock.today(), 0)
    assert "lost, or known to somebody else" in page
    assert address not in page


def test_a_picture_of_the_mark_is_set_seen_and_removed(
    people: Cast, admin: Actor, key: SigningKey
) -> None:
    set_it, seen, remove, shown = (
        reverse(f"keys:{each}", args=[key.uid])
        for each in ("set_picture", "picture", "remove_picture", "show")
    )

    def given(content: bytes) -> SimpleUploadedFile:
        return SimpleUploadedFile("mark.png", content, "image/png")

    drawn = opened(admin, seen).content
    none = sent(admin, set_it)
    wrong = sent(admin, set_it, picture=given(ink.signature(ink.RED)))
    assert "Choose a file" in text_of(none)
    assert "colour the ink blue" in text_of(wrong)
    assert "Drawn from the name" in text_of(opened(admin, shown))

    done = sent(admin, set_it, picture=given(ink.signature()))
    page, after = text_of(opened(admin, done.url)), opened(admin, seen)

    assert "The picture that was given" in page
    assert (after["Content-Type"], after.content != drawn) == ("image/png", True)
    assert sent(people.hoa, set_it, picture=given(ink.signature())).status_code == 404
    sent(admin, remove)
    assert opened(admin, seen).content == drawn


@pytest.mark.parametrize(("left", "mark"), [(60, "plain"), (30, "warn"), (7, "bad"), (61, "good")])
def test_a_clerk_sees_which_certificates_of_the_unit_end_soon_and_changes_none(
    people: Cast, key: SigningKey, left: int, mark: str
) -> None:
    others = keyring.seal_key_of(people.district)
    SigningKey.objects.exclude(pk=key.pk).update(valid_to=clock.now() + timedelta(days=900))
    SigningKey.objects.filter(pk=key.pk).update(valid_to=clock.now() + timedelta(days=left))

    page = text_of(opened(people.hoa, LIST))
    shown = text_of(opened(people.hoa, reverse("keys:show", args=[key.uid])))

    assert (f"days left: {left}" in page) is (left <= 60)
    assert f'mark {mark}"' in page
    assert key.serial in shown
    assert others.serial not in page
    for text in (page, shown):
        assert "give_custody" not in text
        assert reverse("keys:revoke", args=[key.uid]) not in text
    assert sent(people.hoa, reverse("keys:revoke", args=[key.uid])).status_code == 404


def test_whoever_neither_seals_nor_administers_finds_no_certificates(
    people: Cast, key: SigningKey
) -> None:
    assert opened(people.minh, LIST).status_code == 404
    assert sent(people.minh, reverse("keys:revoke", args=[key.uid])).status_code == 404
