"""The command import_units: what it prints and how it ends."""

import json
import os

import pytest
from django.core.management import call_command

from docflow.units.models import Unit
from tests.conftest import SAMPLES

NEW = SAMPLES / "units" / "thanh-hoa-from-2025.csv"
UNDER = "--under=38=tỉnh Thanh Hóa"

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    """Run the command and give its exit code and what it printed."""

    def command(*arguments):
        with pytest.raises(SystemExit) as ended:
            call_command("import_units", *arguments)
        return ended.value.code, capsys.readouterr().out

    return command


def test_counts_stand_by_level(run):
    code, printed = run(str(NEW), UNDER)

    assert code == 0
    assert printed.split("\n")[:3] == [
        "      1  Cấp tỉnh",
        "    166  Cấp xã",
        "    167  units are new",
    ]


def test_the_second_time_says_that_nothing_is_new(run):
    run(str(NEW), UNDER)

    code, printed = run(str(NEW), UNDER)

    assert code == 0
    assert printed == "Nothing is new: 166 units were there already, unchanged.\n"


def test_json_is_one_object_and_nothing_else(run):
    code, printed = run(str(NEW), UNDER, "--json")

    assert code == 0
    assert json.loads(printed) == {"imported": 167, "unchanged": 0, "aliases": 0, "errors": []}


def test_faults_are_printed_with_line_and_column(run, tmp_path):
    file = tmp_path / "units.csv"
    file.write_text("code,name,level,parent\n38,Thanh Hóa,province,\n,Xã,commune,38\n")

    code, printed = run(str(file), "--valid-from=2025-07-01")
    as_json = json.loads(run(str(file), "--valid-from=2025-07-01", "--json")[1])

    assert code == 1
    assert printed.splitlines() == [
        "line 3, code: Every unit needs a code. [missing]",
        "Faults: 1. Nothing was taken in.",
    ]
    assert as_json["errors"] == [
        {"line": 3, "column": "code", "code": "missing", "text": "Every unit needs a code."}
    ]
    assert not Unit.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["none.csv"], "file_missing"),
        ([os.curdir], "file_missing"),
        ([str(NEW), "--valid-from=1/7/2025"], "bad_date"),
    ],
)
def test_wrong_use_is_still_json(run, arguments, code):
    exit_code, printed = run(*arguments, "--json")

    answer = json.loads(printed)
    assert exit_code == 3
    assert answer["problems"][0]["code"] == code
    assert (answer["imported"], answer["errors"]) == (0, [])
