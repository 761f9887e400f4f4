"""Standing in, absence, handing over and changes of rights on their pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from docflow import clock
from docflow.outgoing.models import Outgoing
from docflow.people.absence_actions import note_absence
from docflow.people.actions import appoint, delegate
from docflow.people.actor import Actor, System
from docflow.people.models import Absence, Appointment, Delegation, RightsChange
from docflow.permissions import Permission, Role
from tests import builders
from tests.cast import Cast
from tests.docflow.web.asking import browser_of, opened, sent, text_of

LIST, GIVE = reverse("delegations:list"), reverse("delegations:give")
AWAY = reverse("delegations:be_away")


def day(days: int = 0) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def given(people: Cast, **changed: Any) -> dict[str, Any]:
    return {
        "kind": "authorisation",
        "taker": str(people.binh.appointment.uid),
        "permissions": ["outgoing.sign"],
        "kinds": ["REPORT"],
        "valid_from": day(),
        "valid_to": day(5),
        "basis": "05/GUQ-UBND",
    } | changed


@pytest.fixture
def admin(people: Cast) -> Actor:
    """Vân administers the commune."""
    roles = [Role.UNIT_ADMINISTRATOR]
    return Actor(appoint(people.vân, people.commune, "Quản trị", roles, by=System()))


def stand_in_of(people: Cast) -> Delegation:
    return delegate(
        people.minh.appointment,
        people.binh.appointment,
        [Permission.OUTGOING_SIGN],
        by=people.minh,
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=3),
        basis="05/GUQ-UBND",
    )


def test_the_giver_gives_a_delegation_with_its_written_basis_and_reads_it_back(
    people: Cast,
) -> None:
    with builders.PAGE.open("rb") as file:
        answer = sent(people.minh, GIVE, **given(people, file=file))

    assert answer.status_code == 302
    made = Delegation.objects.get()
    assert (made.kinds, made.file_name) == (["REPORT"], "word-365.pdf")
    address = reverse("delegations:basis", args=[made.uid])
    kept = opened(people.binh, address)
    assert b"".join(kept.streaming_content) == builders.PAGE.read_bytes()
    assert opened(people.lan, address).status_code == 404


def test_a_delegation_with_a_fault_comes_back_with_what_was_typed(people: Cast) -> None:
    answer = sent(people.minh, GIVE, **given(people, valid_to=day(-1)))

    assert answer.status_code == 200
    assert "05/GUQ-UBND" in text_of(answer)
    assert not Delegation.objects.exists()


def test_the_preview_says_what_a_delegation_would_mean(people: Cast) -> None:
    asked = given(people)
    browser = browser_of(people.minh)

    said = text_of(browser.get(reverse("delegations:preview"), asked))

    assert "Vũ Thanh Bình" in said
    assert "TUQ. CHỦ TỊCH / PHÓ CHỦ TỊCH" in said
    assert "Báo cáo" in said


def test_the_lists_are_seen_by_those_they_concern_and_by_who_oversees_the_unit(
    people: Cast, admin: Actor
) -> None:
    stand_in_of(people)

    seen = {
        name: "05/GUQ-UBND" in text_of(opened(actor, LIST))
        for name, actor in (people.actors | {"admin": admin}).items()
    }

    assert {name for name, sees in seen.items() if sees} == {"minh", "binh", "quynh", "admin"}


def test_the_giver_ends_a_delegation_in_the_page_at_once(people: Cast) -> None:
    made = stand_in_of(people)
    held = Actor(people.binh.appointment, made)

    answer = sent(people.minh, reverse("delegations:end", args=[made.uid]))

    assert answer.status_code == 302
    assert held.permissions_in(people.commune) == frozenset()


def test_the_band_across_the_page_says_for_whom_and_for_which_documents(people: Cast) -> None:
    made = stand_in_of(people)
    Delegation.objects.update(kinds=["PLAN"])
    browser = browser_of(people.binh)
    browser.post(reverse("act_as"), {"way": str(made.uid), "request_key": "1"})

    said = text_of(browser.get("/"))

    assert "stand-in" in said
    assert "Phạm Quang Minh" in said
    assert "Kế hoạch" in said


def test_an_absence_offers_standing_in_with_the_same_days(people: Cast) -> None:
    answer = sent(
        people.minh, AWAY, valid_from=day(), valid_to=day(3), reason="công tác", stand_in="on"
    )

    assert answer["Location"] == f"{GIVE}?from={day()}&to={day(3)}"
    assert f'value="{day(3)}"' in text_of(opened(people.minh, answer["Location"]))


def test_who_assigns_and_who_submits_sees_who_is_away_and_who_stands_in(people: Cast) -> None:
    note_absence(clock.today(), clock.today(), "công tác", by=people.minh)
    stand_in_of(people)

    said = text_of(opened(people.lan, reverse("outgoing:draft")))

    assert "công tác" in said
    assert "Vũ Thanh Bình" in said


def test_whoever_is_back_says_so_and_nobody_else_does(people: Cast) -> None:
    note_absence(clock.today(), clock.today(), "công tác", by=people.minh)
    address = reverse("delegations:be_back", args=[Absence.objects.get().uid])

    statuses = [sent(actor, address).status_code for actor in (people.lan, people.minh)]

    assert statuses == [404, 302]


def test_open_work_is_handed_over_on_its_page_with_a_result_for_each(
    people: Cast, admin: Actor
) -> None:
    paper = builders.waiting_for_signature(people)
    address = reverse("handing_over:show", args=[people.minh.appointment.uid])

    shown = [text_of(opened(actor, address)) for actor in (people.minh, admin)]
    answer = sent(admin, address, to=str(people.binh.appointment.uid), all="yes")

    assert [("Tình hình mưa lũ" in each) for each in shown] == [True, False]
    assert answer.status_code == 200
    assert Outgoing.objects.get(pk=paper.pk).signer == people.binh.appointment
    assert opened(people.lan, address).status_code == 404


def test_a_post_with_open_work_ends_only_with_a_successor(people: Cast, admin: Actor) -> None:
    builders.draft(people)
    post = people.lan.appointment
    new = appoint(people.phuc.user, people.commune, "Cán bộ", [Role.SPECIALIST], by=System())
    address = reverse("people:end_appointment", args=[post.uid])

    refused = sent(admin, address, last_day=day())
    done = sent(admin, address, last_day=day(), successor=str(new.uid))

    assert refused.status_code == 200
    assert reverse("handing_over:show", args=[post.uid]) in text_of(refused)
    assert done.status_code == 302
    assert Appointment.objects.get(pk=post.pk).valid_to == clock.today()
    assert Outgoing.objects.get().drafter == new


@pytest.mark.law("L18")
def test_a_change_of_rights_is_on_every_page_of_the_competent_until_one_confirms_it(
    people: Cast,
) -> None:
    stand_in_of(people)
    change = RightsChange.objects.get()
    before = [text_of(opened(actor, "/")) for actor in (people.quynh, people.minh)]

    answer = sent(people.quynh, reverse("rights:confirm", args=[change.uid]))

    assert [("rights-band" in each) for each in before] == [True, False]
    assert answer.status_code == 302
    assert "rights-band" not in text_of(opened(people.quynh, "/"))


@pytest.mark.law("L18")
def test_an_administrator_objects_on_the_page_and_the_delegation_is_over(
    people: Cast, admin: Actor
) -> None:
    made = stand_in_of(people)
    change = RightsChange.objects.get()
    address = reverse("rights:object", args=[change.uid])

    offered = [("end the change" in text_of(opened(each, address))) for each in (people.quynh,)]
    answer = sent(admin, address, reason="Sai thẩm quyền", end="on")

    assert offered == [False]
    assert answer.status_code == 302
    assert Delegation.objects.get(pk=made.pk).permissions == []
    assert opened(people.minh, address).status_code == 404
