"""docs/commands.md lists every command with its options, exit codes and the schema it keeps to."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.core.management.commands.check import Command as OfDjango

from docflow.commands import Answering, Exit
from docflow.reports.models import CountedArrival, CountedDocument
from docflow.signatures import keyring
from docflow.units.models import UnitName
from storage import blobs
from tests import schemas
from tests.conftest import SAMPLES
from tests.docflow.audit import tampering
from tests.docflow.reports import month

SECTIONS = schemas.sections()
PERIOD = ["--from", "2026-10-01", "--to", "2026-10-31"]
UNITS = SAMPLES / "units" / "thanh-hoa-from-2025.csv"


def own_commands() -> dict[str, str]:
    """The app of every command in docflow/*/management/commands, by the command's name."""
    return {name: app for name, app in get_commands().items() if app.startswith("docflow.")}


OWN = own_commands()
RUNNING = {"up"}
"""Commands that run until they are ended and answer nothing, so they have no --json."""
ANSWERING = sorted(set(OWN) - RUNNING)


def load(name: str) -> BaseCommand:
    return load_command_class(OWN[name], name)


def options_of(command: BaseCommand) -> set[str]:
    """The options a command defines beside those Django gives to all, as they are written."""
    usual = {action.dest for action in OfDjango().create_parser("", "")._actions}
    usual -= {"app_label", "tags"}
    parser = command.create_parser("manage.py", "name")
    return {written(action) for action in parser._actions if action.dest not in usual}


def written(action: Any) -> str:
    name = action.option_strings[-1] if action.option_strings else ""
    value = "" if action.nargs == 0 else action.metavar or action.dest.upper()
    return f"{name} {value}".strip()


def test_every_command_is_documented_and_nothing_else():
    assert set(SECTIONS) == set(OWN)


def test_the_commands_stand_on_the_same_ground():
    assert [name for name in sorted(OWN) if isinstance(load(name), Answering)] == ANSWERING


@pytest.mark.parametrize("name", OWN)
def test_the_documented_options_are_the_defined_ones(name):
    documented = set(re.findall(r"^\| `([^`]+)` \|", SECTIONS[name], flags=re.MULTILINE))

    assert documented == options_of(load(name))


@pytest.mark.parametrize("name", ANSWERING)
def test_each_exit_code_is_explained(name):
    documented = re.findall(r"^\| (\d) \| .+ \|$", SECTIONS[name], flags=re.MULTILINE)

    assert documented == [str(int(code)) for code in Exit]


@pytest.fixture
def run(capfd):
    """Run a command with --json; its exit code and its answer, which fits its schema."""

    def command(name: str, *words: object) -> tuple[int, dict[str, Any]]:
        with pytest.raises(SystemExit) as ended:
            call_command(name, *map(str, words), "--json")
        return ended.value.code, fitting(name, capfd.readouterr().out)

    return command


def fitting(name: str, printed: str) -> dict[str, Any]:
    """The one object that was printed, when it fits the schema of the command."""
    answer = json.loads(printed)
    assert list(schemas.faults(answer, schemas.schema(name))) == []
    return answer


@pytest.fixture
def played(units):
    """A month of four units, in the log."""
    for _ in month.play(month.Stage(units)):
        pass
    return units


@pytest.mark.parametrize("name", ANSWERING)
def test_wrong_arguments_get_exit_code_3_and_json(capfd, name):
    with pytest.raises(SystemExit) as ended:
        load(name).run_from_argv(["manage.py", name, "--json", "--no-such-option"])

    printed = capfd.readouterr()
    answer = fitting(name, printed.out)
    assert (ended.value.code, printed.err) == (3, "")
    assert answer["problems"][0]["code"] == "wrong_use"


def test_verify_audit_says_whole(run, units):
    code, answer = run("verify_audit")

    assert (code, answer["whole"]) == (0, True)
    assert answer["entries"] > 0


def test_verify_audit_names_the_first_bad_place(run, units):
    tampering.drop_triggers()
    tampering.change("installation", 2, event="x")

    code, answer = run("verify_audit")

    assert (code, answer["first_bad"]["number"]) == (1, 2)


def test_rates_answers_with_rates(run, played):
    code, answer = run("rates", "--unit", "H56.2", *PERIOD)

    assert (code, len(answer["rates"])) == (0, 9)


def test_rates_answers_an_unknown_unit_with_near_ones(run, units):
    code, answer = run("rates", "--unit", "H56.9", *PERIOD)

    assert (code, answer["rates"], answer["problems"][0]["code"]) == (3, None, "unknown_unit")
    assert answer["problems"][0]["near"] != []


def test_rebuild_reports_counts_and_compares(run, played):
    done, rebuilt = run("rebuild_reports")
    agreeing, compared = run("rebuild_reports", "--check")

    assert (done, agreeing, compared["agrees"]) == (0, 0, True)
    assert rebuilt["rows"] > 0


def test_rebuild_reports_tells_differences(run, played):
    run("rebuild_reports")
    CountedDocument.objects.update(personal=False)
    CountedArrival.objects.all().delete()

    code, answer = run("rebuild_reports", "--check")

    assert (code, answer["agrees"]) == (1, False)
    assert {each["row"] is None for each in answer["differences"]} == {True, False}


@pytest.fixture
def stored(word_pdf):
    """A store with a blob in it."""
    return blobs.put(word_pdf)


def test_reconcile_says_that_all_agrees(run, units, stored):
    code, answer = run("reconcile")

    assert (code, answer["agrees"]) == (0, True)


def test_reconcile_tells_differences(run, played, stored):
    code, answer = run("reconcile")

    assert (code, answer["agrees"]) == (1, False)
    assert answer["differences"] != []


def test_import_units_takes_a_list_in(run, db):
    code, answer = run("import_units", UNITS, "--under", "38=tỉnh Thanh Hóa")

    assert (code, answer["imported"]) == (0, 167)


def test_import_units_tells_every_fault(run, db, tmp_path):
    file = tmp_path / "units.csv"
    file.write_text("code,name,level,parent\n,Xã,commune,38\n")

    code, answer = run("import_units", file)

    assert (code, answer["imported"]) == (1, 0)
    assert answer["errors"] != []
    assert not UnitName.objects.exists()


def test_import_units_needs_a_file(run, db):
    code, answer = run("import_units", "missing.csv")

    assert (code, answer["problems"][0]["code"]) == (3, "file_missing")


def test_register_key_lists_what_lies_in_tokens_and_registers_it(run, people, hsm, settings):
    settings.DOCFLOW_TOKEN_MODULE = hsm.module
    post, sandbox = people.minh.appointment, keyring.authority()
    hsm.token(*sandbox.issue(post.user.full_name, post.unit.name), "97531")

    code, answer = run("register_key")
    serial = next(each["serial"] for each in answer["found"] if each["name"] == "Phạm Quang Minh")
    issuers = Path(settings.DOCFLOW_DATA) / "issuers.pem"
    issuers.write_bytes(b"".join(sandbox.chain_pem))
    given = ["--serial", serial, "--post", str(post.uid), "--issuers", str(issuers)]
    registered, said = run("register_key", *given)

    assert (code, registered) == (0, 0)
    assert said["registered"] == str(keyring.leader_key(post).uid)


def test_register_key_says_what_it_cannot_use(run, units, hsm, settings):
    assert run("register_key")[1]["problems"][0]["code"] == "no_module"
    settings.DOCFLOW_TOKEN_MODULE = hsm.module

    code, answer = run("register_key", "--serial", "00", "--unit", "x")

    assert (code, answer["problems"][0]["code"]) == (3, "unknown_certificate")


def test_import_calendar_keeps_the_days_that_come_with_docflow(run, db):
    code, answer = run("import_calendar")

    assert code == 0
    assert answer["added"] > 0


def test_import_calendar_tells_every_fault(run, db, tmp_path):
    file = tmp_path / "days.csv"
    file.write_text("date,kind,name,basis\n2026-02-30,holiday,Tết,x\n")

    code, answer = run("import_calendar", file)

    assert (code, answer["added"]) == (1, 0)
    assert answer["errors"] != []


def test_demo_is_only_played_in_an_empty_installation(run, units):
    code, answer = run("demo")

    assert (code, answer["problems"][0]["code"]) == (3, "not_empty")


def test_demo_answers_with_a_refused_file(run, db):
    code, answer = run("demo", "--pdf", SAMPLES / "distiller-10.pdf")

    assert (code, answer["problems"][0]["code"]) == (1, "file_refused")


def test_a_fault_of_the_program_is_answered_too(run, units, monkeypatch):
    def stumble(*_: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("docflow.audit.management.commands.verify_audit.verify", stumble)

    code, answer = run("verify_audit")

    assert (code, answer["whole"], answer["problems"][0]["code"]) == (2, None, "fault")


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ({"a": 1}, {"type": "object"}),
        ({}, {"type": "object", "required": ["a"]}),
        (True, {"type": "integer"}),
        (1, {"type": ["string", "null"]}),
        ("b", {"enum": ["a", None]}),
        ("x1", {"type": "string", "pattern": "^[0-9]"}),
        ([1, "a"], {"type": "array", "items": {"type": "integer"}}),
        ({"b": 1}, {"propertyNames": {"enum": ["a"]}, "additionalProperties": {"type": "integer"}}),
    ],
)
def test_what_does_not_fit_a_schema_is_found(value, rule):
    assert list(schemas.faults(value, rule)) != []


def test_a_schema_with_a_rule_nobody_checks_is_refused():
    with pytest.raises(ValueError, match="minimum"):
        list(schemas.faults(1, {"minimum": 0}))
