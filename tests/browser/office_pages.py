"""Stops of the walk: copies, meetings, dossiers, holds, orders, reports, handling and registers."""

from tests.browser.stops import (
    ADMINISTRATOR,
    AUDITOR,
    CLERK,
    CLERK_ABOVE,
    FILE,
    FORMAT,
    HEAD,
    LEADER,
    LEADER_ABOVE,
    PART,
    SPECIALIST,
    SPECIALIST_ABOVE,
    THINGS,
    Stop,
    acts,
)

HEAD_ABOVE, SPECIALIST_OF_DEPARTMENT = "399-4", "38-snnmt-5"
FORMS = ("csv", "xlsx", "pdf")
NOT_PAGES = {
    **{f"{area}:{form}": FILE for area in ("board", "reports") for form in FORMS},
    **{f"{area}:items_{form}": FILE for area in ("board", "reports") for form in FORMS},
    **{f"search_{form}": FILE for form in FORMS},
    "delegations:basis": FILE,
    "delegations:preview": PART,
    "dossiers:file": FILE,
    "dossiers:index": FILE,
    "incoming:forward_candidates": PART,
    "incoming:slip_pdf": FILE,
    "meetings:candidates": PART,
    "meetings:papers": PART,
    "outgoing:preview_circuit": PART,
    "registers:pdf": FILE,
    "signing:batch_progress": PART,
}
STOPS = (
    Stop("queue", LEADER, more=("copies_to_approve",)),
    Stop("queue", CLERK, more=("copies_to_issue",)),
    Stop("queue", SPECIALIST, more=("meeting_papers",)),
    Stop("queue", HEAD, more=("opinions",)),
    Stop("queue", CLERK, more=("to_archive",)),
    Stop("queue", LEADER_ABOVE, more=("to_extend",)),
    Stop("queue", CLERK_ABOVE, more=("asked_back",)),
    Stop("recalls:agree", CLERK_ABOVE, "asked_back"),
    Stop("recalls:decline", CLERK_ABOVE, "asked_back"),
    Stop("document", CLERK_ABOVE, "asked_back"),
    Stop("recalls:rule", LEADER),
    Stop("recalls:ask", LEADER, "recalled"),
    Stop("document", LEADER, "recalled"),
    Stop("delegations:list", LEADER),
    Stop("delegations:give", LEADER),
    Stop("delegations:be_away", LEADER),
    Stop("delegations:pass_on", FORMAT, "order"),
    Stop("handing_over:own", SPECIALIST),
    Stop("handing_over:show", ADMINISTRATOR, "post"),
    Stop("signing:batch", LEADER, "batch"),
    Stop("signing:at_desk", LEADER),
    Stop("rights:list", ADMINISTRATOR),
    Stop("rights:object", ADMINISTRATOR, "rights_change"),
    Stop("copies:list", CLERK),
    *acts(CLERK, "copies", make="issued", cancel="copy_draft", recipients="copy_draft"),
    *acts(CLERK, "copies", number="copy_approved", seal="copy_numbered", issue="copy_sealed"),
    *acts(LEADER, "copies", approve="copy_draft", refuse="copy_draft"),
    Stop("mark", SPECIALIST, "draft"),
    Stop("document", CLERK, "copy_sealed"),
    Stop("document_accesses", CLERK, "issued"),
    Stop("log:accesses", AUDITOR),
    Stop("dossiers:accesses", SPECIALIST, "dossier_open"),
    Stop("search_save", CLERK, query="?q=b%C3%A3o"),
    Stop("search_saved", CLERK, "saved_search"),
    Stop("meetings:list", CLERK),
    Stop("meetings:hand_round", CLERK),
    *acts(CLERK, "meetings", show="meeting", add_members="meeting", prolong="meeting"),
    Stop("meetings:show", SPECIALIST, "meeting"),
    Stop("dossiers:list", SPECIALIST),
    Stop("dossiers:catalogue", CLERK, "catalogue"),
    Stop("dossiers:begin", CLERK),
    Stop("dossiers:plan", CLERK, "catalogue"),
    *acts(SPECIALIST, "dossiers", show="dossier_open", close="dossier_open"),
    *acts(CLERK, "dossiers", add_reader="dossier_open", drop="dossier_planned"),
    Stop("dossiers:keep_back", SPECIALIST, "dossier_closed"),
    Stop("dossiers:amend", CLERK, "dossier_open"),
    Stop("dossiers:reopen", LEADER, "dossier_closed"),
    Stop("dossiers:hand_back", CLERK, "dossier_handed_in"),
    Stop("dossiers:put_in", SPECIALIST, "issued"),
    Stop("holds:list", LEADER),
    Stop("holds:give", LEADER),
    *acts(LEADER, "holds", show="hold", lift="hold"),
    *acts(SPECIALIST, "outgoing", ask_opinion="draft", name_bodies="draft", place_marks="draft"),
    Stop("outgoing:name_bodies", SPECIALIST, "draft", query="?q=th%E1%BB%8D"),
    Stop("outgoing:give_opinion", HEAD, "asked_about"),
    *acts(FORMAT, "outgoing", send_back_to_step="format_check", replace_signer="format_check"),
    Stop("outgoing:circuits", FORMAT),
    Stop("outgoing:keep_circuit", FORMAT),
    Stop("reporting:list", CLERK),
    Stop("reporting:report", CLERK, "report"),
    Stop("reporting:ask", CLERK_ABOVE),
    Stop("reporting:show", CLERK_ABOVE, "report_request"),
    *acts(CLERK_ABOVE, "incoming", submit="registered", unregister="registered"),
    *acts(CLERK_ABOVE, "incoming", slip="registered", file="done"),
    Stop("incoming:return_inside", LEADER_ABOVE, "submitted"),
    Stop("incoming:give_back", SPECIALIST_ABOVE, "assigned"),
    *acts(SPECIALIST_ABOVE, "incoming", hold="in_progress", hand_over="in_progress"),
    *acts(SPECIALIST_ABOVE, "incoming", forward="in_progress", ask_extension="in_progress"),
    Stop("incoming:contribute", HEAD_ABOVE, "assigned"),
    Stop("incoming:report_progress", SPECIALIST_ABOVE, "urged"),
    Stop("incoming:urge", LEADER_ABOVE, "in_progress"),
    Stop("incoming:decide_extension", LEADER_ABOVE, "urged"),
    Stop("incoming:hand_back", SPECIALIST_OF_DEPARTMENT, "handed_on"),
    Stop("follow_up:list", LEADER_ABOVE),
    Stop("registers:line", CLERK, "register", ("1",)),
    Stop("board:show", LEADER_ABOVE),
    Stop("board:items", LEADER_ABOVE, more=("open_late",)),
    Stop("reports:incoming", CLERK_ABOVE),
    Stop("reports:show", CLERK_ABOVE, more=("outgoing",)),
    Stop("reports:items", CLERK_ABOVE, more=("incoming", "open_late")),
)
_COPY = "select d.uid from copies_copy p join documents_document d on d.id = p.document_id"
_IN = "select d.uid from incoming_incoming p join documents_document d on d.id = p.document_id"
_DOSSIER = (
    "select f.uid from dossiers_dossier p join documents_folder f on f.id = p.folder_id"
    " where p.unit_id = :unit"
)
THINGS |= {
    **{
        f"copy_{state}": f"{_COPY} where p.state = '{state}' and p.unit_id = :unit"
        for state in ("draft", "approved", "numbered", "sealed")
    },
    **{
        f"dossier_{state}": f"{_DOSSIER} and p.state = '{state}'"
        for state in ("planned", "open", "closed", "handed_in")
    },
    "order": "select d.uid from people_delegation d join people_appointment a on a.id = d.taker_id"
    " where d.kind = 'order' and a.unit_id = :unit",
    "rights_change": "select uid from people_rightschange where addressed_id = :unit",
    "batch": "select b.uid from batches_batch b join people_appointment a on a.id = b.signer_id"
    " where a.unit_id = :unit",
    "saved_search": "select s.uid from search_savedsearch s join people_appointment a"
    " on a.user_id = s.owner_id where a.unit_id = :unit",
    "meeting": "select uid from circulation_meeting where unit_id = :unit",
    "catalogue": "select year from dossiers_catalogue where unit_id = :unit",
    "hold": "select uid from documents_legalhold where unit_id = :unit",
    "asked_about": "select d.uid from outgoing_turn t join outgoing_outgoing p on p.document_id ="
    " t.paper_id join documents_document d on d.id = p.document_id where t.kind = 'opinion'"
    " and d.unit_id = :unit",
    "asked_back": "select d.uid from recalls_request r join documents_document d"
    " on d.id = r.received_id where r.unit_id = :unit",
    "recalled": "select d.uid from recalls_recall r join exchange_delivery v"
    " on v.id = r.delivery_id join documents_document d on d.id = v.document_id"
    " where r.unit_id = :unit",
    "report": "select uid from reporting_report where unit_id = :unit",
    "report_request": "select uid from reporting_reportrequest where unit_id = :unit",
    "urged": f"{_IN} join incoming_assignment t on t.arrival_id = d.id join incoming_urge u"
    " on u.task_id = t.id where d.unit_id = :unit",
    "handed_on": f"{_IN} join incoming_assignment t on t.arrival_id = d.id where t.level = 2"
    " and t.person_id is not null and t.done_at is null and t.unit_id = :unit",
}
