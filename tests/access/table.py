"""The table: for every address and every call who may, about what, and what decides.

A row says the door (who finds anything there at all), the thing its address names, the act that
whoever sees the thing is judged by (law.py), and what is sent to try it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from tests.access import (
    law,
    rows_copies,
    rows_dossiers,
    rows_notices,
    rows_ordering,
    rows_recalls,
    rows_receiving,
    rows_registers,
    rows_searches,
    rows_signing,
)
from tests.access.law import DOCUMENTS, ROLES, Answer, Thing, Who, act, sees

GET, POST = "GET", "POST"
ANYONE, SIGNED_IN, ACTING, TOKEN = "anyone", "signed in", "acting", "token"
BRINGS_FILES = (
    *("outgoing.draft", "outgoing.sign_on_paper"),
    *("incoming.arrive_on_paper", "copy.draft"),
    "outgoing.sign",
)
GROUPS = ("outgoing.draft", "outgoing.issue")
READS = ("document.read",)
BOOKS = ("register.manage",)
AUDITS = ("audit.read",)
RATES = ("audit.read", "incoming.assign")
UNITS = ("unit.manage",)
PEOPLE = ("people.manage",)
KEYS = ("key.manage",)
AGAIN = ("work.repeat",)
SIGNS = ("outgoing.sign",)
ASKS = ("report.ask",)
ANSWERS = ("report.answer",)
REPORTS = (*ASKS, *ANSWERS, *AUDITS)


@dataclass(frozen=True)
class Row:
    """One address or call with one method. `door`: everybody of a kind, or one permission of some.

    `about`: the kind of thing the address names. `act`: what is judged by, once it is seen.
    `send`: what is sent. `also`: statuses that too say the door was open. `few`: costs much.
    """

    address: str
    method: str
    door: str | tuple[str, ...]
    about: str = ""
    act: str = ""
    send: str = ""
    also: tuple[int, ...] = ()
    few: bool = False

    @property
    def is_api(self) -> bool:
        """Whether programs ask it."""
        return self.address.startswith("api:")

    @property
    def reads(self) -> bool:
        """Whether it only reads."""
        return self.method == GET

    @property
    def key(self) -> tuple[str, str]:
        """How the row is found."""
        return self.address, self.method


def expected(
    row: Row, who: Who, thing: Thing | None, roles: dict[str, frozenset[str]] = ROLES
) -> Answer:
    """What must come back: from the row and the law alone."""
    if row.door == ANYONE:
        return Answer.OPEN
    if not who.is_known:
        return Answer.SIGN_IN
    if row.door == SIGNED_IN:
        return Answer.OPEN
    if not who.unit:
        return Answer.NO_POST
    held = who.holds(roles)
    if isinstance(row.door, tuple) and not held & set(row.door):
        is_told = row.is_api and not row.reads and thing is None
        return Answer.FORBIDDEN if is_told else Answer.NOTHING
    if thing is None:
        return Answer.OPEN
    if row.about in DOCUMENTS and thing.kind != row.about:
        return Answer.NOTHING
    if not sees(who, thing, held):
        return Answer.NOTHING
    return act(row.act, who, thing, held) if row.act else Answer.OPEN


def _page_of_act(address: str, about: str, verb: str, send: str = "") -> tuple[Row, Row]:
    """A page that says why not, or takes the act."""
    return Row(address, GET, ACTING, about, verb), Row(address, POST, ACTING, about, verb, send)


OUT, IN, ANY = "outgoing", "incoming", "document"
WEB: tuple[Row, ...] = (
    Row("desk", GET, ACTING),
    Row("keyboard", GET, ACTING),
    Row("notices", GET, ACTING),
    Row("search", GET, ACTING),
    Row("queue", GET, ACTING, "queue"),
    Row("act_as", POST, SIGNED_IN, send="way"),
    Row("sign-in", GET, ANYONE, also=(302,)),
    Row("sign-in", POST, ANYONE, also=(200, 302)),
    Row("sign-in-code", GET, ANYONE, also=(302,)),
    Row("sign-in-code", POST, ANYONE, also=(302,)),
    Row("sign-out", POST, ANYONE),
    Row("language", POST, ANYONE, send="language"),
    Row("account", GET, SIGNED_IN),
    Row("account_password", GET, SIGNED_IN),
    Row("account_password", POST, SIGNED_IN, also=(200,)),
    Row("account_second_factor", GET, SIGNED_IN),
    Row("account_second_factor", POST, SIGNED_IN, also=(200,)),
    Row("account_second_factor_picture", GET, SIGNED_IN, also=(404,)),
    Row("account_programs", POST, SIGNED_IN, also=(404,)),
    Row("account_sessions", POST, SIGNED_IN),
    Row("document", GET, ACTING, ANY),
    Row("viewer:frame", GET, ANYONE),
    Row("viewer:file", GET, ACTING, ANY, "hand out"),
    Row("viewer:lasting", GET, ACTING, ANY, "hand out", also=(422,)),
    Row("viewer:stamped", GET, ACTING, ANY, "hand out", also=(422,)),
    Row("viewer:attachment", GET, ACTING, ANY, "hand out"),
    Row("viewer:picture", GET, ACTING, ANY, few=True),
    Row("viewer:changes", GET, ACTING, ANY, few=True),
    Row("upload_check", POST, BRINGS_FILES, send="no file", also=(200,)),
    Row("signing:book", GET, SIGNS, also=(302,)),
    Row("signing:several", GET, SIGNS, also=(302,)),
    Row("signing:several", POST, SIGNS, also=(302,)),
    Row("outgoing:draft", GET, ("outgoing.draft",)),
    Row("outgoing:draft", POST, ("outgoing.draft",), send="draft"),
    *_page_of_act("outgoing:revise", OUT, "revise", "revision"),
    Row("outgoing:submit", POST, ACTING, OUT, "submit"),
    Row("outgoing:withdraw", POST, ACTING, OUT, "withdraw"),
    *_page_of_act("outgoing:send_back", OUT, "send_back", "reason"),
    *_page_of_act("outgoing:cancel", OUT, "cancel", "reason"),
    *_page_of_act("outgoing:sign", OUT, "sign", "pin"),
    *_page_of_act("outgoing:initial", OUT, "initial"),
    *_page_of_act("outgoing:pass_format", OUT, "pass_format"),
    *_page_of_act("outgoing:number", OUT, "number"),
    *_page_of_act("outgoing:seal", OUT, "seal", "pin"),
    *_page_of_act("outgoing:issue", OUT, "issue"),
    *_page_of_act("outgoing:sign_on_paper", OUT, "sign_on_paper", "scan"),
    Row("outgoing:recipients", GET, ACTING, OUT),
    Row("outgoing:recipients", POST, ACTING, OUT, "add recipients", "unit"),
    Row("outgoing:add_outsider", GET, ACTING, OUT),
    Row("outgoing:add_outsider", POST, ACTING, OUT, "add recipients", "outsider"),
    Row("outgoing:add_group", POST, ACTING, OUT, "add recipients", "group"),
    Row("outgoing:save_group", GET, ACTING, OUT),
    Row("outgoing:save_group", POST, ACTING, OUT, "save a group", "name"),
    Row("outgoing:remove_recipient", POST, ACTING, OUT, "remove recipients"),
    Row("outgoing:replace_recipient", POST, ACTING, OUT, "replace recipients", "successor"),
    Row("outgoing:groups", GET, GROUPS),
    Row("outgoing:rename_group", GET, GROUPS, "group"),
    Row("outgoing:rename_group", POST, GROUPS, "group", send="name"),
    Row("layouts:write", GET, ("outgoing.draft",)),
    Row("layouts:write", POST, ("outgoing.draft",), send="letter", also=(200,)),
    Row("incoming:arrive_on_paper", GET, ("incoming.arrive_on_paper",)),
    Row("incoming:arrive_on_paper", POST, ("incoming.arrive_on_paper",), send="paper"),
    *_page_of_act("incoming:register", IN, "register", "another"),
    *_page_of_act("incoming:refuse", IN, "refuse", "because"),
    *_page_of_act("incoming:assign", IN, "assign", "directive"),
    Row("incoming:candidates", GET, ("incoming.assign", "incoming.propose"), IN),
    *_page_of_act("incoming:reassign", IN, "hand on", "person"),
    Row("incoming:start", POST, ACTING, IN, "start"),
    Row("incoming:take_note", POST, ACTING, IN, "take note"),
    *_page_of_act("incoming:finish", IN, "finish", "result"),
    *(Row(*each) for each in rows_receiving.WEB),
    Row("registers:list", GET, READS),
    Row("registers:open", GET, BOOKS),
    Row("registers:open", POST, BOOKS, send="book"),
    *(
        Row(f"registers:{each}", GET, READS, "register")
        for each in ("book", "print", "xlsx", "csv")
    ),
    Row("registers:strike_out", GET, BOOKS, "register"),
    Row("registers:strike_out", POST, BOOKS, "register", send="reason"),
    Row("tracking:list", GET, READS),
    Row("tracking:acknowledge", POST, READS, "delivery", "acknowledge"),
    Row("log:list", GET, AUDITS),
    Row("log:export", GET, AUDITS),
    Row("log:checks", GET, AUDITS),
    Row("log:check", POST, AUDITS),
    Row("log:progress", GET, AUDITS, "check"),
    Row("rates:show", GET, RATES),
    *(
        Row(f"rates:{each}", GET, RATES, "rate")
        for each in ("items", "csv", "xlsx", "units_csv", "units_xlsx")
    ),
    Row("reporting:list", GET, REPORTS),
    Row("reporting:ask", GET, ASKS),
    Row("reporting:ask", POST, ASKS, send="report request", also=(200,)),
    *(Row(f"reporting:{e}", GET, REPORTS, "report_request") for e in ("show", "figure", "xlsx")),
    Row("reporting:ask_again", POST, ASKS, "report_request", "ask again"),
    Row("reporting:close", POST, ASKS, "report_request"),
    Row("reporting:report", GET, REPORTS, "report"),
    Row("reporting:report", POST, REPORTS, "report", "send a report", "figures"),
    Row("reporting:pass_on", GET, ASKS, "own_report"),
    Row("reporting:pass_on", POST, ASKS, "own_report", "pass a report on", "whom"),
    Row("reporting:return_report", GET, ASKS, "report", "return a report"),
    Row("reporting:return_report", POST, ASKS, "report", "return a report", "again"),
    Row("reporting:accept", POST, ASKS, "report", "accept a report"),
    Row("verify", GET, ANYONE),
    Row("verify", POST, ANYONE, also=(200,)),
    Row("verify_report", POST, ANYONE, also=(404,)),
    Row("units:list", GET, UNITS),
    Row("units:open", GET, UNITS),
    Row("units:open", POST, UNITS, send="new unit"),
    Row("units:show", GET, UNITS, "unit"),
    *(Row(f"units:{each}", GET, UNITS, "unit") for each in ("rename", "move", "add_code", "end")),
    Row("units:rename", POST, UNITS, "unit", "change within", "new name"),
    Row("units:move", POST, UNITS, "unit", "move within", "place"),
    Row("units:add_code", POST, UNITS, "unit", "change within", "code"),
    Row("units:set_qr_code", POST, UNITS, "unit", "change within"),
    Row("units:end", POST, UNITS, "unit", "end within", "end"),
    Row("people:list", GET, PEOPLE),
    Row("people:invite", GET, PEOPLE),
    Row("people:invite", POST, PEOPLE, send="account"),
    Row("people:show", GET, PEOPLE, "person"),
    Row("people:appoint", GET, PEOPLE, "person"),
    Row("people:appoint", POST, PEOPLE, "person", send="post"),
    Row("people:give_password", POST, PEOPLE, "person", "deal with an account", also=(200,)),
    Row("people:reset_second_factor", POST, PEOPLE, "person", "never"),
    Row("people:end_appointment", GET, PEOPLE, "post"),
    Row("people:end_appointment", POST, PEOPLE, "post", send="last day"),
    Row("people:issue_token", GET, PEOPLE, "post"),
    Row("people:issue_token", POST, PEOPLE, "post", send="token", also=(200,)),
    Row("people:revoke_token", POST, PEOPLE, "token"),
    Row("people:end_delegation", POST, PEOPLE, "given"),
    Row("keys:list", GET, ("key.read",)),
    Row("keys:give_custody", GET, KEYS, "key"),
    Row("keys:give_custody", POST, KEYS, "key", send="custody"),
    Row("health:show", GET, UNITS),
    Row("health:again", POST, AGAIN, "work", "again"),
    *rows_ordering.web(Row, _page_of_act),
    Row("api:description", GET, ANYONE),
    Row("api:docs", GET, ANYONE),
)


def _acts(about: str, *acts: tuple[str, str, str]) -> Iterator[Row]:
    yield from (Row(f"api:{name}", POST, TOKEN, about, verb, send) for name, verb, send in acts)


API: tuple[Row, ...] = (
    Row("api:show_me", GET, TOKEN),
    Row("api:list_queues", GET, TOKEN),
    Row("api:show_queue", GET, TOKEN, "queue"),
    Row("api:find_documents", GET, TOKEN),
    Row("api:show_document", GET, TOKEN, ANY),
    Row("api:show_timeline", GET, TOKEN, ANY),
    Row("api:download_file", GET, TOKEN, ANY, "hand out"),
    Row("api:download_lasting", GET, TOKEN, ANY, "hand out", also=(422,)),
    Row("api:download_stamped", GET, TOKEN, ANY, "hand out", also=(422,)),
    Row("api:download_attachment", GET, TOKEN, ANY, "hand out"),
    Row("api:show_page", GET, TOKEN, ANY, few=True),
    Row("api:show_changes", GET, TOKEN, ANY, few=True),
    Row("api:upload_file", POST, BRINGS_FILES, also=(422,)),
    Row("api:list_kinds", GET, TOKEN),
    Row("api:list_signers", GET, ("outgoing.draft",)),
    Row(
        "api:list_candidates",
        GET,
        ("incoming.assign", "incoming.reassign", "incoming.propose"),
    ),
    Row("api:show_next_number", GET, READS),
    Row("api:list_outgoing", GET, TOKEN),
    Row("api:draft", POST, ("outgoing.draft",), send="draft"),
    Row("api:download_template", GET, ("outgoing.draft",), "template", also=(422,)),
    Row("api:write_file", POST, ("outgoing.draft",), send="letter", also=(422,)),
    Row("api:show_findings", GET, TOKEN, OUT),
    *_acts(
        OUT,
        ("revise", "revise", "revision"),
        ("submit", "submit", ""),
        ("initial", "initial", ""),
        ("pass_format", "pass_format", ""),
        ("number", "number", ""),
        ("issue", "issue", ""),
        ("sign", "sign", "pin"),
        ("sign_on_paper", "sign_on_paper", "scan"),
        ("seal", "seal", "pin"),
        ("send_back", "send_back", "reason"),
        ("withdraw", "withdraw", "reason"),
        ("cancel", "cancel", "reason"),
        ("add_recipients", "add recipients", "unit"),
        ("remove_recipient", "remove recipients", "recipient"),
        ("replace_recipient", "replace recipients", "successor"),
        ("add_group", "add recipients", "group"),
        ("save_group", "save a group", "name"),
    ),
    *rows_ordering.api(Row, _acts),
    Row("api:show_right_to_sign", GET, SIGNS, also=(422,)),
    Row("api:sign_several", POST, SIGNS, send="several"),
    Row("api:list_groups", GET, GROUPS),
    Row("api:rename_group", POST, GROUPS, "group", send="name"),
    Row("api:list_deliveries_of", GET, TOKEN, OUT),
    Row("api:list_deliveries", GET, READS),
    Row("api:acknowledge", POST, TOKEN, "delivery", "acknowledge"),
    Row("api:list_incoming", GET, TOKEN),
    Row("api:arrive_on_paper", POST, ("incoming.arrive_on_paper",), send="paper"),
    Row("api:list_duplicates", GET, TOKEN, IN),
    *_acts(
        IN,
        ("register", "register", "another"),
        ("refuse_incoming", "refuse", "reason"),
        ("assign", "assign", "directive"),
        ("reassign", "hand the task on", "person"),
        ("take_note", "take note of the task", ""),
        ("start", "start", ""),
        ("finish", "finish", "result"),
    ),
    *(Row(*each) for each in rows_receiving.API),
    Row("api:list_registers", GET, READS),
    Row("api:open_register", POST, BOOKS, send="book"),
    Row("api:show_register", GET, READS, "register"),
    Row("api:download_register", GET, READS, "register"),
    Row("api:void_next", POST, BOOKS, send="void"),
    Row("api:list_report_requests", GET, REPORTS),
    Row("api:ask_for_report", POST, ASKS, send="report request", also=(422,)),
    Row("api:show_report_request", GET, REPORTS, "report_request"),
    Row("api:list_reports", GET, REPORTS, "report_request"),
    Row("api:list_figure_parts", GET, REPORTS, "report_request"),
    Row("api:ask_again_for_reports", POST, ASKS, "report_request", "ask again"),
    Row("api:close_report_request", POST, ASKS, "report_request"),
    Row("api:list_reports_asked_of_us", GET, REPORTS),
    Row("api:show_report", GET, REPORTS, "report"),
    Row("api:fill_in_report", POST, ANSWERS, "report", "send a report", "figures"),
    Row("api:send_report", POST, ANSWERS, "report", "send a report", "figures"),
    Row("api:pass_on_report", POST, ASKS, "report", "pass a report on", "whom"),
    Row("api:return_report", POST, ASKS, "report", "return a report", "again"),
    Row("api:accept_report", POST, ASKS, "report", "accept a report"),
    Row("api:search_units", GET, TOKEN),
    Row("api:open_unit", POST, UNITS, send="new unit"),
    Row("api:show_unit", GET, TOKEN, "unit"),
    Row("api:rename_unit", POST, UNITS, "unit", "change within", "new name"),
    Row("api:move_unit", POST, UNITS, "unit", "move within", "place"),
    Row("api:add_code", POST, UNITS, "unit", "change within", "code"),
    Row("api:set_qr_code", POST, UNITS, "unit", "change within", "qr code"),
    Row("api:end_unit", POST, UNITS, "unit", "end within", "end"),
    Row("api:list_posts", GET, TOKEN),
    Row("api:list_appointments", GET, PEOPLE),
    Row("api:appoint", POST, PEOPLE, send="post"),
    Row("api:invite", POST, PEOPLE, send="account"),
    Row("api:list_postless", GET, PEOPLE),
    Row("api:show_person", GET, PEOPLE, "person"),
    Row("api:give_password", POST, PEOPLE, "person", "deal with an account"),
    Row("api:reset_second_factor", POST, PEOPLE, "person", "never"),
    Row("api:end_appointment", POST, PEOPLE, "post", send="last day"),
    Row("api:list_delegations", GET, TOKEN),
    Row("api:delegate", POST, TOKEN, send="delegation"),
    Row("api:end_delegation", POST, TOKEN, "delegation", "end a delegation"),
    Row("api:list_keys", GET, ("key.read",)),
    Row("api:give_custody", POST, KEYS, "key", send="custody"),
    Row("api:list_tokens", GET, PEOPLE),
    Row("api:issue_token", POST, PEOPLE, send="token"),
    Row("api:revoke_token", POST, PEOPLE, "token"),
    Row("api:search_log", GET, AUDITS),
    Row("api:download_log", GET, AUDITS),
    Row("api:show_proof", GET, AUDITS),
    Row("api:list_checks", GET, AUDITS),
    Row("api:show_check", GET, AUDITS, "check"),
    Row("api:check_log", POST, AUDITS),
    Row("api:show_rates", GET, RATES),
    *(
        Row(f"api:{each}", GET, RATES, "rate")
        for each in (
            "list_rate_items",
            "list_rate_units",
            "list_rate_months",
            "download_rate_items",
            "download_rate_units",
        )
    ),
    Row("api:verify", POST, TOKEN, also=(422,)),
    Row("api:show_health", GET, UNITS),
    Row("api:try_again", POST, AGAIN, "work", "again"),
)
law.add(
    (*rows_dossiers.DOSSIERS, "catalogue", "hold", "export"),
    rows_dossiers.sees,
    rows_dossiers.MOVES,
    rows_dossiers.RULES,
)
ADDED = tuple(
    Row(*each)
    for each in (*rows_copies.WEB, *rows_copies.API, *rows_recalls.WEB, *rows_recalls.API)
)
ROWS = {row.key: row for row in (*WEB, *API, *ADDED, *chain(*rows_dossiers.rows()))}
ROWS |= {row.key: row for row in rows_registers.rows(Row)}
ROWS |= {row.key: row for row in rows_notices.rows(Row)}
ROWS |= {row.key: row for row in rows_searches.rows(Row)}
ROWS |= {row.key: row for row in rows_signing.rows(Row)}
UNNAMED = ("api/v1/^.*$",)
"""Patterns that answer what no call answers: nothing is there, whoever asks."""

from tests.access import rows_handling, rows_people  # noqa: E402 - made of the rows above

ROWS |= {row.key: row for row in (*rows_handling.ROWS, *rows_people.ROWS)}
NAMED = rows_handling.NAMED
