"""Acts that never began, for pages and API: whoever asked may not see what they are about."""

from collections.abc import Callable
from typing import Any

from docflow.audit.log import refusals_recorded
from docflow.errors import Refused


def refuse(asked: Callable[..., Any], refusal: Refused, *, by: Any) -> Refused:
    """Record one refused act under the name of the view that was asked; returns the refusal."""

    @refusals_recorded
    def act(*, by: Any) -> None:
        raise refusal

    act.__module__, act.__name__ = asked.__module__, asked.__name__
    try:
        act(by=by)
    except Refused as refused:
        return refused
    return refusal
