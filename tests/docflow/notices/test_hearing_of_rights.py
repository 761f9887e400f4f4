"""Who is given or loses rights hears of it, and so does whoever is asked to confirm it."""

from datetime import timedelta

import pytest

from docflow import clock
from docflow.handing_over.leaving_actions import hand_over
from docflow.notices.models import Notice
from docflow.people import actions as people_actions
from docflow.people.actions import appoint
from docflow.people.actor import Actor, System
from docflow.people.alert_actions import object_to
from docflow.people.models import RightsChange
from docflow.permissions import Permission, Role
from tests import builders
from tests.docflow.notices.telling import hear, told, told_of_account

pytestmark = pytest.mark.django_db


def delegated(people, by=None, kinds=()):
    return people_actions.delegate(
        people.minh.appointment,
        people.binh.appointment,
        [Permission.OUTGOING_SIGN],
        by=by or people.minh,
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=5),
        basis="Giấy ủy quyền 01",
        kinds=kinds,
    )


@pytest.fixture
def admin(people):
    """An administrator of the commune."""
    post = appoint(people.vân, people.commune, "Quản trị", [Role.UNIT_ADMINISTRATOR], by=System())
    return Actor(post)


@pytest.mark.law("L18")
def test_who_confirms_changes_of_rights_hears_of_one_made_by_another(people, admin):
    delegated(people)

    hear()

    assert "to_confirm.delegation.given" in told_of_account(admin)
    assert "to_confirm.delegation.given" not in told_of_account(people.minh)
    assert "to_confirm.delegation.given" not in told_of_account(people.binh)


def test_what_the_installation_sets_up_asks_nobody_to_confirm(people, admin):
    hear()

    assert told_of_account(admin) == {"appointed"}


def test_who_loses_by_an_objection_hears_of_it_and_so_does_who_gave_it(people, admin):
    delegated(people)

    object_to(RightsChange.objects.get(), "Không có quyết định", by=admin, end=True)
    hear()

    assert {"stands_in", "rights_taken"} <= told_of_account(people.binh)
    assert "rights_objected" in told_of_account(people.minh)


def test_an_objection_that_takes_nothing_is_told_to_who_made_the_change(people, admin):
    delegated(people)

    object_to(RightsChange.objects.get(), "Thiếu căn cứ", by=admin)
    hear()

    assert "rights_taken" not in told_of_account(people.binh)
    assert "rights_objected" in told_of_account(people.minh)


def test_both_hear_of_work_handed_over_once_however_many_pieces(people, admin):
    new = appoint(people.phuc.user, people.commune, "Cán bộ", [Role.SPECIALIST], by=System())
    builders.draft(people)
    builders.draft(people)

    hand_over(people.lan.appointment, new, by=admin)
    hear()

    assert told(people.lan) == ["work_handed_over"]
    assert told(people.phuc) == ["work_taken_over"]


def test_who_stands_in_for_some_types_hears_of_documents_of_these_only(people):
    delegated(people, kinds=["CIRCULAR"])
    builders.waiting_for_signature(people)

    hear()

    assert not Notice.objects.filter(person=people.binh.user, line="to_sign").exists()
    assert "to_sign" in told(people.minh)
