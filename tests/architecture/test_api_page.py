"""docs/api.md lists the calls there are, as the code declares them."""

import ast

import pytest

from docflow.api.urls import AREAS, calls
from tests import api_page
from tests.architecture.sources import ROOT

VIEWS = sorted((ROOT / "docflow/api/views").glob("*.py"))


def test_the_page_is_as_the_code_would_write_it_now():
    assert api_page.PAGE.read_text() == api_page.text(), "Run `make docs`."


@pytest.mark.parametrize("call", calls(), ids=lambda call: call.verb)
def test_every_call_has_one_row(call):
    rows = [line for line in api_page.text().splitlines() if line.startswith(f"| `{call.verb}` |")]

    assert len(rows) == 1


def test_no_call_is_registered_past_the_declaration():
    operations = [
        operation
        for area in AREAS
        for view in area.router.path_operations.values()
        for operation in view.operations
    ]

    assert len(operations) == len(calls())
    assert all(hasattr(operation.view_func, "call") for operation in operations)


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_a_view_calls_no_model_that_writes(path):
    writes = {"create", "save", "update", "delete", "bulk_create", "get_or_create"}
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }

    assert not called & writes
