"""A page of results that come one by one: each row is shown when its act is done."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import translation

MARK = "<!-- here come the results -->"


def uid_of(text: str) -> UUID | None:
    """The identifier a form sent; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def streamed(
    request: Any,
    template: str,
    results: Iterable[Any],
    count: int,
    is_done: Callable[[Any], bool],
    more: dict[str, Any] | None = None,
) -> StreamingHttpResponse:
    """The page up to its list, then a row for each result as it comes, then the rest.

    `template` names the page without ending; `_result` and `_summary` lie beside it. `more` is
    what the page says besides.
    """
    language = translation.get_language()
    folder = template.rpartition("/")[0]
    page = render_to_string(
        f"{template}.html", {"count": count, "mark": MARK, **(more or {})}, request
    )
    before, after = page.split(MARK)

    def parts() -> Iterator[str]:
        yield before
        done = 0
        for number, result in enumerate(results, start=1):
            done += is_done(result)
            yield worded("_result", {"result": result, "number": number, "count": count})
        yield worded("_summary", {"done": done, "left": count - done})
        yield after

    def worded(name: str, content: dict[str, Any]) -> str:
        with translation.override(language):
            return render_to_string(f"{folder}/{name}.html", content)

    response = StreamingHttpResponse(parts())
    response["Content-Encoding"] = "identity"  # compressed, rows would wait for one another
    return response
