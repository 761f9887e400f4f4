"""Letting the deadlines of opinions pass."""

from docflow.outgoing import turn_actions
from docflow.outgoing.models import Turn
from docflow.people.actor import System
from docflow.work import claim, does


@does(Turn)
def let_lapse(turn_id: int) -> None:
    """Pass on what waits for an opinion whose deadline is over."""
    with claim(Turn, turn_id) as turn:
        if turn is not None:
            turn_actions.lapse_opinion(turn, by=System(turn.paper.unit))
