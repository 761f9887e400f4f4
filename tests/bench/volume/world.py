"""What all lives share: tables, log, clock, chance, books of numbers, and the queue of moments."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from random import Random

from docflow.documents.models import (
    Access,
    Attachment,
    Document,
    Hold,
    Link,
    Register,
    RegisterEntry,
    Version,
)
from docflow.exchange.models import Delivery, Status
from docflow.incoming.models import Assignment, Incoming
from docflow.outgoing.models import Outgoing, Recipient, Round
from docflow.reports.models import CountedArrival, CountedDelivery, CountedDocument, CountedTask
from docflow.search.models import Words
from docflow.signatures.models import Signature
from tests.bench.volume.files import Files
from tests.bench.volume.ground import Office
from tests.bench.volume.hours import Hours
from tests.bench.volume.log import Log
from tests.bench.volume.tables import Sink, Table

Life = Iterator[int]
WAITING = "due lease attempts last_error"
DATED = "uid unit at day"
TABLES = {
    Document: "id uid unit_id exchange_id kind subject urgency issuer number notation "
    "code_as_written issued_on created",
    Version: "id document_id number role digest size facts made",
    Attachment: "id document_id name digest size given_digest given_size verdict",
    Link: "id source_id target_id kind",
    Access: "id document_id appointment_id unit_id",
    Hold: "id unit_id document_id",
    Register: "id unit_id year series book kinds opening last",
    RegisterEntry: "id register_id number notation unit_id year document_id given void_reason",
    Outgoing: "document_id state unit_id drafter_id signer_id round signed_on_paper signed_at "
    "issued_at",
    Round: "id paper_id number ended by_id state reason",
    Recipient: "id paper_id unit_id name channel paper_reason",
    Incoming: "document_id state unit_id sender_id on_paper arrived_at arrival_number "
    f"registered_at finding verdict accept_reason refuse_reason result {WAITING}",
    Assignment: "id uid arrival_id parent_id level role unit_id person_id addressee_id directive "
    "due first_due done_at given_by_id given_at ended_as",
    Delivery: "id uid document_id unit_id recipient_id name channel paper_reason created state "
    f"{WAITING}",
    Status: f"id delivery_id code at reason {WAITING}",
    Signature: "id uid document_id purpose key_id signer_id on_behalf_of_id authority "
    "digest_before digest_after signed_at verdict",
    Words: "document_id file_id words",
    CountedDelivery: f"id {DATED} document recipient channel delivered_at",
    CountedArrival: f"id {DATED} sender channel finding since",
    CountedDocument: f"id {DATED} kind personal seal electronic paper due",
    CountedTask: f"id {DATED} arrival lead due first_due done_at",
}


@dataclass(slots=True)
class Book:
    """A register of one unit and year."""

    pk: int
    unit: int
    year: int
    series: str
    last: int = 0


class World:
    """Everything the acts write to."""

    def __init__(self, sink: Sink, log: Log, hours: Hours, random: Random, files: Files) -> None:
        self.log, self.hours, self.random, self.files = log, hours, random, files
        self._tables: dict[type, Table] = {
            model: sink.table(model, columns) for model, columns in TABLES.items()
        }
        self._books: dict[tuple[int, int, str], Book] = {}
        self._queue: list[tuple[int, int, Life]] = []
        self._turn = count()
        self.recent: dict[int, deque[int]] = defaultdict(lambda: deque(maxlen=8))
        self.documents = 0

    def add(self, model: type, *values: str | int | None) -> int:
        """A row with a new number as its key; the key."""
        table = self._tables[model]
        key = table.new_id()
        table.add(key, *values)
        return key

    def new_id(self, model: type) -> int:
        """A key for a row that is written later with `put`."""
        return self._tables[model].new_id()

    def put(self, model: type, *values: str | int | None) -> None:
        """A row with all its columns."""
        self._tables[model].add(*values)

    def uid(self, at: int) -> str:
        """A name as `new_uid` makes it, for a moment: UUID version 7."""
        bits = self.random.getrandbits(74)
        time = f"{at // 1000:012x}"
        high, low = bits >> 62, bits & (1 << 62) - 1 | 0b10 << 62
        tail = f"{low:016x}"
        return f"{time[:8]}-{time[8:]}-7{high:03x}-{tail[:4]}-{tail[4:]}"

    def number(self, at: int, office: Office, series: str) -> tuple[int, int, Book]:
        """The next number of the year's main book: number, year, book."""
        year = int(self.hours.day(at)[:4])
        key = (office.pk, year, series)
        book = self._books.get(key)
        if book is None:
            book = Book(self.new_id(Register), office.pk, year, series)
            self._books[key] = book
        book.last += 1
        return book.last, year, book

    def start(self, at: int, life: Life) -> None:
        """Let a life begin at a moment."""
        heappush(self._queue, (at, next(self._turn), life))

    def live_until(self, moment: int) -> None:
        """Play everything that happens up to a moment."""
        queue = self._queue
        while queue and queue[0][0] <= moment:
            _, _, life = heappop(queue)
            following = next(life, None)
            if following is not None:
                heappush(queue, (following, next(self._turn), life))

    def stop(self) -> None:
        """Leave everything as it stands, and write the books."""
        for _, _, life in self._queue:
            life.close()  # type: ignore[attr-defined]
        for book in self._books.values():
            self.put(
                Register, book.pk, book.unit, book.year, book.series, "main", "[]", 1, book.last
            )

    def minutes(self, at: int, least: float, most: float) -> int:
        """A moment so many working minutes later, and some microseconds."""
        ahead = self.random.uniform(least, most)
        return self.hours.later(at, ahead) + self.random.randrange(1, 40_000_000)

    def seconds(self, at: int, least: float = 0.3, most: float = 1.5) -> int:
        """A moment shortly after, as the worker takes it."""
        return at + int(self.random.uniform(least, most) * 1_000_000)


def bare(uid: str) -> str:
    """A name without dashes, as both databases take it."""
    return uid.replace("-", "")
