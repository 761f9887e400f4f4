"""What happens to a document, decided before it happens; at random, in the shares of real offices.

The shares are chosen, not measured: about 2 % of all documents lie open on some desk at the end.
"""

from dataclasses import dataclass
from itertools import accumulate
from random import Random

from tests.bench.volume.ground import FIRST, KINDS, SECOND, SHARES, Office

SUBJECTS = ("Tình hình thiệt hại do mưa lũ", "Kết quả rà soát nhà ở", "Kế hoạch giải ngân vốn")
SUBJECTS += ("Về việc bố trí kinh phí phòng, chống thiên tai", "Triển khai đề án chuyển đổi số")
SUBJECTS += ("Tổ chức hội nghị giao ban", "Báo cáo công tác cải cách hành chính", "Khen thưởng")
SUBJECTS += ("Cử cán bộ tham gia tập huấn", "Xử lý kiến nghị của cử tri", "Bảo vệ rừng mùa khô")
OUTSIDERS = ("Công ty Cổ phần Vận tải Lam Sơn", "Hợp tác xã Nông nghiệp Phú Lộc")
OUTSIDERS += ("Ông Trần Văn Bình, thôn 3", "Bà Lê Thị Hoa, khu phố 2", "Trường THPT Lương Đắc Bằng")
REASONS = ("Thiếu số liệu, đề nghị bổ sung", "Sai thể thức", "Chưa rõ nơi nhận")
DIRECTIVES = ("Tham mưu, tổng hợp báo cáo", "Chủ trì thực hiện, báo cáo kết quả", "Nghiên cứu")
RESULTS = ("", "Đã tổng hợp, báo cáo", "Đã thực hiện xong")
URGENCIES = ("normal", "urgent", "very_urgent", "express")


@dataclass(frozen=True, slots=True)
class Reply:
    """What is done with an arrived document, and where that ends (the name of a state)."""

    ends: str = "done"
    through_department: bool = False
    collaborators: int = 0
    informed: int = 0
    days: int = 7
    answer: "Plan | None" = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class To:
    """A recipient: an office, or somebody outside."""

    office: Office | None
    name: str
    channel: str = "electronic"
    paper_reason: str = ""
    fails: bool = False
    reply: Reply = Reply()


@dataclass(frozen=True, slots=True)
class Plan:
    """A document an office makes: how often it comes back, and where its way ends."""

    office: Office
    kind: str
    subject: str
    to: tuple[To, ...]
    urgency: str = "normal"
    deputy: bool = False
    on_paper: bool = False
    back_from: tuple[str, ...] = ()
    withdrawn: bool = False
    ends: str = "issued"
    cancelled: bool = False
    attachments: int = 0
    merges: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """A paper that comes to an office by post."""

    office: Office
    issuer: str
    subject: str
    reply: Reply


class Chance:
    """Draws plans."""

    def __init__(self, random: Random, offices: list[Office]) -> None:
        self._random, self._offices = random, offices
        self._shares = list(accumulate(office.share for office in offices))

    def plan(self) -> Plan | Letter:
        """What begins next, somewhere."""
        office = self._office()
        if self._is(0.22):
            issuer = self._random.choice(OUTSIDERS)
            return Letter(office, issuer, self._subject(), self._reply(office))
        return self.document(office, self._recipients(office))

    def document(self, office: Office, to: tuple[To, ...]) -> Plan:
        """A document an office begins."""
        random = self._random
        backs = tuple(random.choices(("initialling", "format_check", "signing", "signed"), k=1))
        ends, cancelled = "issued", False
        if self._is(0.03):
            ends = random.choice(("draft", "initialling", "format_check", "signing", "numbered"))
            cancelled = self._is(0.5)
        return Plan(
            office,
            random.choices(KINDS, SHARES)[0],
            self._subject(),
            to,
            urgency=random.choices(URGENCIES, (88, 8, 3, 1))[0],
            deputy=self._is(0.35),
            on_paper=self._is(0.05),
            back_from=backs if self._is(0.08) else (),
            withdrawn=self._is(0.01),
            ends=ends,
            cancelled=cancelled,
            attachments=random.choices((0, 1, 2), (75, 18, 7))[0],
            merges=2 if self._is(0.02) else 0,
        )

    def _recipients(self, office: Office) -> tuple[To, ...]:
        many = 1 if office.is_province else 0
        number = self._random.choices((1, 2, 4, 8, 25), (74, 15, 7, 3, many))[0]
        chosen = {each.pk: each for each in (self._office() for _ in range(number))}
        chosen.pop(office.pk, None)
        to = [self._to(each) for each in chosen.values()]
        if not to or self._is(0.1):
            to.append(To(None, self._random.choice(OUTSIDERS), "paper"))
        return tuple(to)

    def _to(self, office: Office) -> To:
        if self._is(0.03):
            reason = "Tài liệu kèm theo bản giấy"
            return To(office, office.name, "both", reason, reply=self._reply(office))
        return To(office, office.name, fails=self._is(0.0005), reply=self._reply(office))

    def _reply(self, office: Office) -> Reply:
        random = self._random
        ends = "done"
        if self._is(0.03):
            ends = random.choices(("refused", "verified", "registered", "assigned"), (5, 1, 2, 2))[
                0
            ]
        through = office.is_province and self._is(0.6)
        answered = not through and self._is(0.12)
        answer = self.document(office, self._back(office)) if answered else None
        return Reply(
            ends=ends,
            through_department=through,
            collaborators=random.choices((0, 1, 2), (78, 15, 7))[0],
            informed=random.choices((0, 1), (85, 15))[0],
            days=random.choice((3, 5, 7, 10, 15)),
            answer=answer,
            result=random.choice(RESULTS),
        )

    def _back(self, office: Office) -> tuple[To, ...]:
        """An answer goes to one office, which takes note of it."""
        other = self._office()
        other = other if other is not office else self._offices[-1 if office.is_province else 0]
        return (To(other, other.name, reply=Reply(days=5)),)

    def _office(self) -> Office:
        return self._random.choices(self._offices, cum_weights=self._shares)[0]

    def _subject(self) -> str:
        random = self._random
        place = f"{random.choice(FIRST)} {random.choice(SECOND)}"
        return f"{random.choice(SUBJECTS)} tại {place} tháng {random.randint(1, 12)}"

    def _is(self, share: float) -> bool:
        return self._random.random() < share
