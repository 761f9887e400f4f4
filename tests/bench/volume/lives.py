"""The lives themselves: each yields the moment of its next act, and writes when that has come."""

from collections.abc import Callable, Generator

from tests.bench.volume import incoming, outgoing
from tests.bench.volume.incoming import Arrival
from tests.bench.volume.outgoing import Paper, Sent
from tests.bench.volume.plans import DIRECTIVES, REASONS, Letter, Plan
from tests.bench.volume.world import Life, World

Part = Generator[int, None, int]
"""A part of a life: ends by saying the moment it has come to."""

STEPS: tuple[tuple[Callable[[World, int, Paper], None], float, float], ...] = (
    (outgoing.submit, 20, 400),
    (outgoing.initial, 30, 500),
    (outgoing.pass_format, 20, 300),
    (outgoing.sign, 30, 700),
    (outgoing.number, 5, 120),
    (outgoing.seal, 1, 15),
)


def begin(w: World, at: int, plan: Plan | Letter) -> None:
    """Let a planned life begin at a moment."""
    life = by_post(w, at, plan) if isinstance(plan, Letter) else made(w, at, plan)
    w.start(at, life)


def made(w: World, at: int, plan: Plan, answered: Arrival | None = None) -> Part:
    """A document an office makes, up to its deliveries; an answer ends what it answers."""
    yield at
    paper = outgoing.draft(w, at, plan, answered.pk if answered else None)
    try:
        back = list(plan.back_from)
        if plan.withdrawn:
            at = yield from _once_around(w, at, paper)
        step = 0
        while paper.state != plan.ends and step < len(STEPS):
            if paper.state in back:
                back.remove(paper.state)
                at = yield from _returned(w, at, paper)
                step = 0
            act, least, most = STEPS[step]
            at = w.minutes(at, least, most)
            yield at
            act(w, at, paper)
            step += 1
        if paper.state == plan.ends:
            return (yield from _left(w, at, paper))
        at = w.minutes(at, 1, 30)
        yield at
        for sent in outgoing.issue(w, at, paper):
            w.start(at, delivered(w, at, sent))
        if answered:
            at = w.minutes(at, 1, 20)
            yield at
            incoming.finish(w, at, answered, paper)
        return at
    finally:
        outgoing.close(w, paper)


def _left(w: World, at: int, paper: Paper) -> Part:
    """It stays where it is, or is given up."""
    if paper.plan.cancelled:
        at = w.minutes(at, 100, 900)
        yield at
        outgoing.cancel(w, at, paper, w.random.choice(REASONS))
    return at


def _once_around(w: World, at: int, paper: Paper) -> Part:
    """Submitted, and taken back by its drafter."""
    for act in (outgoing.submit, outgoing.withdraw, outgoing.revise):
        at = w.minutes(at, 10, 200)
        yield at
        act(w, at, paper)
    return at


def _returned(w: World, at: int, paper: Paper) -> Part:
    at = w.minutes(at, 20, 300)
    yield at
    outgoing.send_back(w, at, paper, w.random.choice(REASONS))
    at = w.minutes(at, 60, 600)
    yield at
    outgoing.revise(w, at, paper)
    return at


def delivered(w: World, at: int, sent: Sent) -> Life:
    """A document on its way to one recipient, and all the recipient does with it."""
    try:
        office = sent.to.office
        if sent.to.channel == "paper" or office is None:
            return
        at = w.seconds(at)
        yield at
        if sent.to.fails:
            yield from _failed(w, at, sent)
            return
        arrival = incoming.arrive(w, at, sent, office)
        try:
            at = w.seconds(at, 0.1, 0.2)
            yield at
            sent.attempts += 1
            moved, by = sent.moved("sent"), sent.paper.plan.office.system
            w.log.write("delivery.sent", at, sent.uid, by, moved)
            at = w.seconds(at)
            yield at
            incoming.verify(w, at, arrival, sent.paper.signed_on_paper)
            yield from _told(w, at, sent, "01")
            yield from handled(w, at + 2_000_000, arrival, sent)
        finally:
            incoming.close(w, arrival)
    finally:
        outgoing.close_delivery(w, sent)


def _failed(w: World, at: int, sent: Sent) -> Life:
    """Twelve tries, each later than the one before."""
    at += 2 * 3600 * 1_000_000
    yield at
    sent.attempts, sent.error = 12, "The store cannot be reached."
    moved, by = sent.moved("failed"), sent.paper.plan.office.system
    w.log.write("delivery.failed", at, sent.uid, by, moved, reason=sent.error)


def by_post(w: World, at: int, letter: Letter) -> Life:
    """A letter on paper, from its arrival on."""
    yield at
    arrival = incoming.arrive_on_paper(w, at, letter)
    try:
        yield from handled(w, at, arrival, None)
    finally:
        incoming.close(w, arrival)


def handled(w: World, at: int, arrival: Arrival, sent: Sent | None) -> Life:
    """From the register to done, or to where the reply ends."""
    reply = arrival.reply
    if reply.ends == "verified":
        return
    at = w.minutes(at, 5, 400)
    yield at
    if reply.ends == "refused" and sent:
        reason = w.random.choice(REASONS)
        incoming.refuse(w, at, arrival, reason)
        yield from _told(w, at, sent, "02", reason)
        return
    incoming.register(w, at, arrival)
    yield from _told(w, at, sent, "03")
    if reply.ends == "registered":
        return
    at = w.minutes(at, 20, 500)
    yield at
    incoming.assign(w, at, arrival, w.random.choice(DIRECTIVES))
    yield from _told(w, at, sent, "04")
    if arrival.handler is None:
        at = w.minutes(at, 20, 500)
        yield at
        incoming.reassign(w, at, arrival)
    if reply.ends == "assigned":
        return
    at = w.minutes(at, 10, 600)
    yield at
    incoming.start(w, at, arrival)
    yield from _told(w, at, sent, "05")
    if reply.ends == "in_progress":
        return
    yield from _finished(w, at, arrival, sent)


def _finished(w: World, at: int, arrival: Arrival, sent: Sent | None) -> Life:
    """Mostly in time; with an answer when that is issued."""
    allowed = arrival.reply.days * 540
    at = w.minutes(at, 60, 1.15 * allowed)
    yield at
    if arrival.reply.answer:
        at = yield from made(w, at, arrival.reply.answer, arrival)
        if arrival.state != "done":
            return
    else:
        incoming.finish(w, at, arrival)
    yield from _told(w, at, sent, "06")


def _told(w: World, at: int, sent: Sent | None, code: str, reason: str = "") -> Life:
    if sent:
        later = w.seconds(at)
        yield later
        incoming.tell(w, at, later, sent, code, reason)
