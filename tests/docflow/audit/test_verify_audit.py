"""The command: one object or one sentence, and an exit code."""

import json
from typing import Any

import pytest
from django.core.management import call_command

from docflow.audit import newest
from docflow.audit.management.commands.verify_audit import REASONS
from docflow.audit.models import Chain, Checkpoint, Entry
from tests import cast
from tests.docflow.audit import tampering


def run(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as end:
        call_command("verify_audit", *options)
    output = capsys.readouterr()
    assert output.err == ""
    return int(str(end.value.code)), output.out


def test_a_whole_log_as_json(log: cast.Cast, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, "--json")

    said = json.loads(out)
    commune = Chain.objects.get(name=str(log.commune.uid))
    assert code == 0
    assert list(said) == ["whole", "entries", "first_bad", "heads"]
    assert said["whole"] is True
    assert said["entries"] == Entry.objects.count()
    assert said["first_bad"] is None
    heads: dict[str, Any] = {head["chain"]: head for head in said["heads"]}
    assert set(heads) == {"installation", commune.name}
    assert set(heads[commune.name]) == {"chain", "number", "link", "at"}
    assert heads[commune.name]["link"] == commune.entries.get(number=8).link


def test_a_bad_log_as_json(log: cast.Cast, capsys: pytest.CaptureFixture[str]) -> None:
    tampering.drop_triggers()
    tampering.say(str(log.commune.uid), 6, event="outgoing.issued")

    code, out = run(capsys, "--json")

    said = json.loads(out)
    assert code == 1
    assert said["whole"] is False
    assert said["first_bad"] == {
        "unit": str(log.commune.uid),
        "number": 6,
        "reason": "changed",
    }


def test_a_whole_log_in_words(log: cast.Cast, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys)

    assert code == 0
    assert out == f"Whole: {Entry.objects.count()} entries in order; 2 chains with signed heads.\n"


def test_a_bad_log_in_words(log: cast.Cast, capsys: pytest.CaptureFixture[str]) -> None:
    tampering.drop_triggers()
    tampering.remove(str(log.commune.uid), 6)

    code, out = run(capsys)

    assert code == 1
    assert out == f"NOT WHOLE. Chain {log.commune.uid}, entry 6: {REASONS['removed']}.\n"


def test_an_older_database_is_told_as_such(
    log: cast.Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    newest.keep(Checkpoint.objects.get(number=2))
    tampering.drop_triggers()
    Checkpoint.objects.filter(number=2).delete()
    Chain.objects.update(signed=0)

    code, out = run(capsys)

    assert code == 1
    assert "NOT WHOLE. Chain checkpoints, entry 2" in out
    assert f"If an older database was restored and is to stay, move {newest.file()} aside" in out
