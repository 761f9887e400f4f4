"""The moves of every life written out once more, as the product owner reads them."""

import pytest

from docflow.exchange.models import Delivery
from docflow.incoming.models import Incoming
from docflow.lifecycle import moves
from docflow.outgoing.models import Outgoing
from docflow.people.models import RightsChange
from docflow.reporting.models import Report, ReportRequest

OUTGOING = """
submit         draft, returned, withdrawn           initialling   outgoing.draft
initial        initialling                          format_check  outgoing.initial
pass_format    format_check                         signing       outgoing.pass_format
sign           signing                              signed        outgoing.sign
sign_on_paper  signing                              signed        outgoing.sign_on_paper
number         signed                               numbered      outgoing.number
seal           numbered                             sealed        outgoing.seal
issue          sealed                               issued        outgoing.issue
send_back      initialling, format_check, signing, signed   returned   outgoing.send_back
withdraw       initialling, format_check, signing   withdrawn     outgoing.draft
cancel         draft, returned, withdrawn, initialling, format_check, signing, signed, numbered, sealed   cancelled   outgoing.cancel
"""  # noqa: E501

INCOMING = """
verify         arrived                   verified       delivery.deliver
fail_verify    arrived                   verify_failed  delivery.deliver
verify_paper   arrived                   verified       incoming.arrive_on_paper
register       verified                  registered     incoming.register
refuse         verified, verify_failed   refused        incoming.refuse
assign         registered                assigned       incoming.assign
start          assigned                  in_progress    incoming.handle
finish         in_progress               done           incoming.handle
"""

DELIVERY = """
send           pending                   sent           delivery.deliver
send_on_paper  pending                   on_paper       delivery.deliver
fail           pending                   failed         delivery.deliver
retry          failed                    pending        delivery.deliver
deliver        pending, sent, failed     delivered      delivery.deliver
refuse         pending, sent, failed, delivered   refused      delivery.deliver
register       pending, sent, failed, delivered   registered   delivery.deliver
assign         pending, sent, failed, delivered, registered             assigned      delivery.deliver
start          pending, sent, failed, delivered, registered, assigned   in_progress   delivery.deliver
complete       pending, sent, failed, delivered, registered, assigned, in_progress   completed   delivery.deliver
"""  # noqa: E501

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

LIVES = [
    (Outgoing, OUTGOING),
    (Incoming, INCOMING),
    (Delivery, DELIVERY),
    (RightsChange, RIGHTS),
    (Report, REPORT),
    (ReportRequest, REPORT_REQUEST),
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
    (Outgoing, {"issued", "cancelled"}),
    (Incoming, {"done", "refused"}),
    (Delivery, {"completed", "refused", "on_paper"}),
    (RightsChange, {"confirmed", "ended"}),
    (Report, set()),
    (ReportRequest, {"closed"}),
]


@pytest.mark.parametrize(("life", "ends"), ENDS, ids=lambda each: getattr(each, "__name__", ""))
def test_a_life_ends_only_where_it_should(life: type, ends: set[str]) -> None:
    states = {str(value) for value, _ in life._meta.get_field("state").flatchoices}  # type: ignore[attr-defined]

    assert states - {source for _, source, _, _ in moves(life)} == ends
