"""Taking a rule away while the program runs: the text of a function without it, as its code."""

import inspect
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import FunctionType
from typing import Any

from docflow.desks import counting, queue_kinds
from docflow.people import actor

MADE_ONCE = (actor._posts, counting._statement, queue_kinds._part)
"""Statements that would still say the rule after it was taken away."""
_texts: dict[FunctionType, str] = {}
"""The text of functions that have lost a rule already, for whoever takes another one away."""


@contextmanager
def without(where: str, rule: str, instead: str = "") -> Iterator[None]:
    """While the block runs, the function named `module:name` has other words in place of a rule.

    Whoever holds the function gets the other code, as the function stays the same object.
    """
    function = _function(where)
    before = _texts.get(function)
    text = before or textwrap.dedent(inspect.getsource(function))
    assert rule in text, f"{where} has no longer: {rule}"
    text = text[_start(text) :].replace(rule, instead)
    space: dict[str, Any] = {}
    exec(compile(text, f"<{where} without {rule}>", "exec"), function.__globals__, space)
    code = function.__code__
    _texts[function] = text
    function.__code__ = space[function.__name__].__code__
    _make_anew()
    try:
        yield
    finally:
        function.__code__ = code
        _texts.pop(function)
        if before:
            _texts[function] = before
        _make_anew()


def _make_anew() -> None:
    for each in MADE_ONCE:
        each.cache_clear()


def _start(text: str) -> int:
    """Where the function itself begins, after its decorators."""
    return 0 if text.startswith("def ") else text.index("\ndef ") + 1


def _function(where: str) -> FunctionType:
    module, _colon, names = where.partition(":")
    found: Any = import_module(module)
    for name in names.split("."):
        found = inspect.getattr_static(found, name)
    if isinstance(found, property):
        found = found.fget
    found = inspect.unwrap(found)
    assert isinstance(found, FunctionType)
    return found
