"""What the database is made to forget, the file beside the key remembers."""

import json

import pytest
from django.db import connection

from docflow.audit import newest
from docflow.audit.chain import read
from docflow.audit.checkpoints import sign_heads, sign_heads_when_due
from docflow.audit.events import Event
from docflow.audit.log import record
from docflow.audit.models import Chain, Checkpoint
from docflow.audit.verify import verify
from docflow.errors import Refused
from tests import cast
from tests.docflow.audit import tampering
from tests.docflow.audit.tampering import first_bad


@pytest.fixture
def kept(chain: str) -> str:
    """The commune's chain, its second and last checkpoint remembered as after a commit."""
    newest.keep(Checkpoint.objects.get(number=2))
    return chain


def forget(number: int) -> None:
    """Delete checkpoints from a number on, and mark the chains as the remaining ones say."""
    Checkpoint.objects.filter(number__gte=number).delete()
    Chain.objects.update(signed=0)
    for checkpoint in Checkpoint.objects.order_by("number"):
        for head in read(checkpoint.text)["heads"]:
            Chain.objects.filter(name=head["chain"]).update(signed=head["number"])


def test_a_commit_is_remembered_for_the_owner_only(committed: None, units: cast.Cast) -> None:
    checkpoint = sign_heads()

    assert checkpoint is not None
    assert newest.recall() == newest.Newest(checkpoint.number, checkpoint.link)
    assert newest.file().stat().st_mode & 0o777 == 0o600
    assert list(newest.file().parent.glob("checkpoint.*")) == [newest.file()]


def test_a_log_that_holds_it_is_whole_and_grows(kept: str) -> None:
    assert verify().whole
    assert sign_heads() is not None
    assert verify().whole


def test_all_checkpoints_removed_and_history_written_anew(kept: str) -> None:
    forget(1)
    tampering.say(kept, 5, to="issued")
    tampering.rehash(kept, 5)

    assert first_bad() == ("checkpoints", 2, "removed")


def test_the_last_checkpoint_removed_with_all_traces(kept: str) -> None:
    forget(2)

    assert first_bad() == ("checkpoints", 2, "removed")


def test_another_checkpoint_of_the_same_number(kept: str) -> None:
    forget(2)
    file = newest.file().read_text()
    newest.file().unlink()
    sign_heads()
    newest.file().write_text(file)

    assert first_bad() == ("checkpoints", 2, "changed")


@pytest.mark.parametrize("number", [1, 2])
def test_a_forgetful_database_is_not_signed(kept: str, number: int) -> None:
    forget(number)

    with pytest.raises(Refused, match=r"checkpoint 2 .*checkpoint\.last aside") as refusal:
        sign_heads_when_due() or sign_heads()

    assert refusal.value.code == "checkpoint_missing"
    assert Checkpoint.objects.count() == number - 1


def test_moved_aside_the_older_database_goes_on(kept: str) -> None:
    forget(2)
    newest.file().unlink()

    assert sign_heads() is not None
    assert verify().whole


def test_the_file_never_goes_back(kept: str) -> None:
    newest.keep(Checkpoint.objects.get(number=1))

    known = newest.recall()

    assert known is not None
    assert known.number == 2


def test_a_host_that_is_behind_says_nothing(kept: str) -> None:
    sign_heads()

    assert verify().whole


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"installation": 1}', "[" * 100_000])
def test_a_file_that_cannot_be_read_proves_nothing(kept: str, content: str) -> None:
    newest.file().write_text(content)

    assert newest.recall() is None
    assert verify().whole


def test_the_file_of_another_installation_proves_nothing(kept: str) -> None:
    said = json.loads(newest.file().read_text())
    newest.file().write_text(json.dumps(said | {"installation": "00" * 16, "number": 99}))

    assert newest.recall() is None
    assert verify().whole


def test_what_is_not_committed_is_not_remembered(units: cast.Cast) -> None:
    assert sign_heads() is not None
    assert connection.in_atomic_block

    assert newest.recall() is None


def test_a_checkpoint_numbered_below_the_first(chain: str) -> None:
    row = Checkpoint.objects.get(number=1)
    Checkpoint.objects.create(number=-3, text=row.text, link=row.link, signature=row.signature)

    assert first_bad() == ("checkpoints", 1, "inserted")


def test_a_chain_marked_further_than_signed(chain: str) -> None:
    Chain.objects.filter(name=chain).update(signed=9)

    assert first_bad() == ("checkpoints", 3, "removed")


def test_a_chain_marked_less_far_than_signed(chain: str, log: cast.Cast) -> None:
    record(Event.OUTGOING_REVISED, None, log.tuan)
    sign_heads()
    record(Event.OUTGOING_REVISED, None, log.tuan)
    sign_heads()
    Chain.objects.filter(name=chain).update(signed=1)

    assert first_bad() == (chain, 10, "end_changed")
