"""Keys and their custody: only by an administrator of the place, only for the one they name."""

import json
import unicodedata
from datetime import date, timedelta

import pytest
from django.core.checks import run_checks
from django.db import IntegrityError, transaction

from docflow import clock
from docflow.errors import NotAllowed, Refused
from docflow.people.actions import appoint, end_appointment, invite
from docflow.people.actor import Actor
from docflow.permissions import Role
from docflow.signatures import keyring
from docflow.signatures.models import Custody, SigningKey
from docflow.units.actions import rename_unit
from docflow.units.system import System
from tests.cast import LONG_AGO, PIN, _issued

HANDOVER = "Biên bản bàn giao 02"


@pytest.fixture
def admin(units):
    """Vân administers the commune."""
    return Actor(
        appoint(units.vân, units.commune, "Quản trị", [Role.UNIT_ADMINISTRATOR], by=System())
    )


@pytest.fixture
def upper(units):
    """Sơn administers the district above it."""
    son = invite("son", "Lý Văn Sơn", by=System())
    return Actor(appoint(son, units.district, "Quản trị", [Role.UNIT_ADMINISTRATOR], by=System()))


@pytest.fixture
def seal_key(units):
    """The commune's key, in nobody's custody yet."""
    return register_seal(units.commune, by=System())


def register_leader(post, *, by, name=""):
    made = _issued(name or post.user.full_name, "Ủy ban nhân dân")
    return keyring.register_leader_key(post, *made, PIN, by=by)


def register_seal(unit, *, by, name=""):
    made = _issued(name or unit.name, unit.name)
    return keyring.register_seal_key(unit, *made, PIN, by=by)


def clerk(units, name, unit=None, roles=(Role.CLERK,), **terms):
    user = invite(name, name, by=System())
    terms = {"valid_from": LONG_AGO} | terms
    return appoint(user, unit or units.commune, "Văn thư", roles, by=System(), **terms)


def refusal(act, *args, **options):
    with pytest.raises(Refused) as refused:
        act(*args, **options)
    return refused.value.code


def test_an_administrator_registers_keys_in_and_below_the_own_unit_only(units, admin, upper):
    register_leader(units.minh.appointment, by=admin)
    register_seal(units.commune, by=upper)

    codes = [
        refusal(register_leader, units.nam.appointment, by=admin),
        refusal(register_seal, units.district, by=admin),
        refusal(register_seal, units.province, by=upper),
    ]

    assert codes == ["outside_own_unit"] * 3
    assert SigningKey.objects.count() == 2


def test_whoever_is_no_administrator_registers_no_key(units):
    with pytest.raises(NotAllowed):
        register_leader(units.minh.appointment, by=units.minh)


def test_an_administrator_gives_away_no_seal_of_another_district(units, admin):
    key = register_seal(units.district, by=System())

    code = refusal(keyring.give_custody, key, units.tuan.appointment, HANDOVER, by=admin)

    assert code == "outside_own_unit"
    assert not Custody.objects.exists()


def test_a_certificate_of_another_is_refused_and_names_both(units):
    with pytest.raises(Refused) as refused:
        register_leader(units.minh.appointment, by=System(), name="Vũ Thanh Bình")

    assert refused.value.code == "certificate_of_another"
    assert str(refused.value) == (
        "The certificate is made out to “Vũ Thanh Bình” and not to “Phạm Quang Minh”. "
        "Register the certificate of Phạm Quang Minh."
    )
    assert not SigningKey.objects.exists()


def test_a_certificate_of_another_unit_makes_no_seal(units):
    code = refusal(register_seal, units.commune, by=System(), name=units.district.name)

    assert code == "certificate_of_another"


def test_the_name_in_a_certificate_may_differ_in_capitals_spaces_and_composition(units):
    written = unicodedata.normalize("NFD", "PHẠM  QUANG MINH ")

    key = register_leader(units.minh.appointment, by=System(), name=written)

    assert keyring.leader_key(units.minh.appointment) == key


def test_a_seal_bears_the_name_the_unit_has_on_that_day(units):
    old = units.commune.name
    rename_unit(units.commune, "Ủy ban nhân dân xã Hoằng Tân", clock.today(), by=System())

    code = refusal(register_seal, units.commune, by=System(), name=old)
    key = register_seal(units.commune, by=System())

    assert code == "certificate_of_another"
    assert keyring.seal_key_of(units.commune) == key


def test_a_new_key_retires_the_earlier_one_and_nobody_elses(units):
    first = register_leader(units.minh.appointment, by=System())
    other = register_leader(units.binh.appointment, by=System())
    first_seal = register_seal(units.commune, by=System())

    second = register_leader(units.minh.appointment, by=System())
    second_seal = register_seal(units.commune, by=System())

    first.refresh_from_db()
    first_seal.refresh_from_db()
    assert first.retired <= clock.now()
    assert first_seal.retired <= clock.now()
    assert keyring.leader_key(units.minh.appointment) == second
    assert keyring.leader_key(units.binh.appointment) == other
    assert keyring.seal_key_of(units.commune) == second_seal
    assert SigningKey.objects.filter(retired__isnull=True).count() == 3


def test_a_refused_certificate_retires_nothing(units):
    key = register_leader(units.minh.appointment, by=System())

    refusal(register_leader, units.minh.appointment, by=System(), name="Vũ Thanh Bình")

    assert keyring.leader_key(units.minh.appointment) == key


def test_the_key_goes_to_a_clerk_of_the_unit_whose_post_holds(units, seal_key):
    ended = clerk(units, "cu")
    end_appointment(ended, clock.today() - timedelta(days=1), by=System())
    tomorrow = clerk(units, "mai", valid_from=clock.today() + timedelta(days=1))
    closed = clerk(units, "dong")
    closed.user.is_active = False
    closed.user.save()

    for post in (
        units.lan.appointment,
        units.minh.appointment,
        units.tuan.appointment,
        ended,
        tomorrow,
        closed,
    ):
        code = refusal(keyring.give_custody, seal_key, post, HANDOVER, by=System())
        assert code == "custody_refused", post

    assert not Custody.objects.exists()


@pytest.mark.parametrize(("handover", "code"), [(" ", "custody_refused"), ("x" * 201, "too_long")])
def test_the_key_changes_hands_by_a_record_that_can_be_kept(units, seal_key, handover, code):
    clerk_of_it = units.hoa.appointment

    assert refusal(keyring.give_custody, seal_key, clerk_of_it, handover, by=System()) == code


def test_a_leaders_key_is_in_nobodys_custody(units):
    key = register_leader(units.minh.appointment, by=System())

    code = refusal(keyring.give_custody, key, units.hoa.appointment, HANDOVER, by=System())

    assert code == "no_seal_key"


def test_the_old_custody_ends_the_day_before_the_new_begins(units, seal_key, admin):
    given = keyring.give_custody(seal_key, units.hoa.appointment, "01", by=System())
    Custody.objects.filter(pk=given.pk).update(valid_from=date(2025, 6, 1))

    keyring.give_custody(seal_key, clerk(units, "moi"), HANDOVER, by=admin)

    given.refresh_from_db()
    assert given.valid_to == clock.today() - timedelta(days=1)
    assert Custody.objects.valid_on(clock.today()).get().custodian.user.username == "moi"


def test_a_key_given_twice_on_one_day_has_one_custodian(units, seal_key):
    keyring.give_custody(seal_key, units.hoa.appointment, "01", by=System())

    keyring.give_custody(seal_key, clerk(units, "moi"), HANDOVER, by=System())

    assert Custody.objects.get().custodian.user.username == "moi"


def test_the_tables_themselves_keep_custody_in_order(units, seal_key):
    given = keyring.give_custody(seal_key, units.hoa.appointment, "01", by=System())
    given.valid_to = given.valid_from - timedelta(days=1)

    with pytest.raises(IntegrityError, match="a_custody_does_not_end"), transaction.atomic():
        given.save()


def wrong_anchors():
    return [each for each in run_checks() if each.id == "docflow.anchors"]


def test_a_list_of_anchors_is_read_again_when_it_changes(people, settings, tmp_path):
    listed, root = tmp_path / "anchors.json", keyring.authority().root_pem
    (tmp_path / "root.pem").write_bytes(root)
    entry = {"certificate": "root.pem", "origin": "thư 12/CV", "added": "2026-01-05"}
    settings.DOCFLOW_SANDBOX, settings.DOCFLOW_TRUST = False, str(listed)

    assert "cannot be read" in wrong_anchors()[0].msg
    listed.write_text(json.dumps({"anchors": [entry]}))
    assert wrong_anchors() == []
    assert keyring.anchors_now() == keyring.anchors_ever() == [root]
    listed.write_text(json.dumps({"anchors": [entry | {"until": "2020-01-01"}]}))
    assert (keyring.anchors_now(), keyring.anchors_ever()) == ([], [root])
    listed.write_text(json.dumps({"anchors": [entry | {"origin": ""}]}))
    assert '"origin" is missing' in wrong_anchors()[0].msg
