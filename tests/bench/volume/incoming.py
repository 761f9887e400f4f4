"""What the acts on an incoming document write (docflow/incoming/actions.py), and its statuses."""

from dataclasses import dataclass, field

from docflow.documents.models import Access, Attachment, Document, Hold, RegisterEntry, Version
from docflow.documents.notation import code as written
from docflow.exchange.models import Status
from docflow.incoming.models import Assignment, Incoming
from docflow.reports.models import CountedArrival, CountedTask
from tests.bench.volume import words
from tests.bench.volume.files import File
from tests.bench.volume.ground import Office, Post
from tests.bench.volume.hours import instant
from tests.bench.volume.outgoing import Paper, Sent
from tests.bench.volume.plans import Letter, Reply
from tests.bench.volume.world import World, bare

STATES = {
    "01": "delivered",
    "02": "refused",
    "03": "registered",
    "04": "assigned",
    "05": "in_progress",
    "06": "completed",
}


@dataclass(slots=True)
class Task:
    """An assignment as it stands."""

    pk: int
    uid: str
    role: str
    office: Office
    post: Post | None
    due: str | None
    giver: Post
    given: str
    parent: int | None = None
    level: int = 1
    done: str | None = None


@dataclass(slots=True)
class Arrival:
    """An incoming document as it stands."""

    office: Office
    reply: Reply
    pk: int
    uid: str
    facts: tuple[str, ...]  # exchange, kind, subject, urgency, issuer
    code: tuple[int | None, str, str | None]
    arrived: str
    day: str
    file: File
    attached: list[str] = field(default_factory=list)
    sender: Office | None = None
    on_paper: bool = False
    state: str = "arrived"
    number: int | None = None
    registered: str | None = None
    finding: str = ""
    verdict: str = "{}"
    refused: str = ""
    directive: str = ""
    assigned: tuple[str, str, str] | None = None  # moment, day, deadline
    handler: Post | None = None
    tasks: list[Task] = field(default_factory=list)
    readers: set[tuple[str, int]] = field(default_factory=set)

    def moved(self, state: str) -> tuple[str, str]:
        before, self.state = self.state, state
        return before, state


def arrive(w: World, at: int, sent: Sent, office: Office) -> Arrival:
    """The recipient's own document, taken in by the system."""
    paper: Paper = sent.paper
    plan = paper.plan
    facts = (paper.exchange, plan.kind, plan.subject, plan.urgency, plan.office.name)
    code = (paper.number, paper.notation, paper.issued_on)
    arrival = _taken_in(w, at, office, sent.to.reply, facts, code, paper.file)
    arrival.sender = plan.office
    w.add(
        Version,
        arrival.pk,
        1,
        "received",
        paper.file.digest,
        paper.file.size,
        "{}",
        arrival.arrived,
    )
    arrival.attached = paper.attached
    said = {"unit": office.uid, "channel": "electronic"}
    by, file = office.system, paper.file.digest
    w.log.write(
        "incoming.arrived", at, arrival.uid, by, file=file, facts=said, subject_text=plan.subject
    )
    return arrival


def arrive_on_paper(w: World, at: int, letter: Letter) -> Arrival:
    """A letter with its scan, entered by the clerk."""
    office = letter.office
    facts = (bare(w.uid(at)), "OFFICIAL_LETTER", letter.subject, "normal", letter.issuer)
    code = (w.random.randrange(1, 900), "CV-LS", w.hours.day(at - 86_400_000_000))
    arrival = _taken_in(w, at, office, letter.reply, facts, code, w.files.scan)
    arrival.on_paper, arrival.finding = True, "paper"
    w.add(
        Version,
        arrival.pk,
        1,
        "scan",
        w.files.scan.digest,
        w.files.scan.size,
        "{}",
        arrival.arrived,
    )
    w.log.write(
        "incoming.arrived_on_paper",
        at,
        arrival.uid,
        office.clerk.who,
        arrival.moved("verified"),
        file=w.files.scan.digest,
        facts={"unit": office.uid, "channel": "paper"},
        subject_text=letter.subject,
    )
    return arrival


def _taken_in(
    w: World,
    at: int,
    office: Office,
    reply: Reply,
    facts: tuple[str, ...],
    code: tuple[int | None, str, str | None],
    file: File,
) -> Arrival:
    pk, shown = w.new_id(Document), w.hours.text(at)
    w.documents += 1
    w.add(Hold, office.pk, pk)
    return Arrival(office, reply, pk, w.uid(at), facts, code, shown, w.hours.day(at), file)


def verify(w: World, at: int, arrival: Arrival, scanned: bool) -> None:
    arrival.finding = "good"
    arrival.verdict = w.files.verdicts["scan" if scanned else "seal"]
    said = {"finding": "good", "indication": "TOTAL_PASSED", "sub_indication": None}
    moved, by = arrival.moved("verified"), arrival.office.system
    w.log.write("incoming.verified", at, arrival.uid, by, moved, facts=said)


def register(w: World, at: int, arrival: Arrival) -> None:
    """The clerk reads it and enters it with the next arrival number."""
    office = arrival.office
    w.log.read(at - 60_000_000, arrival.uid, office.clerk.who)
    moved = arrival.moved("registered")
    arrival.number, year, book = w.number(at, office, "incoming")
    arrival.registered = shown = w.hours.text(at)
    w.add(RegisterEntry, book.pk, arrival.number, "", office.pk, year, arrival.pk, shown, "")
    channel = "paper" if arrival.on_paper else "electronic"
    sender = arrival.sender.uid if arrival.sender else None
    facts = {
        "unit": office.uid,
        "channel": channel,
        "finding": arrival.finding,
        "number": arrival.number,
        "sender": sender,
    }
    w.log.write("incoming.registered", at, arrival.uid, office.clerk.who, moved, facts=facts)
    counted = (bare(arrival.uid), bare(office.uid), shown, w.hours.day(at))
    w.add(CountedArrival, *counted, sender and bare(sender), channel, arrival.finding, shown)
    w.recent[office.pk].append(arrival.pk)


def refuse(w: World, at: int, arrival: Arrival, reason: str) -> None:
    arrival.refused, moved = reason, arrival.moved("refused")
    by = arrival.office.clerk.who
    w.log.write("incoming.refused", at, arrival.uid, by, moved, reason=reason)


def assign(w: World, at: int, arrival: Arrival, directive: str) -> None:
    """The leader reads it and says who leads, who co-ordinates, who is to know, and by when."""
    office, reply, leader = arrival.office, arrival.reply, arrival.office.leaders[0].post
    w.log.read(at - 60_000_000, arrival.uid, leader.who)
    moved, arrival.directive = arrival.moved("assigned"), directive
    closing = w.hours.closing(at, reply.days)
    due = w.hours.text(closing)
    people = w.random.sample(office.specialists, 2)
    through = reply.through_department and len(office.below) > 1
    units = w.random.sample(office.below, 2) if through else []
    lead = _task(w, at, arrival, "lead", units[0] if units else people[0], due)
    arrival.handler = lead.post
    others: list[Office | Post] = [*units[1:], *people[1:]]
    for who in others[: reply.collaborators]:
        _task(w, at, arrival, "collaborator", who, due)
    if reply.informed:
        _task(w, at, arrival, "for_information", office.head, None)
    facts = {
        "unit": office.uid,
        "assignment": lead.uid,
        "lead": lead.office.uid,
        "due": instant(closing).isoformat(),
    }
    arrival.assigned = (w.hours.text(at), w.hours.day(at), due)
    w.log.write(
        "incoming.assigned", at, arrival.uid, leader.who, moved, facts=facts, directive=directive
    )


def reassign(w: World, at: int, arrival: Arrival) -> None:
    """The department's head hands its task to one of its people."""
    task = arrival.tasks[0]
    person = w.random.choice(task.office.specialists)
    made = w.new_id(Assignment), w.uid(at), "lead", task.office, person, task.due
    child = Task(*made, task.office.head, w.hours.text(at), task.pk, 2)
    _let_read(w, arrival, person)
    arrival.tasks.append(child)
    arrival.handler = person
    who = {"person": person.uid, "collaborators": []}
    facts = {"assignment": child.uid, "parent": task.uid, **who}
    w.log.write("incoming.reassigned", at, arrival.uid, task.office.head.who, facts=facts)


def start(w: World, at: int, arrival: Arrival) -> None:
    assert arrival.handler is not None
    w.log.read(at - 60_000_000, arrival.uid, arrival.handler.who)
    moved = arrival.moved("in_progress")
    w.log.write("incoming.started", at, arrival.uid, arrival.handler.who, moved)


def finish(w: World, at: int, arrival: Arrival, answer: Paper | None = None) -> None:
    """The lead's task is done, the others' with it."""
    assert arrival.handler is not None
    shown = w.hours.text(at)
    for task in arrival.tasks:
        task.done = shown if task.role != "for_information" else None
    facts = {
        "unit": arrival.office.uid,
        "assignment": arrival.tasks[0].uid,
        "answer": answer.code if answer else None,
    }
    moved, by = arrival.moved("done"), arrival.handler.who
    result = arrival.reply.result
    w.log.write("incoming.finished", at, arrival.uid, by, moved, facts=facts, result=result)


def tell(w: World, acted: int, at: int, sent: Sent, code: str, reason: str = "") -> None:
    """The sender is told what the recipient did a moment before."""
    shown = w.hours.text(at)
    sent.delivered_at = sent.delivered_at or shown
    w.add(Status, sent.pk, code, w.hours.text(acted), reason, None, None, 1, "")
    office = sent.paper.plan.office
    facts = {"code": code, "unit": office.uid}
    moved = sent.moved(STATES[code])
    w.log.write(
        "delivery.status_received", at, sent.uid, office.system, moved, facts=facts, reason=reason
    )


def close(w: World, arrival: Arrival) -> None:
    """Write the rows that could still have changed."""
    office = arrival.office
    number, notation, issued_on = arrival.code
    exchange, kind, subject, urgency, issuer = arrival.facts
    facts = (office.pk, exchange, kind, subject, urgency, issuer)
    code = (number, notation, "", issued_on)
    w.put(Document, arrival.pk, bare(arrival.uid), *facts, *code, arrival.arrived)
    checking = arrival.state == "arrived"
    w.put(
        Incoming,
        arrival.pk,
        arrival.state,
        office.pk,
        arrival.sender.pk if arrival.sender else None,
        int(arrival.on_paper),
        arrival.arrived,
        arrival.number,
        arrival.registered,
        arrival.finding,
        arrival.verdict,
        "",
        arrival.refused,
        arrival.reply.result if arrival.state == "done" else "",
        arrival.arrived if checking else None,
        None,
        0 if arrival.on_paper or checking else 1,
        "",
    )
    _add_attachments(w, arrival)
    _keep_words(w, arrival)
    for task in arrival.tasks:
        _close_task(w, arrival, task)
    if arrival.assigned:
        lead = arrival.tasks[0]
        at, day, due = arrival.assigned
        counted = (bare(lead.uid), bare(office.uid), at, day, bare(arrival.uid))
        w.add(CountedTask, *counted, bare(lead.office.uid), due, due, lead.done)


def _add_attachments(w: World, arrival: Arrival) -> None:
    signed = w.files.attached
    verdict = w.files.verdicts["attachment"] if arrival.finding else "{}"
    for name in arrival.attached:
        w.add(Attachment, arrival.pk, name, signed.digest, signed.size, "", 0, verdict)


def _keep_words(w: World, arrival: Arrival) -> None:
    number, notation, issued_on = arrival.code
    _, kind, subject, _, issuer = arrival.facts
    readers = [f"@u{arrival.office.pk}"]
    readers += [f"@{what[0]}{key}" for what, key in arrival.readers]
    names = arrival.attached + ([arrival.sender.name] if arrival.sender else [])
    words.keep(
        w,
        arrival.pk,
        arrival.file,
        kind,
        (issued_on or arrival.day)[:4],
        "incoming",
        written(number, notation) if number else "",
        readers,
        [notation, subject, issuer, *names],
    )


def _close_task(w: World, arrival: Arrival, task: Task) -> None:
    person = task.post.pk if task.post else None
    who = (task.parent, task.level, task.role, task.office.pk, person, arrival.office.pk)
    due = (arrival.directive, task.due, task.due, task.done)
    ended = {"lead": "done", "collaborator": "closed"}[task.role] if task.done else ""
    given = (task.giver.pk, task.given, ended)
    w.put(Assignment, task.pk, bare(task.uid), arrival.pk, *who, *due, *given)


def _task(
    w: World, at: int, arrival: Arrival, role: str, who: Office | Post, due: str | None
) -> Task:
    office, post = (arrival.office, who) if isinstance(who, Post) else (who, None)
    giver, given = arrival.office.leaders[0].post, w.hours.text(at)
    task = Task(w.new_id(Assignment), w.uid(at), role, office, post, due, giver, given)
    _let_read(w, arrival, who)
    arrival.tasks.append(task)
    return task


def _let_read(w: World, arrival: Arrival, who: Office | Post) -> None:
    key = ("post", who.pk) if isinstance(who, Post) else ("unit", who.pk)
    if key not in arrival.readers:
        arrival.readers.add(key)
        row = (who.pk, None) if isinstance(who, Post) else (None, who.pk)
        w.add(Access, arrival.pk, *row)
