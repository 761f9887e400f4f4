"""The generator of volume writes what the real actions write, and nothing that does not agree."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from docflow import clock
from docflow.audit.chain import canonical
from docflow.audit.models import Entry, EntryText
from docflow.audit.verify import verify
from docflow.documents import actions as documents
from docflow.documents.models import Document
from docflow.exchange import actions as exchange
from docflow.exchange import tasks as exchange_tasks
from docflow.exchange.models import Delivery
from docflow.identity import new_uid
from docflow.incoming import actions as incoming
from docflow.incoming import tasks as incoming_tasks
from docflow.incoming.arriving import Arriving
from docflow.incoming.models import Assignment, Incoming
from docflow.outgoing import actions as outgoing
from docflow.outgoing import contents
from docflow.outgoing.models import Outgoing
from docflow.people import actions as hire
from docflow.people.actor import Actor, System
from docflow.permissions import Role
from docflow.reports.models import CountedDelivery, CountedTask, RateSum, StaleSum
from docflow.reports.reconcile import reconcile
from docflow.reports.recount import differences
from docflow.reports.tasks import catch_up
from docflow.search import document_rows, following
from docflow.search.models import Due, Words
from docflow.signatures.intake import take_in
from docflow.units.models import Unit
from tests import builders, cast
from tests.bench import shapes
from tests.bench.volume.filling import Filled, Filling
from tests.bench.volume.ground import Office
from tests.bench.volume.plans import Letter, Plan, Reply, To
from tests.cast import PIN
from tests.conftest import SAMPLES

pytestmark = pytest.mark.django_db
DUE = 5
REASON = "Thiếu số liệu"


@pytest.fixture(scope="module")
def grown(django_db_setup: None, django_db_blocker: Any) -> Iterator[Filled]:
    """Two thousand documents, made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Filling(communes=6, departments=3, texts=3).by_chance(2000)
        transaction.set_rollback(True)


def test_the_same_lives_leave_the_same_rows_and_entries_as_the_real_actions():
    with transaction.atomic():
        _played()
        real = shapes.rows(), shapes.entries()
        transaction.set_rollback(True)

    filling = Filling(communes=10, departments=3, texts=2)
    filling.by_plan(_plans(filling.offices))

    assert _differing(shapes.rows(), real[0]) == {}
    assert _differing(shapes.entries(), real[1]) == {}


def test_a_generated_installation_agrees_with_itself_and_its_log_is_whole(grown):
    found = reconcile()

    assert found.differences == []
    assert found.checked.documents == grown.documents
    assert abs(grown.documents - 2000) < 100
    assert (
        verify().entries == grown.entries + Entry.objects.filter(chain__name="installation").count()
    )


def test_entries_and_texts_are_canonical_as_the_log_writes_them(grown):
    texts = [*Entry.objects.values_list("text", flat=True)]
    texts += EntryText.objects.values_list("text", flat=True)

    assert len(texts) > grown.entries
    assert [text for text in texts if canonical(json.loads(text)) != text] == []


def test_about_two_of_a_hundred_documents_lie_open(grown):
    papers = Outgoing.objects.exclude(state__in=["issued", "cancelled"])
    arrivals = Incoming.objects.exclude(state__in=["done", "refused"])

    assert 0.01 < (papers.count() + arrivals.count()) / grown.documents < 0.045


def test_what_is_counted_is_what_the_log_tells(grown):
    assert CountedDelivery.objects.exists()
    assert CountedTask.objects.filter(done_at__isnull=False).exists()
    assert list(differences()) == []
    assert RateSum.objects.filter(unit=CountedTask.objects.values("unit")[:1]).exists()
    assert not StaleSum.objects.exists()


def test_what_is_searched_is_what_the_documents_say(grown):
    rows = {row.document_id: row for row in Words.objects.select_related("file")}
    made = {
        document.pk: document_rows.tokens_of(document, rows[document.pk].file)
        for document in document_rows.load(rows)
    }

    assert len(made) == grown.documents
    assert made == {key: row.words for key, row in rows.items()}
    assert not Due.objects.exists()


def _differing(ours: set[Any], real: set[Any]) -> dict[str, list[Any]]:
    found = {
        "only generated": sorted(ours - real, key=str),
        "only real": sorted(real - ours, key=str),
    }
    return {where: shapes for where, shapes in found.items() if shapes}


def _plans(offices: list[Office]) -> list[Plan | Letter]:
    """The lives, for the generator."""
    top, *others = offices
    maker = offices[-1]
    names = iter([each for each in others if each is not maker])

    def to(reply: Reply, **how: Any) -> To:
        office = top if reply.through_department else next(names)
        return To(office, office.name, reply=reply, **how)

    spread = (
        to(Reply(result="xong", collaborators=1, informed=1)),
        to(Reply(ends="refused")),
        to(Reply(ends="verified")),
        to(Reply(ends="registered")),
        to(Reply(ends="assigned")),
        to(Reply(ends="in_progress")),
        to(Reply(through_department=True, collaborators=1)),
        to(Reply(ends="verified"), fails=True),
        to(Reply(), channel="both", paper_reason="Kèm bản giấy"),
        To(None, "Ông Bình", "paper"),
    )
    single = (spread[2],)
    letters: list[Plan | Letter] = [
        Letter(maker, "Công ty A", "Đề nghị", Reply(ends="registered")) for _ in range(2)
    ]
    answer = Plan(maker, "REPORT", "Trả lời", (To(None, "Ông Bình", "paper"),))
    stay = ("draft", "initialling", "format_check", "signing", "signed", "numbered", "sealed")
    return [
        Plan(maker, "REPORT", "Mưa lũ", spread, attachments=1),
        Plan(maker, "REPORT", "Ký giấy", spread[4:5], on_paper=True),
        Plan(maker, "REPORT", "Trở lại", single, back_from=("initialling",), ends="format_check"),
        Plan(maker, "REPORT", "Trở lại", single, back_from=("format_check",), ends="signing"),
        Plan(maker, "REPORT", "Trở lại", single, back_from=("signing",), ends="signed"),
        Plan(maker, "REPORT", "Trở lại", single, back_from=("signed",), ends="numbered"),
        Plan(maker, "REPORT", "Rút", single, withdrawn=True, ends="initialling"),
        Plan(maker, "REPORT", "Hủy", single, ends="draft", cancelled=True),
        Plan(maker, "REPORT", "Hủy", single, ends="numbered", cancelled=True),
        *(Plan(maker, "REPORT", "Dừng", single, ends=state) for state in stay),
        *letters,
        Letter(maker, "Công ty B", "Hỏi", Reply(answer=answer)),
        *letters,
        Plan(maker, "REPORT", "Tổng hợp", single, merges=2, ends="draft"),
    ]


class _Desk:
    """A receiving unit with its people."""

    def __init__(self, people: cast.Cast, number: int, above: Unit | None = None) -> None:
        level = "department" if above else "district"
        self.unit = cast.unit(f"Đơn vị {number}", level, above or people.province)
        self.clerk = self._person(f"clerk-{number}", Role.CLERK)
        self.leader = self._person(f"leader-{number}", Role.LEADER)
        self.head = self._person(f"head-{number}", Role.HEAD_OF_DEPARTMENT)
        self.first = self._person(f"first-{number}", Role.SPECIALIST)
        self.second = self._person(f"second-{number}", Role.SPECIALIST)

    def _person(self, name: str, role: Role) -> Actor:
        user = hire.invite(name, f"Người {name}", by=System())
        since = date(2020, 1, 1)
        return Actor(hire.appoint(user, self.unit, name, [role], by=System(), valid_from=since))

    def to(self, **how: Any) -> contents.To:
        return contents.To(self.unit, **how)


def _played() -> None:
    """The same lives, by the real actions."""
    people = cast.gather()
    desks = [_Desk(people, number) for number in range(9)]
    below = [_Desk(people, 20 + number, desks[6].unit) for number in range(2)]
    _spread(people, desks, below)
    _on_paper(people, desks[4])
    _returned(people)
    _stopped(people)
    _by_post(people)
    catch_up()
    following.catch_up(60)


def _spread(people: cast.Cast, desks: list[_Desk], below: list[_Desk]) -> None:
    to = [desk.to() for desk in desks]
    to[8] = desks[8].to(channel="both", paper_reason="Kèm bản giấy")
    to.append(contents.To(name="Ông Bình", channel="paper"))
    attached = [take_in(SAMPLES / "excel-2016.pdf", by=people.lan)]
    _issue(people, _signed(people, subject="Mưa lũ", recipients=to, attachments=attached))
    for delivery in Delivery.objects.exclude(state="on_paper"):
        if delivery.recipient == desks[7].unit:
            Delivery.objects.filter(pk=delivery.pk).update(attempts=12)
            exchange.fail(delivery, "The store cannot be reached.", by=System(delivery.unit))
        else:
            _hand_over(delivery)
    _work(desks[0], [desks[0].second], [desks[0].head], result="xong")
    incoming.refuse(_arrival(desks[1]), REASON, by=desks[1].clerk)
    incoming.register(_read(desks[3], desks[3].clerk), by=desks[3].clerk)
    _assigned(desks[4])
    incoming.start(_assigned(desks[5]), by=desks[5].first)
    _through(desks[6], below)
    _work(desks[8])
    builders.tell_statuses()


def _hand_over(delivery: Delivery) -> None:
    """The worker takes it over, checks it and tells the sender of it."""
    exchange_tasks.hand_over(delivery.pk)
    arrival = Incoming.objects.get(
        unit=delivery.recipient, document__exchange_id=delivery.document.exchange_id
    )
    incoming_tasks.check_signatures(arrival.pk)
    builders.tell_statuses()


def _signed(people: cast.Cast, **facts: Any) -> Any:
    paper = builders.waiting_for_signature(people, **facts)
    documents.read(paper.document, by=people.minh)
    return outgoing.sign(paper, pin=PIN, by=people.minh)


def _issue(people: cast.Cast, paper: Any) -> None:
    paper = outgoing.number(paper, by=people.hoa)
    exchange.issue(outgoing.seal(paper, pin=PIN, by=people.hoa), by=people.hoa)


def _arrival(desk: _Desk) -> Incoming:
    return Incoming.objects.filter(unit=desk.unit).latest("pk")


def _read(desk: _Desk, by: Actor) -> Incoming:
    arrival = _arrival(desk)
    documents.read(arrival.document, by=by)
    return arrival


def _assigned(desk: _Desk, others: list[Actor] = (), informed: list[Actor] = ()) -> Incoming:  # type: ignore[assignment]
    incoming.register(_read(desk, desk.clerk), by=desk.clerk)
    builders.tell_statuses()
    arrival = incoming.assign(
        _read(desk, desk.leader),
        "Tham mưu",
        desk.first.appointment,
        DUE,
        by=desk.leader,
        collaborators=[each.appointment for each in others],
        for_information=[each.appointment for each in informed],
    )
    documents.read(arrival.document, by=desk.first)
    builders.tell_statuses()
    return arrival


def _work(
    desk: _Desk,
    others: list[Actor] = (),  # type: ignore[assignment]
    informed: list[Actor] = (),  # type: ignore[assignment]
    **how: Any,
) -> None:
    arrival = incoming.start(_assigned(desk, others, informed), by=desk.first)
    builders.tell_statuses()
    incoming.finish(arrival, by=desk.first, **how)
    builders.tell_statuses()


def _through(desk: _Desk, below: list[_Desk]) -> None:
    arrival = incoming.register(_read(desk, desk.clerk), by=desk.clerk)
    builders.tell_statuses()
    units = [each.unit for each in below]
    documents.read(arrival.document, by=desk.leader)
    incoming.assign(arrival, "Chủ trì", units[0], DUE, by=desk.leader, collaborators=units[1:])
    builders.tell_statuses()
    lead = arrival.assignments.get(role=Assignment.Role.LEAD)
    incoming.reassign(lead, below[0].first.appointment, by=below[0].head)
    documents.read(arrival.document, by=below[0].first)
    incoming.start(arrival, by=below[0].first)
    builders.tell_statuses()
    incoming.finish(arrival, by=below[0].first)


def _on_paper(people: cast.Cast, desk: _Desk) -> None:
    """Signed on paper, sent electronically, assigned there."""
    paper = builders.waiting_for_signature(people, subject="Ký giấy", recipients=[desk.to()])
    scan = take_in(SAMPLES / "quartz-10.7.pdf", by=people.hoa)
    _issue(people, outgoing.sign_on_paper(paper, scan, by=people.hoa))
    _hand_over(Delivery.objects.latest("pk"))
    _assigned(desk)


def _returned(people: cast.Cast) -> None:
    """Sent back from each state, and one state further than that the second time."""
    for state, by in (
        ("initialling", people.hung),
        ("format_check", people.oanh),
        ("signing", people.minh),
        ("signed", people.minh),
    ):
        paper = _walked(people, state)
        paper = outgoing.send_back(paper, REASON, by=by)
        outgoing.revise(paper, builders.page(people), by=people.lan)
        _walk(people, paper, state, further=1)
    paper = outgoing.withdraw(_walked(people, "initialling"), by=people.lan)
    outgoing.revise(paper, builders.page(people), by=people.lan)
    outgoing.submit(paper, by=people.lan)


def _stopped(people: cast.Cast) -> None:
    """Given up, with a number and without one; and one left in each state."""
    outgoing.cancel(_walked(people, "draft"), REASON, by=people.lan)
    outgoing.cancel(_walked(people, "numbered"), REASON, by=people.hoa)
    for state in STATES:
        _walked(people, state)


STATES = ("draft", "initialling", "format_check", "signing", "signed", "numbered", "sealed")


def _walked(people: cast.Cast, state: str) -> Any:
    return _walk(people, builders.draft(people), state)


def _walk(people: cast.Cast, paper: Any, state: str, further: int = 0) -> Any:
    def signed() -> Any:
        documents.read(paper.document, by=people.minh)
        return outgoing.sign(paper, pin=PIN, by=people.minh)

    steps = [
        lambda: outgoing.submit(paper, by=people.lan),
        lambda: outgoing.initial(paper, by=people.hung),
        lambda: outgoing.pass_format(paper, by=people.oanh),
        signed,
        lambda: outgoing.number(paper, by=people.hoa),
        lambda: outgoing.seal(paper, pin=PIN, by=people.hoa),
    ]
    for step in steps[: STATES.index(state) + further]:
        paper = step()
    return paper


def _by_post(people: cast.Cast) -> None:
    """Letters on paper: two registered and merged, one answered."""
    papers = [_letter(people) for _ in range(3)]
    for paper in papers:
        documents.read(paper.document, by=people.hoa)
        incoming.register(paper, by=people.hoa)
    merges = [each.document for each in papers[:2]]
    builders.draft(people, subject="Tổng hợp", merges=merges)
    documents.read(papers[2].document, by=people.minh)
    lead = people.lan.appointment
    arrival = incoming.assign(papers[2], "Trả lời", lead, DUE, by=people.minh)
    documents.read(arrival.document, by=people.lan)
    arrival = incoming.start(arrival, by=people.lan)
    to = [contents.To(name="Ông Bình", channel="paper")]
    answer = _signed(people, recipients=to, answers=arrival.document)
    _issue(people, answer)
    incoming.finish(arrival, by=people.lan, answer=answer.document)


def _letter(people: cast.Cast) -> Incoming:
    number = Document.objects.count()
    return incoming.arrive_on_paper(
        Arriving(
            exchange_id=new_uid(),
            sender=None,
            issuer="Công ty A",
            kind="OFFICIAL_LETTER",
            subject="Đề nghị",
            urgency="normal",
            number=number,
            notation="CV-LS",
            issued_on=clock.today(),
            file=take_in(SAMPLES / "quartz-10.7.pdf", by=people.hoa),
        ),
        by=people.hoa,
    )
