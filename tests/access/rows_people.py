"""Rows of the table for standing in, absence, handing over and changes of rights; who sees what."""

from tests.access.law import BELOW, MORE_RULES, MORE_THINGS, Answer, Thing, Who
from tests.access.table import ACTING, GET, POST, TOKEN, Row

CONFIRMS = ("rights.confirm",)
ROWS: tuple[Row, ...] = (
    Row("delegations:list", GET, ACTING),
    Row("delegations:give", GET, ACTING),
    Row("delegations:give", POST, ACTING, send="standing in", also=(200,)),
    Row("delegations:preview", GET, ACTING),
    Row("delegations:be_away", GET, ACTING),
    Row("delegations:be_away", POST, ACTING, send="absence", also=(200,)),
    Row("delegations:be_back", POST, ACTING, "absence"),
    Row("delegations:pass_on", GET, ACTING, "order held"),
    Row("delegations:pass_on", POST, ACTING, "order held", "never", "pass on"),
    Row("delegations:end", POST, ACTING, "delegation", "end a delegation"),
    Row("delegations:basis", GET, ACTING, "order"),
    Row("handing_over:own", GET, ACTING, also=(302,)),
    Row("handing_over:show", GET, ACTING, "left"),
    Row("handing_over:show", POST, ACTING, "left", "never", "hand over"),
    Row("rights:list", GET, CONFIRMS),
    Row("rights:confirm", POST, CONFIRMS, "rights", "judge"),
    Row("rights:object", GET, CONFIRMS, "rights"),
    Row("rights:object", POST, CONFIRMS, "rights", "judge", "objection"),
    Row("api:pass_on", POST, TOKEN, "order", "never", "pass on"),
    Row("api:download_basis", GET, TOKEN, "order"),
    Row("api:list_absences", GET, TOKEN),
    Row("api:note_absence", POST, TOKEN, send="absence"),
    Row("api:end_absence", POST, TOKEN, "absence"),
    Row("api:list_open_work", GET, TOKEN, "left"),
    Row("api:hand_work_over", POST, TOKEN, "left", "never", "hand over"),
    Row("api:list_rights_changes", GET, CONFIRMS),
    Row("api:confirm_rights_change", POST, CONFIRMS, "rights", "judge"),
    Row("api:object_to_rights_change", POST, CONFIRMS, "rights", "judge", "objection"),
)


def _delegated(who: Who, thing: Thing, held: frozenset[str]) -> bool:
    """Giver and taker, and who oversees: administrators below too, auditors in the unit."""
    if who.name in (thing.giver, thing.taker):
        return True
    manages = "people.manage" in held and thing.unit in BELOW[who.unit]
    return manages or ("audit.read" in held and thing.unit == who.unit)


def _held(who: Who, thing: Thing, _held: frozenset[str]) -> bool:
    return who.name == thing.taker


def _own(who: Who, thing: Thing, _held: frozenset[str]) -> bool:
    return who.name == thing.giver


def _managed(who: Who, thing: Thing, held: frozenset[str]) -> bool:
    return "people.manage" in held and thing.unit in BELOW[who.unit]


def _below(who: Who, thing: Thing, _held: frozenset[str]) -> bool:
    return thing.unit in BELOW[who.unit]


def _judge(who: Who, thing: Thing, _held: frozenset[str]) -> Answer:
    """Neither who made a change nor whom it is about."""
    is_party = who.name in (thing.giver, thing.taker)
    return Answer.REFUSED if is_party else Answer.OPEN


MORE_THINGS.update(
    {
        "delegation": _delegated,
        "order": _delegated,
        "order held": _held,
        "absence": _own,
        "left": _managed,
        "rights": _below,
    }
)
MORE_RULES["judge"] = _judge
