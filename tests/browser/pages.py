"""Where the walk through all pages goes: each address, as whom, about what."""

import sqlite3
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from docflow.api.urls import calls
from docflow.incoming.states import State as Arrived
from docflow.outgoing.states import State as Drafted
from tests.access.walking import endpoints
from tests.browser.people import Site

LEADER, HEAD, FORMAT, SPECIALIST, CLERK, AUDITOR, ADMINISTRATOR = (
    f"15997-{place}" for place in (1, 4, 3, 5, 6, 7, 8)
)
LEADER_ABOVE, SPECIALIST_ABOVE, CLERK_ABOVE = "399-1", "399-5", "399-6"
DEPUTY, HEAD_OF_DEPARTMENT = "15997-2", "38-snnmt-1"
STRANGER = ""

FILE = "a file to be saved"
PART = "a part that a page loads into itself"
NOT_PAGES = {
    "account_second_factor_picture": "a picture",
    "api:docs": "Swagger UI for programmers, as its makers ship it",
    "api:description": "for programs",
    "incoming:candidates": PART,
    "log:export": FILE,
    "log:progress": PART,
    "rates:csv": FILE,
    "rates:units_csv": FILE,
    "rates:units_xlsx": FILE,
    "rates:xlsx": FILE,
    "reporting:xlsx": FILE,
    "reporting:figure": "a list as that of the reports; tests/docflow/web/test_reporting.py",
    "reporting:pass_on": "the same form as reporting:ask",
    "reporting:return_report": "the same form as reporting:ask",
    "registers:csv": FILE,
    "registers:xlsx": FILE,
    "sign-in-code": "leads back unless a password was just given; test_second_factor.py",
    "signing:book": "leads to the first document to sign",
    "viewer:attachment": FILE,
    "viewer:changes": PART,
    "viewer:file": FILE,
    "viewer:frame": "the frame around a document's pages; its own test",
    "viewer:picture": "a picture",
}
"""Addresses the walk leaves out, and why."""


@dataclass(frozen=True)
class Stop:
    """An address, who opens it, about which thing; `more`: the rest of the address."""

    address: str
    who: str
    about: str = ""
    more: tuple[str, ...] = ()
    query: str = ""
    status: int = 200

    def __str__(self) -> str:
        return "-".join(filter(None, [self.address, self.about, *self.more, self.who, self.query]))

    def path(self, site: Site) -> str:
        """Where it is at this site."""
        found = [thing(site, self.about, self.who)] if self.about else []
        query = self.query
        if "{" in query:
            query = query.format(signing=thing(site, "signing", self.who))
        return str(reverse(self.address, args=[*found, *self.more])) + query


def addresses() -> set[str]:
    """The names of all addresses that answer GET, but for the calls of the API."""
    known = {f"api:{call.verb}" for call in calls()}
    return {name for name, method in endpoints() if method == "GET"} - known


def _acts(who: str, area: str, **about: str) -> list[Stop]:
    return [Stop(f"{area}:{verb}", who, thing) for verb, thing in about.items()]


STOPS = (
    Stop("sign-in", STRANGER),
    Stop("verify", STRANGER),
    *(Stop("desk", who) for who in (LEADER, HEAD, FORMAT, SPECIALIST, CLERK, ADMINISTRATOR)),
    *(Stop("queue", LEADER, more=(code,)) for code in ("to_sign", "under_way")),
    *(Stop("queue", LEADER_ABOVE, more=(code,)) for code in ("to_decide", "follow_up")),
    *(Stop("queue", CLERK, more=(code,)) for code in ("to_number", "to_issue", "came_back")),
    Stop("queue", CLERK_ABOVE, more=("to_receive",)),
    Stop("queue", SPECIALIST, more=("my_drafts",)),
    Stop("queue", SPECIALIST_ABOVE, more=("to_lead",)),
    Stop("keyboard", LEADER),
    Stop("notices", SPECIALIST),
    Stop("search", CLERK_ABOVE, query="?q=hoang+dong"),
    Stop("search", LEADER, query="?q=kh%C3%B4ng+c%C3%B3+g%C3%AC+nh%C6%B0+v%E1%BA%ADy"),
    Stop("account", LEADER),
    Stop("account_password", SPECIALIST),
    Stop("account_second_factor", SPECIALIST),
    Stop("verify", CLERK),
    *(Stop("document", SPECIALIST, state) for state in ("draft", "returned", "issued")),
    Stop("document", CLERK_ABOVE, "verified"),
    Stop("document", SPECIALIST_ABOVE, "in_progress"),
    Stop("queue", HEAD_OF_DEPARTMENT, more=("to_reassign",)),
    Stop("incoming:reassign", HEAD_OF_DEPARTMENT, "handed_down"),
    Stop("signing:several", LEADER, query="?uid={signing}"),
    Stop("outgoing:draft", SPECIALIST),
    Stop("layouts:write", SPECIALIST),
    Stop("outgoing:groups", SPECIALIST),
    Stop("outgoing:rename_group", SPECIALIST, "group"),
    *_acts(
        SPECIALIST,
        "outgoing",
        revise="draft",
        cancel="draft",
        recipients="draft",
        add_outsider="draft",
        save_group="draft",
    ),
    Stop("desk", DEPUTY),
    *_acts(HEAD, "outgoing", initial="initialling", send_back="initialling"),
    *_acts(FORMAT, "outgoing", pass_format="format_check"),
    *_acts(LEADER, "outgoing", sign="signing"),
    *_acts(
        CLERK,
        "outgoing",
        sign_on_paper="signing",
        number="signed",
        seal="numbered",
        issue="sealed",
    ),
    Stop("incoming:arrive_on_paper", CLERK_ABOVE),
    *_acts(CLERK_ABOVE, "incoming", register="verified", refuse="verified"),
    *_acts(LEADER_ABOVE, "incoming", assign="registered"),
    *_acts(SPECIALIST_ABOVE, "incoming", finish="in_progress"),
    Stop("account", DEPUTY),
    Stop("registers:list", CLERK),
    Stop("registers:open", CLERK),
    *(Stop(f"registers:{each}", CLERK, "register") for each in ("book", "print", "strike_out")),
    Stop("tracking:list", CLERK),
    Stop("log:list", AUDITOR),
    Stop("log:checks", AUDITOR),
    Stop("rates:show", AUDITOR),
    Stop("rates:items", AUDITOR, more=("R1", "excluded")),
    Stop("units:list", ADMINISTRATOR),
    Stop("units:open", ADMINISTRATOR),
    *_acts(ADMINISTRATOR, "units", show="unit", rename="unit", move="unit", add_code="unit"),
    *_acts(ADMINISTRATOR, "units", end="unit"),
    Stop("people:list", ADMINISTRATOR),
    Stop("people:invite", ADMINISTRATOR),
    *_acts(ADMINISTRATOR, "people", show="person", appoint="person"),
    *_acts(ADMINISTRATOR, "people", end_appointment="post", issue_token="post"),
    Stop("keys:list", ADMINISTRATOR),
    *_acts(ADMINISTRATOR, "keys", give_custody="key"),
    Stop("health:show", ADMINISTRATOR),
    Stop("units:list", LEADER, status=404),
    Stop("outgoing:seal", CLERK, "issued"),
    Stop("outgoing:sign", LEADER, "issued", status=409),
)
_OUT = "select d.uid from outgoing_outgoing p join documents_document d on d.id = p.document_id"
_IN = "select d.uid from incoming_incoming p join documents_document d on d.id = p.document_id"
_PERSON = "from people_appointment a join people_user u on u.id = a.user_id"
THINGS = {
    **{
        state: f"{_OUT} where p.state = '{state}' and d.unit_id = :unit" for state in Drafted.values
    },
    **{state: f"{_IN} where p.state = '{state}' and d.unit_id = :unit" for state in Arrived.values},
    "handed_down": f"{_IN} join incoming_assignment t on t.arrival_id = d.id"
    " where t.person_id is null and t.done_at is null and t.unit_id = :unit",
    "group": "select uid from outgoing_recipientgroup where unit_id = :unit",
    "register": "select id from documents_register where unit_id = :unit and last > 0",
    "unit": "select uid from units_unit where id = :unit",
    "person": f"select u.uid {_PERSON} where a.unit_id = :unit and u.username = '15997-5'",
    "post": f"select a.uid {_PERSON} where a.unit_id = :unit and u.username = '15997-5'",
    "key": "select uid from signatures_signingkey where unit_id = :unit and purpose = 'seal'",
}


def thing(site: Site, name: str, who: str) -> str:
    """The uid or number of the first thing of this name in the unit of this person."""
    with sqlite3.connect(f"file:{site.data / 'docflow.sqlite3'}?mode=ro", uri=True) as database:
        unit = f"select a.unit_id {_PERSON} where u.username = ?"
        (number,) = database.execute(unit, [who]).fetchone()
        found = database.execute(THINGS[name] + " order by 1", {"unit": number}).fetchone()
    assert found, f"There is no {name} for {who}."
    return str(found[0]) if isinstance(found[0], int) else str(UUID(found[0]))
