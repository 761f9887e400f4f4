"""Every address and every call there is, as the URL resolver and the API know them."""

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver

from docflow.api.urls import calls

BOTH = ("GET", "POST")


def endpoints() -> Iterator[tuple[str, str]]:
    """Each address by name with each method it takes; HEAD goes with GET."""
    known = {f"api:{call.verb}" for call in calls()}
    for name, _pattern, view in addresses():
        if name not in known and not name.endswith(":"):
            yield from ((name, method) for method in BOTH if method in methods(view))
    yield from ((f"api:{call.verb}", call.method) for call in calls())


def addresses() -> Iterator[tuple[str, str, Any]]:
    """Each address: its name with its namespaces, its pattern, its view."""
    yield from _below(get_resolver().url_patterns, "", "")


def _below(patterns: Any, path: str, spaces: str) -> Iterator[tuple[str, str, Any]]:
    for each in patterns:
        place = path + str(each.pattern)
        if hasattr(each, "url_patterns"):
            inner = f"{spaces}{each.namespace}:" if each.namespace else spaces
            yield from _below(each.url_patterns, place, inner)
        else:
            yield f"{spaces}{each.name or ''}", place, each.callback


def methods(view: Any) -> set[str]:
    """The methods a view answers, as the decorators around it say; all when they say nothing."""
    found = set(BOTH)
    while view is not None:
        for cell in view.__closure__ or ():
            inside = cell.cell_contents
            if isinstance(inside, list) and inside and set(inside) <= {"GET", "HEAD", "POST"}:
                found &= set(inside)
        view = getattr(view, "__wrapped__", None)
    return found
