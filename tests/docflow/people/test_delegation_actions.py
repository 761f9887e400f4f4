"""Standing in: bounded by days, kinds of acts and types of documents; TL. and its deputy."""

from datetime import timedelta

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.desks.counting import counts_of
from docflow.desks.queues import queue_named, queues_of
from docflow.documents import sweeping
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.lifecycle import open_moves
from docflow.outgoing import actions as outgoing
from docflow.people.actions import appoint, end_appointment
from docflow.people.actor import Actor, ways_to_act
from docflow.people.authority import authority
from docflow.people.delegation_actions import delegate, end_delegation, pass_on
from docflow.people.models import Delegation
from docflow.permissions import Permission, Role
from docflow.signatures.models import Signature
from docflow.units.system import System
from storage import blobs
from tests import builders
from tests.cast import PIN

SIGN, ASSIGN = Permission.OUTGOING_SIGN, Permission.INCOMING_ASSIGN


def refusal(act, *args, **options):
    with pytest.raises(Refused) as refused:
        act(*args, **options)
    return refused.value.code


def give(people, taker="binh", by="minh", permissions=(SIGN,), days=5, **more):
    """A delegation that holds from today."""
    giver = people.actors[by]
    options = {"kind": "authorisation", "kinds": (), **more}
    return delegate(
        giver.appointment,
        people.actors[taker].appointment,
        permissions,
        by=options.pop("as_actor", giver),
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=days),
        basis="Giấy ủy quyền 01/GUQ-UBND",
        **options,
    )


def order(people, **more):
    """Minh has Oanh, head of the office, sign announcements by order."""
    return give(people, "oanh", kind="order", kinds=["ANNOUNCEMENT"], **more)


@pytest.fixture
def deputy(people):
    """Vân is the deputy of Oanh, the head of the office."""
    return appoint(
        people.vân, people.commune, "Phó Chánh Văn phòng", [Role.SPECIALIST], by=System()
    )


def pass_to(people, given, taker, by="oanh", days=3):
    return pass_on(
        given,
        taker,
        by=people.actors[by],
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=days),
        basis="Phân công 02",
    )


@pytest.mark.law("L10")
def test_a_delegation_bound_to_types_signs_those_and_no_others(people):
    report = builders.waiting_for_signature(people)
    plan = builders.waiting_for_signature(people, kind="PLAN")
    stand_in = Actor(people.binh.appointment, give(people, kinds=["PLAN"]))

    seen = set(Document.objects.visible_to(stand_in))
    moves = [open_moves(paper, stand_in) for paper in (report, plan)]

    assert seen == {plan.document}
    assert [("sign" in each) for each in moves] == [False, True]
    code = refusal(outgoing.sign, report, pin=PIN, by=stand_in)
    assert code == "delegation_of_other_types"
    assert outgoing.sign(plan, pin=PIN, by=stand_in).state == "signed"


def test_a_worklist_under_a_delegation_bound_to_types_tells_of_these_types_alone(people):
    builders.waiting_for_signature(people)
    plan = builders.waiting_for_signature(people, kind="PLAN")
    stand_in = Actor(people.binh.appointment, give(people, kinds=["PLAN", "REPORT_X"]))

    told = [each.uid for each in queue_named("to_sign", stand_in).items(stand_in)]

    assert told == [plan.uid]
    assert counts_of(stand_in)["to_sign"] == 1
    assert counts_of(people.minh)["to_sign"] == 2


def test_the_stand_in_sees_every_queue_of_the_giver_whole(people):
    held = sorted(people.minh.permissions_in(people.commune))
    builders.waiting_for_signature(people)
    builders.waiting_for_signature(people, kind="PLAN")
    stand_in = Actor(people.hung.appointment, give(people, "hung", permissions=held))

    codes = [queue.code for queue in queues_of(people.minh)]

    assert [queue.code for queue in queues_of(stand_in)] == codes
    assert counts_of(stand_in) == counts_of(people.minh)
    assert [each.items(stand_in) for each in queues_of(stand_in)] == [
        each.items(people.minh) for each in queues_of(people.minh)
    ]


@pytest.mark.law("L10")
def test_both_names_stand_in_the_signature_its_row_and_the_log(people):
    paper = builders.waiting_for_signature(people)
    stand_in = Actor(people.binh.appointment, give(people))

    paper = outgoing.sign(paper, pin=PIN, by=stand_in)

    made = Signature.objects.get(purpose="leader")
    assert (made.signer.user, made.on_behalf_of) == (people.binh.user, people.minh.user)
    entry = Entry.objects.filter(event=Event.OUTGOING_SIGNED).get()
    assert str(people.binh.user.uid) in entry.text
    assert f'"on_behalf_of":"{people.minh.user.uid}"' in entry.text
    with blobs.open_blob(made.digest_after) as file:
        signature = PdfFileReader(file).embedded_signatures[0].sig_object
        said = (str(signature["/Name"]), str(signature["/Reason"]))
    assert said == ("Vũ Thanh Bình", "TUQ. Phạm Quang Minh")


@pytest.mark.law("L10")
def test_an_order_lets_the_head_of_a_part_sign_named_types_by_order(people):
    given = order(people)

    said = authority(Actor(people.oanh.appointment, given), clock.today())

    assert (said.prefix, said.lines) == ("TL.", ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"))


@pytest.mark.law("L10")
def test_an_order_may_be_passed_to_the_holders_deputy_who_signs_for_the_holder(people, deputy):
    passed = pass_to(people, order(people), deputy)

    said = authority(Actor(deputy, passed), clock.today())

    assert said.prefix == "TL./KT."
    assert said.lines == ("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")
    assert (passed.kinds, passed.giver) == (["ANNOUNCEMENT"], people.minh.appointment)


@pytest.mark.law("L10")
def test_an_authorisation_is_passed_on_to_nobody_not_even_to_the_deputy(people, deputy):
    given = give(people, "oanh")

    code = refusal(pass_to, people, given, deputy)

    assert code == "never_passed_on"
    stand_in = Actor(people.oanh.appointment, given)
    assert refusal(give, people, "hung", as_actor=stand_in) == "only_the_giver_delegates"
    assert Delegation.objects.count() == 1


@pytest.mark.law("L10")
def test_an_order_passed_on_goes_no_further_and_to_no_one_but_the_deputy(people, deputy):
    given = order(people)
    passed = pass_to(people, given, deputy)

    codes = [
        refusal(pass_to, people, passed, people.lan.appointment),
        refusal(pass_to, people, given, people.lan.appointment),
        refusal(pass_to, people, given, deputy, by="minh"),
        refusal(pass_to, people, given, deputy, days=6),
    ]

    assert codes == [
        "never_passed_on",
        "not_the_deputy",
        "only_the_holder_passes_on",
        "longer_than_the_order",
    ]


def test_an_order_passed_on_ends_with_the_order_itself(people, deputy):
    given = order(people)
    by = Actor(deputy, pass_to(people, given, deputy))
    before = by.permissions_in(people.commune)

    end_delegation(given, by=people.minh)

    assert SIGN in before
    assert by.permissions_in(people.commune) == frozenset()
    assert [way.delegation for way in ways_to_act(people.vân)] == [None]


def test_who_passed_an_order_on_ends_that_and_nothing_else(people, deputy):
    given = order(people)
    passed = pass_to(people, given, deputy)

    end_delegation(passed, by=people.oanh)

    assert refusal(end_delegation, given, by=people.oanh) == "not_allowed"
    assert Delegation.objects.get(pk=given.pk).permissions == [SIGN]
    assert Delegation.objects.get(pk=passed.pk).permissions == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"by": "binh"}, "only_the_head_orders"),
        ({"kinds": []}, "order_names_types"),
        ({"permissions": [SIGN, ASSIGN]}, "order_is_to_sign"),
        ({"taker": "lan"}, "not_head_of_part"),
        ({"kind": "wish"}, "unknown_delegation_kind"),
        ({"kinds": ["thông báo"]}, "unknown_kind"),
    ],
)
def test_no_order_with_a_fault(people, change, code):
    terms = {"taker": "oanh", "kind": "order", "kinds": ["ANNOUNCEMENT"]} | change

    assert refusal(give, people, **terms) == code
    assert not Delegation.objects.exists()


def test_the_written_basis_is_kept_by_its_digest_and_swept_by_nobody(people):
    file = builders.page(people)

    given = give(people, file=file)

    assert (given.file_digest, given.file_name) == (file.digest, "word-365.pdf")
    assert sweeping.referred([file.digest]) == {file.digest}
    entry = Entry.objects.filter(event=Event.DELEGATION_GIVEN).get()
    assert f'"file":"{file.digest}"' in entry.text


def test_a_delegation_ended_at_once_lets_nothing_more_be_done(people):
    paper = builders.waiting_for_signature(people)
    given = give(people)
    held = Actor(people.binh.appointment, given)

    end_delegation(given, by=people.minh)

    assert refusal(outgoing.sign, paper, pin=PIN, by=held) == "not_allowed"


@pytest.mark.law("L10")
def test_nobody_acts_under_a_delegation_before_its_first_or_after_its_last_day(people, on):
    first = clock.today() - timedelta(days=20)
    on(first)
    given = give(people)
    by, last = Actor(people.binh.appointment, given), given.valid_to

    held = []
    for day in (first - timedelta(days=1), first, last, last + timedelta(days=1)):
        on(day)
        held.append(SIGN in by.permissions_in(people.commune))

    assert held == [False, True, True, False]


def test_a_delegation_ends_with_the_post_of_who_passed_it(people, deputy):
    given = order(people)
    by = Actor(deputy, pass_to(people, given, deputy))

    end_appointment(people.oanh.appointment, clock.today() - timedelta(days=1), by=System())

    assert by.permissions_in(people.commune) == frozenset()
