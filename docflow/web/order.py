"""The order and the opinions of a document, as its pages show them."""

from typing import Any

from docflow.outgoing import preview
from docflow.outgoing.models import Outgoing, Turn


def order_shown(paper: Outgoing) -> dict[str, Any]:
    """The steps of this round, those of earlier ones, all opinions, and who was to sign before."""
    known = preview.turns_of(paper)
    opinions = [turn for turn in known if turn.kind == Turn.Kind.OPINION and _is_to_show(turn)]
    return {
        "order": preview.of_paper(paper, known),
        "earlier_turns": _by_round(paper, known),
        "opinions": [turn for turn in opinions if turn.round == paper.round],
        "earlier_opinions": [turn for turn in opinions if turn.round != paper.round],
        "signer_changes": list(
            paper.signer_changes.select_related("before__user", "after__user", "by__user").order_by(
                "pk"
            )
        ),
    }


def _is_to_show(turn: Turn) -> bool:
    """An opinion of the order is shown once it is asked for or was given."""
    return turn.opened is not None or bool(turn.stance)


def _by_round(paper: Outgoing, known: list[Turn]) -> list[tuple[int, list[Turn]]]:
    numbers = sorted({turn.round for turn in known if turn.round != paper.round})
    found = [(number, preview.of_round(known, number)) for number in numbers]
    return [(number, turns) for number, turns in found if turns]
