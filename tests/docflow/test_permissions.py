"""One table says who may do what; a refusal names who could."""

import pytest
from django.utils import translation

from docflow.errors import NotAllowed, Refused
from docflow.people import actions as people
from docflow.people.actor import Actor, System
from docflow.permissions import GRANTS, LABELS, Permission, Role, granted, may, require
from tests import cast

P = Permission


def test_a_role_may_do_what_the_table_grants_it_in_its_own_unit_alone(units: cast.Cast) -> None:
    assert may(units.lan, P.OUTGOING_DRAFT, units.commune)
    assert not may(units.lan, P.OUTGOING_DRAFT, units.district)
    assert not may(units.lan, P.OUTGOING_SIGN, units.commune)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM])
def test_a_person_may_do_exactly_what_the_roles_of_the_post_grant(
    units: cast.Cast, role: Role
) -> None:
    post = people.appoint(units.vân, units.commune, "Thử việc", [role], by=System())

    allowed = {each for each in Permission if may(Actor(post), each, units.commune)}

    assert allowed == GRANTS[role]


def test_several_roles_add_up() -> None:
    both = granted([Role.SPECIALIST, Role.CLERK])

    assert both == GRANTS[Role.SPECIALIST] | GRANTS[Role.CLERK]
    assert granted([]) == frozenset()


def test_a_refusal_names_who_what_where_and_who_could(units: cast.Cast) -> None:
    with pytest.raises(NotAllowed) as refusal, translation.override("en"):
        require(units.lan, P.OUTGOING_NUMBER, units.commune)

    with translation.override("en"):
        said = str(refusal.value)
    assert said == (
        "Nguyễn Thị Lan acts for Ủy ban nhân dân xã Hoằng Đông and may not number documents in "
        "Ủy ban nhân dân xã Hoằng Đông. "
        "Roles that may: clerk."
    )
    assert refusal.value.code == "not_allowed"
    assert refusal.value.params["permission"] == "outgoing.number"


def test_a_refusal_names_every_role_that_could(units: cast.Cast) -> None:
    with translation.override("en"), pytest.raises(NotAllowed) as refusal:
        require(units.quynh, P.OUTGOING_DRAFT, units.commune)

    named = [str(role) for role in refusal.value.params["roles"].words]
    assert named == ["head of department", "specialist", "assistant"]


@pytest.mark.parametrize("permission", Permission)
def test_a_refusal_of_anything_can_be_worded(units: cast.Cast, permission: Permission) -> None:
    with pytest.raises(Refused) as refusal:
        require(units.lan, permission, units.province)

    assert "%(" not in str(refusal.value)
    assert refusal.value.params["roles"].words


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_has_a_label_and_is_granted_to_someone(permission: Permission) -> None:
    assert str(LABELS[permission]) == str(permission.label) != ""
    assert any(permission in grants for grants in GRANTS.values())


@pytest.mark.parametrize("role", Role)
def test_every_role_stands_in_the_table(role: Role) -> None:
    assert GRANTS[role]
    assert str(role.label) != role.value or "_" not in role.value


def test_permissions_are_named_thing_dot_verb() -> None:
    for permission in Permission:
        thing, verb = permission.value.split(".")
        assert thing.isidentifier()
        assert verb.isidentifier()
        assert permission.name in (f"{thing}_{verb}".upper(), verb.upper())


# Separation of duties, as the regulations want it: nobody holds both ends of a step. Initials are
# not among them: a unit's order may ask its head of office for them, and then it is their turn.
APART = [
    (P.OUTGOING_SIGN, P.OUTGOING_NUMBER),
    (P.OUTGOING_SIGN, P.OUTGOING_SEAL),
    (P.OUTGOING_DRAFT, P.OUTGOING_SIGN),
    (P.OUTGOING_DRAFT, P.OUTGOING_SEAL),
    (P.INCOMING_REGISTER, P.INCOMING_ASSIGN),
    (P.KEY_MANAGE, P.OUTGOING_SEAL),
    (P.KEY_MANAGE, P.OUTGOING_SIGN),
    (P.PEOPLE_MANAGE, P.DOCUMENT_READ),
]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("one", "other"), APART)
def test_no_role_alone_holds_both_ends_of_a_step(
    role: Role, one: Permission, other: Permission
) -> None:
    assert not {one, other} <= GRANTS[role]


def test_the_auditor_reads_freezes_and_watches_rights_and_changes_nothing_else() -> None:
    beside_reading = {each for each in GRANTS[Role.AUDITOR] if not each.value.endswith(".read")}

    assert beside_reading == {Permission.HOLD_MANAGE, Permission.RIGHTS_CONFIRM}


def test_administrators_neither_see_content_nor_touch_documents() -> None:
    things = {"outgoing", "incoming", "document", "register", "delivery"}
    for role in (Role.UNIT_ADMINISTRATOR, Role.TECHNICAL_ADMINISTRATOR):
        assert not things & {each.value.split(".")[0] for each in GRANTS[role]}
