"""The moves of every life written out once more, as the product owner reads them."""

from typing import Any

import pytest
from django.apps import apps
from django.utils import translation

from docflow.copies.models import Copy
from docflow.dossiers.models import Catalogue, Dossier
from docflow.exchange.models import Delivery
from docflow.incoming.models import Extension, Incoming
from docflow.lifecycle import Stateful, _wrong_state, moves
from docflow.outgoing.models import Outgoing
from docflow.people.models import RightsChange
from docflow.recalls.models import Recall, Request
from docflow.reporting.models import Report, ReportRequest
from docflow.verbs import VERBS

OUTGOING = """
submit         draft, returned, withdrawn           initialling   outgoing.draft
initial        initialling                          format_check  outgoing.initial
pass_format    format_check                         signing       outgoing.pass_format
sign           signing                              signed        outgoing.sign
sign_on_paper  signing                              signed        outgoing.sign_on_paper
number         signed                               numbered      outgoing.number
seal           numbered                             sealed        outgoing.seal
issue          sealed                               issued        outgoing.issue
pass_on        initialling                          format_check  outgoing.pass_on
send_back      initialling, format_check, signing, signed   returned   outgoing.send_back
send_back_to_step   format_check, signing           initialling   outgoing.send_back
send_back_to_check  signing                         format_check  outgoing.send_back
replace_signer      format_check, signing           format_check  outgoing.replace_signer
withdraw       initialling, format_check, signing   withdrawn     outgoing.draft
cancel         draft, returned, withdrawn, initialling, format_check, signing, signed, numbered, sealed   cancelled   outgoing.cancel
recall         issued                               recalled      delivery.deliver
"""  # noqa: E501

INCOMING = """
verify         arrived                   verified       delivery.deliver
fail_verify    arrived                   verify_failed  delivery.deliver
verify_paper   arrived                   verified       incoming.arrive_on_paper
register       verified                  registered     incoming.register
unregister     registered                verified       incoming.register
merge          verified                  merged         incoming.register
refuse         verified, verify_failed   refused        incoming.refuse
submit         registered, returned_inside   submitted  incoming.propose
take_back_proposal     submitted         registered       incoming.propose
return_inside  submitted                 returned_inside  incoming.assign
assign         registered, submitted     assigned       incoming.assign
take_back_assignment   assigned          registered       incoming.assign
give_back      assigned                  returned_inside  incoming.handle
start          assigned                  in_progress    incoming.handle
finish         in_progress               done           incoming.handle
hold           assigned, in_progress     on_hold        incoming.handle
resume         on_hold                   in_progress    incoming.handle
resume_in_time on_hold                   in_progress    delivery.deliver
file           done                      filed          incoming.handle
file_by_clerk  done                      filed          incoming.register
recall         arrived, verified, verify_failed, registered, submitted, returned_inside, assigned, in_progress, done, on_hold, filed, refused   recalled   delivery.deliver
"""  # noqa: E501

EXTENSION = """
allow              asked   allowed   incoming.assign
allow_within       asked   allowed   incoming.reassign
turn_down          asked   refused   incoming.assign
turn_down_within   asked   refused   incoming.reassign
lapse              asked   lapsed    incoming.handle
lapse_by_itself    asked   lapsed    delivery.deliver
"""

DELIVERY = """
send           pending                   sent           delivery.deliver
send_on_paper  pending                   on_paper       delivery.deliver
fail           pending                   failed         delivery.deliver
retry          failed                    pending        delivery.deliver
deliver        pending, sent, failed     delivered      delivery.deliver
refuse         pending, sent, failed, delivered, registered   refused   delivery.deliver
register       pending, sent, failed, delivered   registered   delivery.deliver
assign         pending, sent, failed, delivered, registered             assigned      delivery.deliver
start          pending, sent, failed, delivered, registered, assigned   in_progress   delivery.deliver
complete       pending, sent, failed, delivered, registered, assigned, in_progress   completed   delivery.deliver
recall         pending, sent, failed, delivered, registered, assigned, in_progress, completed, refused, on_paper   recalled   delivery.deliver
call_off       pending, failed           called_off     delivery.deliver
"""  # noqa: E501

COPY = """
approve        draft                     approved       copy.approve
refuse         draft                     refused        copy.approve
number         approved                  numbered       outgoing.number
seal           numbered                  sealed         outgoing.seal
issue          sealed                    issued         outgoing.issue
cancel         draft, approved, numbered, sealed   cancelled   copy.draft
"""

RECALL = """
send_request              waiting          asked      delivery.deliver
wait_for_paper            waiting          paper_out  delivery.deliver
leave_unsent              waiting          unsent     delivery.deliver
take_agreement            waiting, asked   returned   delivery.deliver
take_agreement_but_paper  waiting, asked   paper_out  delivery.deliver
take_refusal              waiting, asked   refused    delivery.deliver
note_back                 paper_out        returned   outgoing.issue
"""

RECALL_REQUEST = """
agree          asked                     agreed         recall.answer
decline        asked                     refused        recall.answer
"""

RIGHTS = """
confirm        open, objected            confirmed      rights.confirm
object_to      open                      objected       rights.confirm
end_change     open, objected            ended          rights.confirm
"""

REPORT = """
send_report    asked, returned           sent           report.answer
return_report  sent, accepted            returned       report.ask
accept         sent                      accepted       report.ask
"""

REPORT_REQUEST = """
close          open                      closed         report.ask
"""

CATALOGUE = """
approve        draft                     approved       dossier.approve
"""

DOSSIER = """
open           planned                   open           dossier.keep
close_dossier  open                      closed         dossier.keep
reopen         closed                    open           dossier.approve
hand_in        closed                    handed_in      dossier.keep
archive        handed_in                 accepted       dossier.archive
return_dossier handed_in                 closed         dossier.archive
drop           planned                   dropped        dossier.prepare
"""

LIVES = [
    (Outgoing, OUTGOING),
    (Incoming, INCOMING),
    (Delivery, DELIVERY),
    (Copy, COPY),
    (Recall, RECALL),
    (Request, RECALL_REQUEST),
    (Extension, EXTENSION),
    (RightsChange, RIGHTS),
    (Report, REPORT),
    (ReportRequest, REPORT_REQUEST),
    (Catalogue, CATALOGUE),
    (Dossier, DOSSIER),
]


def written(table: str) -> set[tuple[str, str, str, str]]:
    """The rows of a table, one for each state a move starts from."""
    rows = set()
    for line in table.strip().splitlines():
        verb, *sources, target, who = line.replace(",", "").split()
        rows |= {(verb, source, target, who) for source in sources}
    return rows


@pytest.mark.parametrize(("life", "table"), LIVES, ids=lambda each: getattr(each, "__name__", ""))
def test_the_moves_are_those_that_were_agreed(life: type, table: str) -> None:
    declared = {(verb, source, target, str(who)) for verb, source, target, who in moves(life)}

    assert declared == written(table)


@pytest.mark.parametrize(("life", "table"), LIVES, ids=lambda each: getattr(each, "__name__", ""))
def test_every_state_can_be_reached_and_every_state_named_exists(life: type, table: str) -> None:
    states = {str(value) for value, _ in life._meta.get_field("state").flatchoices}  # type: ignore[attr-defined]
    first = str(life._meta.get_field("state").default)  # type: ignore[attr-defined]
    rows = written(table)

    assert {target for _, _, target, _ in rows} | {first} == states
    assert {source for _, source, _, _ in rows} <= states


ENDS = [
    (Outgoing, {"recalled", "cancelled"}),
    (Recall, {"returned", "refused", "unsent"}),
    (Request, {"agreed", "refused"}),
    (Copy, {"issued", "refused", "cancelled"}),
    (Incoming, {"merged", "recalled"}),
    (Delivery, {"recalled", "called_off"}),
    (Extension, {"allowed", "refused", "lapsed"}),
    (RightsChange, {"confirmed", "ended"}),
    (Report, set()),
    (ReportRequest, {"closed"}),
    (Catalogue, {"approved"}),
    (Dossier, {"accepted", "dropped"}),
]


@pytest.mark.parametrize(("life", "ends"), ENDS, ids=lambda each: getattr(each, "__name__", ""))
def test_a_life_ends_only_where_it_should(life: type, ends: set[str]) -> None:
    states = {str(value) for value, _ in life._meta.get_field("state").flatchoices}  # type: ignore[attr-defined]

    assert states - {source for _, source, _, _ in moves(life)} == ends


def test_every_life_is_written_here_and_its_ends_too() -> None:
    lives = {life for life in apps.get_models() if issubclass(life, Stateful)}

    assert [life for life, _ in LIVES if life in lives] == [life for life, _ in LIVES]
    assert {life for life, _ in LIVES} == {life for life, _ in ENDS} == lives
    assert len(LIVES) == len(ENDS) == len(lives)


@pytest.mark.parametrize(("life", "ends"), ENDS, ids=lambda each: getattr(each, "__name__", ""))
def test_no_state_is_a_dead_end(life: type, ends: set[str]) -> None:
    """From each state the table leads to an end; a report is sent and accepted again and again."""
    goals = ends or {"accepted"}
    steps = [(source, target) for _, source, target, _ in moves(life)]

    leading = set(goals)
    while more := {source for source, target in steps if target in leading} - leading:
        leading |= more

    assert {source for source, _ in steps} <= leading


@pytest.mark.parametrize(("life", "table"), LIVES, ids=lambda each: getattr(each, "__name__", ""))
def test_a_move_from_a_wrong_state_is_refused_in_words_of_either_language(
    life: Any, table: str
) -> None:
    """Each move, tried from each state it does not start from, as the page would tell it."""
    states = dict(life._meta.get_field("state").flatchoices)
    starts: dict[str, set[str]] = {}
    for verb, source, _, _ in moves(life):
        starts.setdefault(verb, set()).add(source)
    for verb, sources in starts.items():
        for state in set(states) - sources:
            refusal = _wrong_state(life(state=state), verb, state, sorted(sources))
            told = [_in(language, refusal) for language in ("en", "vi")]

            assert refusal.code == "wrong_state"
            assert all(words and "%(" not in words for words in told), (verb, state)
            assert told[0] != told[1]
            assert _in("vi", states[state]) in told[1]
            assert _in("vi", states[state]) != _in("en", states[state]), state
            assert _in("vi", VERBS[verb]) != _in("en", VERBS[verb]), verb


def _in(language: str, words: object) -> str:
    with translation.override(language):
        return str(words)
