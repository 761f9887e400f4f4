"""Random calls, well and badly formed, against the real application: it keeps what it describes."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.checks import CHECKS
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection

from docflow.people.actions import appoint
from docflow.people.actor import Actor, System
from docflow.permissions import Role
from docflow.requests import limits
from tests import builders
from tests.docflow.api.conftest import token_for

EXAMPLES = 6
"""For each call and kind of data; all together stay under a minute on two quiet cores."""
LEFT_OUT = (
    "positive_data_acceptance",  # what the domain refuses, a schema cannot say
    "missing_required_header",  # tested by name: the answer is 400, not 406
)
application = get_wsgi_application()
checks.load_all_checks()
USED = [check for check in CHECKS.get_all() if check.__name__ not in LEFT_OUT]
BRIEF = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def without_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong tokens and uploads by the hundred are what this test is about."""
    far = {kind: limits.Limit(10**6, 1) for kind in ("user", "unit", "address")}
    for what in limits.LIMITS:
        monkeypatch.setitem(limits.LIMITS, what, far)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A server ends each request by closing its connection: here the test holds it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def stage(units: Any, without_limits: None, one_connection: None) -> tuple[str, UUID]:
    """The token of somebody who may do nearly all, and the uid of a document they see."""
    roles = [role for role in Role if role != Role.SYSTEM]
    post = appoint(units.vân, units.commune, "Mọi việc", roles, by=System())
    return token_for(Actor(post)), builders.draft(units).uid


def operations() -> list[Any]:
    """Every operation of the description, as the application gives it."""
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    return [found.ok() for found in described.get_all_operations()]


def is_uid(value: Any) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_one_that_is_described(stage: tuple[str, UUID], mode: Any) -> None:
    secret, seen = stage
    failures = []

    for operation in operations():
        try:
            _ask(operation, mode, secret, seen)
        except BaseExceptionGroup as group:
            failures += [f"{operation.label}: {each}" for each in group.exceptions]

    assert not failures, "\n\n".join(failures)


def _ask(operation: Any, mode: Any, secret: str, seen: UUID) -> None:
    @given(
        case=operation.as_strategy(generation_mode=mode),
        known=st.booleans(),
    )
    @BRIEF
    def ask(case: Any, known: bool) -> None:
        uid = case.path_parameters.get("uid") if case.path_parameters else None
        if known and is_uid(uid):
            case.path_parameters["uid"] = str(seen)
        headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}
        case.call_and_validate(headers=headers, checks=USED, excluded_checks=_not_asked(case))

    ask()


def _not_asked(case: Any) -> list[Any]:
    """A random Authorization is replaced by the token, so nothing may be wrong with headers."""
    header = case.meta.components.get(ParameterLocation.HEADER)
    wrong = header is not None and header.mode == GenerationMode.NEGATIVE
    return [negative_data_rejection] if wrong else []
