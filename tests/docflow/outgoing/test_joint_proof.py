"""What a joint document is in the end: four signatures that every judge accepts, each made once."""

from typing import Any

import pytest
from django.db import transaction

from docflow.outgoing import actions, at_desk
from docflow.outgoing.models import Outgoing
from docflow.signatures import checking, keyring, tasks
from docflow.signatures.desk import Asking
from docflow.signatures.models import DeskRequest, Signature
from docflow.units.system import System
from storage import blobs
from tests.cast import PIN, Cast
from tests.docflow.outgoing.test_joint import half_sealed, half_signed, refusal, waiting
from tests.docflow.signatures.test_desk import ORIGIN, standing
from tests.signing import judges

ALL = {"docflow": 4, "pyHanko": 4, "pdfsig": 4, "openssl": 4}


def accepted(digest: str) -> dict[str, int]:
    """How many signatures of a file each judge accepts."""
    authority = keyring.authority()
    with blobs.local_path(digest) as path:
        verdict = checking.check_file(path, waiting_for=())
        return {
            "docflow": sum(each.indication == "TOTAL_PASSED" for each in verdict.signatures),
            "pyHanko": judges.pyhanko_passes(path, authority, authority.crls()),
            "pdfsig": judges.poppler_passes(path),
            "openssl": judges.openssl_passes(path, authority),
        }


class PowerLost(Exception):
    """What was not committed is gone."""


def lost(act: Any, *args: Any, **options: Any) -> None:
    """Do it, and lose the power before it is kept."""

    @transaction.atomic
    def cut_short() -> None:
        act(*args, **options)
        raise PowerLost

    with pytest.raises(PowerLost):
        cut_short()


def test_every_judge_accepts_the_four_signatures_and_those_completed_to_last(people: Cast) -> None:
    paper = actions.seal(half_sealed(people), pin=PIN, by=people.tuan)
    assert accepted(paper.document.current.digest) == ALL

    row = paper.document.lasting.get()
    tasks.make_last(row.pk)
    row.refresh_from_db()

    assert [each["level"] for each in row.verdict["signatures"]] == ["B-LT"] * 4
    assert accepted(row.digest) == ALL


def test_each_body_may_use_a_device_at_its_desk(people: Cast) -> None:
    def key_of(owner: Any, name: str, who: Any) -> Any:
        return standing(owner, name, who.unit.name)

    leaders = [
        (who, key_of(who.appointment, who.user.full_name, who)) for who in (people.minh, people.nam)
    ]
    clerks = [(who, key_of(who.unit, who.unit.name, who)) for who in (people.hoa, people.tuan)]
    for who, _device in clerks:
        key = keyring.seal_key_of(who.unit)
        keyring.give_custody(key, who.appointment, "Biên bản 03", by=System())
    paper = waiting(people)
    with refusal("not_your_bodys_turn"):
        at_desk.ask_to_sign(paper, asking=Asking(ORIGIN), by=people.nam)

    for who, device in leaders:
        request = at_desk.ask_to_sign(paper, asking=Asking(ORIGIN), by=who)
        paper = at_desk.answer(request, device(request), by=who)
    paper = actions.number(paper, by=people.hoa)
    for who, device in clerks:
        request = at_desk.ask_to_seal(paper, asking=Asking(ORIGIN), by=who)
        paper = at_desk.answer(request, device(request), by=who)

    assert paper.state == "sealed"
    assert accepted(paper.document.current.digest) == ALL
    assert set(DeskRequest.objects.values_list("state", flat=True)) == {"done"}


def test_power_lost_between_making_and_keeping_leaves_the_turn_where_it_was(people: Cast) -> None:
    paper = waiting(people)
    lost(actions.sign, paper, pin=PIN, by=people.minh)
    paper = Outgoing.objects.get()
    assert (paper.desk, Signature.objects.count()) == (None, 0)
    with refusal("not_your_bodys_turn"):
        actions.sign(paper, pin=PIN, by=people.nam)

    paper = actions.sign(paper, pin=PIN, by=people.minh)
    lost(actions.sign, paper, pin=PIN, by=people.nam)
    paper = Outgoing.objects.get()
    assert (paper.desk, Signature.objects.count()) == (people.district, 1)
    paper = actions.number(actions.sign(paper, pin=PIN, by=people.nam), by=people.hoa)
    paper = actions.seal(paper, pin=PIN, by=people.hoa)
    lost(actions.seal, paper, pin=PIN, by=people.tuan)
    paper = actions.seal(Outgoing.objects.get(), pin=PIN, by=people.tuan)

    assert paper.state == "sealed"
    assert accepted(paper.document.current.digest) == ALL


def test_a_signature_that_was_kept_is_not_made_again(people: Cast) -> None:
    paper = half_signed(people)

    with refusal("not_your_bodys_turn"):
        actions.sign(Outgoing.objects.get(), pin=PIN, by=people.minh)

    assert paper.document.signatures.count() == 1


def test_each_signature_asked_twice_on_the_page_as_it_was_is_made_once(people: Cast) -> None:
    def once(act: Any, by: Any, *, after: str) -> Outgoing:
        as_it_was = Outgoing.objects.get()
        done: Outgoing = act(Outgoing.objects.get(), pin=PIN, by=by)
        with refusal(after):
            act(as_it_was, pin=PIN, by=by)
        return done

    waiting(people)
    once(actions.sign, people.minh, after="not_your_bodys_turn")
    paper = once(actions.sign, people.nam, after="not_allowed")
    actions.number(paper, by=people.hoa)
    once(actions.seal, people.hoa, after="not_your_bodys_turn")
    paper = once(actions.seal, people.tuan, after="not_allowed")

    fields = ("purpose", "signer__user__username")
    assert list(paper.document.signatures.order_by("pk").values_list(*fields)) == [
        ("leader", "minh"),
        ("leader", "nam"),
        ("seal", "hoa"),
        ("seal", "tuan"),
    ]
    assert accepted(paper.document.current.digest) == ALL
