"""The description: every call with its door, examples that fit, every refusal with its codes."""

import json
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from docflow.api.urls import calls
from docflow.permissions import Permission

CALLS = calls()


@pytest.fixture(scope="module")
def description() -> Any:
    """What the API says of itself, to anybody."""
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return json.loads(answer.content)


def operations(description):
    return {
        operation["operationId"]: operation
        for methods in description["paths"].values()
        for operation in methods.values()
    }


def test_every_call_is_described_once(description):
    assert sorted(operations(description)) == sorted(call.verb for call in CALLS)
    assert len({call.verb for call in CALLS}) == len(CALLS)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.verb)
def test_every_call_has_a_door(call):
    assert call.door in ("gate", "subject", "token")
    assert all(isinstance(each, Permission) for each in call.any_of)
    assert call.any_of or call.door != "gate"


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.verb)
def test_every_call_says_who_may_and_how_it_is_refused(description, call):
    operation = operations(description)[call.verb]

    refusals = {int(status) for status in operation["responses"] if int(status) >= 400}
    assert operation["summary"]
    assert operation["description"]
    assert {401, 422, 429, 500} <= refusals
    assert call.is_safe or {400, 409, 413, 415} <= refusals
    assert operation["security"] == [{"Token": []}]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.verb)
def test_examples_fit_their_schemas(description, call):
    operation = operations(description)[call.verb]
    contents = [operation.get("requestBody", {}), *operation["responses"].values()]

    checked = 0
    for content in contents:
        for media, each in content.get("content", {}).items():
            for example in given(each):
                check(description, each["schema"], example)
                checked += 1
            assert "json" not in media or given(each), (call.verb, media)
    assert checked


def given(content):
    examples = [each["value"] for each in content.get("examples", {}).values()]
    return [content["example"], *examples] if "example" in content else examples


def check(description, schema, example):
    whole = {"components": description["components"], **schema}
    jsonschema_rs.validator_for(whole).validate(example)


def test_no_schema_is_described_under_the_name_of_another(description):
    schemas = description["components"]["schemas"]

    assert not [name for name, schema in schemas.items() if "enum" in schema]
