"""What a stop of the walk is, the people who walk, and how the things they open are found."""

import sqlite3
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from docflow.incoming.states import State as Arrived
from docflow.outgoing.states import State as Drafted
from tests.browser.people import Site

LEADER, HEAD, FORMAT, SPECIALIST, CLERK, AUDITOR, ADMINISTRATOR = (
    f"15997-{place}" for place in (1, 4, 3, 5, 6, 7, 8)
)
LEADER_ABOVE, SPECIALIST_ABOVE, CLERK_ABOVE = "399-1", "399-5", "399-6"
DEPUTY, HEAD_OF_DEPARTMENT = "15997-2", "38-snnmt-1"
STRANGER = ""

FILE = "a file to be saved"
PART = "a part that a page loads into itself"


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


def acts(who: str, area: str, **about: str) -> list[Stop]:
    """Pages of an area for one person: each verb with its thing."""
    return [Stop(f"{area}:{verb}", who, thing) for verb, thing in about.items()]


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
