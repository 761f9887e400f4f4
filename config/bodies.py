"""What is too large is refused before any of it is read, for pages and API in one place."""

from collections.abc import Callable
from typing import Any

from docflow.api.edge import at_the_edge
from docflow.api.errors import refused as as_problem
from docflow.errors import Refused
from docflow.requests.bodies import OF_A_CALL, OF_A_FORM, must_fit
from docflow.web.middleware import refused as as_page

API = "/api/"


def before_reading(following: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Ask for the length first; everything below may read the body."""

    def answer(request: Any) -> Any:
        is_call = request.path.startswith(API)
        try:
            must_fit(request, OF_A_CALL if is_call else OF_A_FORM)
        except Refused as refusal:
            if not is_call:
                return as_page(request, refusal)
            problem: Any = at_the_edge(lambda _request, why=refusal: as_problem(why))
            return problem(request)
        return following(request)

    return answer
