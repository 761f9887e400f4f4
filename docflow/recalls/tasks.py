"""Requests on their way to recipients, and answers on their way back. Each may run twice."""

from docflow.people.actor import System
from docflow.recalls import actions, answer_actions
from docflow.recalls.models import Recall, Request
from docflow.work import claim, does


@does(Recall)
def send_request(recall_id: int) -> None:
    """Ask one recipient. First the recipient's act, then the sender's."""
    with claim(Recall, recall_id) as asked:
        if asked:
            answer_actions.take_request(asked, by=System(asked.delivery.recipient))
            actions.mark_asked(asked, by=System(asked.unit))


@does(Request)
def tell_answer(request_id: int) -> None:
    """Tell the sender what was answered."""
    with claim(Request, request_id) as request:
        if request:
            actions.take_answer(request, by=System(request.sender))
