"""What becomes of certificates: warned of in time, replaced, revoked; what was proven stays."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry, EntryText
from docflow.errors import NotAllowed, Refused
from docflow.notices import tasks
from docflow.notices.models import Notice
from docflow.outgoing import actions as outgoing
from docflow.outgoing import signing
from docflow.outgoing.models import Outgoing
from docflow.people.actions import appoint, end_appointment
from docflow.people.actor import Actor
from docflow.permissions import Role
from docflow.signatures import checking, keyring
from docflow.signatures.certificate_actions import revoke
from docflow.signatures.models import Signature, SigningKey, Status
from docflow.units.system import System
from storage import blobs
from tests import builders
from tests.cast import PIN, Cast, _issued
from tests.docflow.notices.telling import at_moment, hear

BASIS = "Công văn đề nghị thu hồi 12/CV-VP"
ENDS = "certificate_ends"


@pytest.fixture
def people(people: Cast) -> Cast:
    """Minh has a certificate of his own: those of the cast are shared by all tests."""
    name = people.minh.user.full_name
    key, certificate = keyring.authority().issue(name, people.commune.name)
    keyring.register_leader_key(people.minh.appointment, key, certificate, PIN, by=System())
    return people


@pytest.fixture
def admin(people: Cast) -> Actor:
    """Vân administers the commune."""
    roles = [Role.UNIT_ADMINISTRATOR]
    return Actor(appoint(people.vân, people.commune, "Quản trị", roles, by=System()))


def key_of(actor: Actor) -> SigningKey:
    return keyring.leader_key(actor.appointment)


def signed(people: Cast) -> Outgoing:
    return outgoing.sign(builders.waiting_for_signature(people), pin=PIN, by=people.minh)


def found(paper: Outgoing) -> tuple[str, str | None]:
    """What a check says of the leader's signature now, with the lists of revoked certificates."""
    assert paper.document.current
    with blobs.local_path(paper.document.current.digest) as path:
        first = checking.check_file(path, waiting_for=("Seal",)).signatures[0]
    return first.indication, first.sub_indication


def texts(event: Event) -> dict[str, str]:
    """What the newest entry of an event says, by name."""
    entry = Entry.objects.filter(event=event).order_by("-number").first()
    assert entry
    rows = EntryText.objects.filter(chain=entry.chain, number=entry.number)
    return {each.name: each.text or "" for each in rows}


def refusal(act: Any, *args: Any, **terms: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **terms)
    return refused.value.code


def test_a_revoked_key_signs_nothing_more_and_what_it_signed_in_time_stays_valid(
    people: Cast, admin: Actor
) -> None:
    paper, waits = signed(people), builders.waiting_for_signature(people)

    key = revoke(key_of(people.minh), "compromised", BASIS, by=admin)

    assert key.status_at(clock.now()) == Status.REVOKED
    assert refusal(outgoing.sign, waits, pin=PIN, by=people.minh) == "no_key"
    assert found(paper) == ("TOTAL_PASSED", None)
    assert key.serial in texts(Event.KEY_REVOKED)["facts"]
    hear()
    assert Notice.objects.of(people.minh.user).filter(line="key_revoked").count() == 1


def test_what_was_signed_after_the_moment_it_is_not_to_be_trusted_from_fails(
    people: Cast, admin: Actor
) -> None:
    paper = signed(people)

    revoke(key_of(people.minh), "compromised", BASIS, clock.now() - timedelta(hours=1), by=admin)

    assert found(paper) == ("TOTAL_FAILED", "REVOKED")


def test_a_key_revoked_while_it_signs_leaves_no_signature(people: Cast, admin: Actor) -> None:
    paper = builders.waiting_for_signature(people)
    given = signing.may_sign(paper, "", by=people.minh)
    made = builders.made_by_leader(paper, people.minh, given)

    revoke(key_of(people.minh), "left", BASIS, by=admin)
    code = refusal(outgoing.accept_signature, paper, made, given, by=people.minh)

    assert code == "key_revoked"
    assert not Signature.objects.exists()
    assert Outgoing.objects.get(pk=paper.pk).state == "signing"


def test_a_post_that_ends_while_its_key_signs_leaves_no_signature(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    given = signing.may_sign(paper, "", by=people.minh)
    made = builders.made_by_leader(paper, people.minh, given)

    end_appointment(people.minh.appointment, clock.today() - timedelta(days=1), by=System())

    with pytest.raises(NotAllowed):
        outgoing.accept_signature(paper, made, given, by=people.minh)
    with pytest.raises(NotAllowed):
        outgoing.sign(paper, pin=PIN, by=people.minh)
    assert not Signature.objects.exists()


def test_nothing_is_revoked_by_a_request_with_a_fault(people: Cast, admin: Actor) -> None:
    key, now = key_of(people.minh), clock.now()

    codes = [
        refusal(revoke, key, "because", BASIS, by=admin),
        refusal(revoke, key, "left", " ", by=admin),
        refusal(revoke, key, "left", BASIS, now + timedelta(hours=1), by=admin),
        refusal(revoke, key, "left", BASIS, key.valid_from - timedelta(days=1), by=admin),
        refusal(revoke, key_of(people.minh), "left", BASIS, by=people.minh),
    ]

    assert codes == [
        *("unknown_because", "basis_missing", "since_impossible", "since_impossible"),
        "not_allowed",
    ]
    assert key_of(people.minh) == key
    revoke(key, "left", BASIS, by=admin)
    assert refusal(revoke, key, "left", BASIS, by=admin) == "revoked_already"


def test_a_certificate_replaced_says_by_which(people: Cast, admin: Actor) -> None:
    first = key_of(people.minh)
    made = _issued(people.minh.user.full_name, people.commune.name)

    second = keyring.register_leader_key(people.minh.appointment, *made, PIN, by=admin)

    first.refresh_from_db()
    assert (first.status_at(clock.now()), first.replaced_by) == (Status.REPLACED, second)
    told = texts(Event.KEY_REPLACED)["facts"]
    assert first.serial in told
    assert second.serial in told


def test_keys_are_found_by_their_status(people: Cast, admin: Actor) -> None:
    now = clock.now()
    SigningKey.objects.filter(unit=people.commune).update(valid_to=now - timedelta(days=1))
    revoke(key_of(people.minh), "left", BASIS, by=admin)

    found = {each: set(SigningKey.objects.in_status(each, now)) for each in Status}

    assert set().union(*found.values()) == set(SigningKey.objects.all())
    for status, keys in found.items():
        assert {each.status_at(now) for each in keys} <= {status}
    assert [len(found[each]) for each in (Status.EXPIRED, Status.REVOKED)] == [1, 1]


def test_who_signs_and_who_registers_are_warned_sixty_thirty_and_seven_days_before(
    people: Cast, admin: Actor
) -> None:
    ends = clock.at(clock.today() + timedelta(days=61), 12)
    SigningKey.objects.update(valid_to=ends + timedelta(days=400))
    SigningKey.objects.filter(appointment=people.minh.appointment).update(valid_to=ends)

    def warned(left: int) -> list[int]:
        moment = datetime.combine(ends - timedelta(days=left), ends.timetz())
        with at_moment(moment):
            tasks.keep_house()
            tasks.keep_house()
        told = Notice.objects.filter(line=ENDS)
        return [told.filter(person=each.user).count() for each in (people.minh, admin, people.lan)]

    counts = [warned(left) for left in (61, 60, 59, 30, 29, 7, 1, -1)]

    assert [each[0] for each in counts] == [0, 1, 1, 2, 2, 3, 3, 3]
    assert [each[1] for each in counts] == [0, 1, 1, 2, 2, 3, 3, 3]
    assert {each[2] for each in counts} == {0}
    assert list(Notice.objects.of(people.minh.user).filter(line=ENDS, is_urgent=True)) == [
        Notice.objects.of(people.minh.user).filter(line=ENDS).latest("pk")
    ]


def test_the_record_of_a_hand_over_names_who_gave_and_who_took(people: Cast) -> None:
    seal = keyring.seal_key_of(people.commune)
    clerk = appoint(people.vân, people.commune, "Văn thư", [Role.CLERK], by=System())

    keyring.give_custody(seal, clerk, "Biên bản bàn giao 02", by=System())

    words = texts(Event.CUSTODY_GIVEN)
    names = ("giver", "taker", "handover")
    assert tuple(json.loads(words[name])["text"] for name in names) == (
        people.hoa.user.full_name,
        people.vân.full_name,
        "Biên bản bàn giao 02",
    )
