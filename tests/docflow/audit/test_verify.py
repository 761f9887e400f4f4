"""Whatever someone who owns the database changes, the check names the first wrong entry."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from docflow.audit.chain import START, canonical
from docflow.audit.checkpoints import sign_heads
from docflow.audit.events import Event
from docflow.audit.log import record
from docflow.audit.models import Bookmark, Chain, Entry, EntryText
from docflow.audit.verify import verify
from tests import cast
from tests.docflow.audit import tampering
from tests.docflow.audit.tampering import first_bad

OTHER = "00" * 32


def test_an_untouched_log_is_whole(log: cast.Cast) -> None:
    proof = verify()

    assert proof.whole
    assert proof.entries == Entry.objects.count()
    heads = {head.chain: head.number for head in proof.heads}
    assert heads[str(log.commune.uid)] == 8


def test_an_empty_log_is_whole(db: None, settings: Any, tmp_path: Path) -> None:
    settings.DOCFLOW_DATA = tmp_path

    assert verify().whole


@pytest.mark.parametrize("name", ["installation.key", "checkpoint.last"])
def test_an_empty_log_of_an_installation_that_was_started_is_not_whole(
    db: None, settings: Any, tmp_path: Path, name: str
) -> None:
    settings.DOCFLOW_DATA = tmp_path
    (tmp_path / name).touch()

    assert first_bad() == ("installation", 1, "removed")


def test_changed_text(chain: str) -> None:
    tampering.say(chain, 6, event="outgoing.issued")

    assert first_bad() == (chain, 6, "changed")


@pytest.mark.parametrize("text", ["", "null", "[]", "{", '{"number":6}'])
def test_text_that_is_no_entry(chain: str, text: str) -> None:
    tampering.change(chain, 6, text=text)

    assert first_bad() == (chain, 6, "changed")


@pytest.mark.parametrize("number", [1, 10])
def test_changed_text_at_either_end(chain: str, number: int) -> None:
    tampering.say(chain, number, event="outgoing.issued")

    assert first_bad() == (chain, number, "changed")


def test_changed_link(chain: str) -> None:
    tampering.change(chain, 6, link=OTHER)

    assert first_bad() == (chain, 6, "changed")


def test_chain_hashed_anew_from_a_place_that_was_signed(chain: str) -> None:
    tampering.say(chain, 5, event="outgoing.issued")
    tampering.change(chain, 5, event="outgoing.issued")
    tampering.rehash(chain, 5)

    assert first_bad() == (chain, 5, "rewritten")


@pytest.mark.parametrize(
    "text",
    ['{"number":9}', '{"event":"outgoing.revised","subject":2,"actor":3,"at":4,"number":9}'],
)
def test_nonsense_hashed_anew_is_no_entry(chain: str, text: str) -> None:
    tampering.change(chain, 9, text=text)
    tampering.rehash(chain, 9)

    *place, reason = first_bad()
    assert place == [chain, 9]
    assert reason in ("changed", "columns_changed")


def test_an_entry_without_digests_hashed_anew_is_no_entry(chain: str) -> None:
    tampering.say(chain, 9, digests=None)
    tampering.rehash(chain, 9)

    assert first_bad() == (chain, 9, "changed")


def test_rewritten_names_the_first_entry_no_signature_speaks_for(chain: str) -> None:
    tampering.say(chain, 7, event="outgoing.issued")
    tampering.change(chain, 7, event="outgoing.issued")
    tampering.rehash(chain, 7)

    assert first_bad() == (chain, 5, "rewritten")


def test_a_fork_signed_with_the_live_key(chain: str) -> None:
    tampering.say(chain, 5, event="outgoing.issued")
    tampering.change(chain, 5, event="outgoing.issued")
    tampering.rehash(chain, 5)
    sign_heads()

    assert first_bad() == (chain, 5, "rewritten")


def test_a_fork_below_the_earliest_signature(chain: str) -> None:
    tampering.say(chain, 2, to="issued")
    tampering.rehash(chain, 2)

    assert first_bad() == (chain, 1, "rewritten")


def test_removed_in_the_middle_leaving_the_gap(chain: str) -> None:
    tampering.remove(chain, 6)

    assert first_bad() == (chain, 6, "removed")


def test_several_removed_in_the_middle_leaving_the_gap(chain: str) -> None:
    tampering.remove(chain, 3, 7)

    assert first_bad() == (chain, 3, "removed")


def test_first_entry_removed(chain: str) -> None:
    tampering.remove(chain, 1)

    assert first_bad() == (chain, 1, "removed")


def test_removed_in_the_middle_closing_the_gap(chain: str) -> None:
    tampering.remove(chain, 6)
    tampering.shift(chain, 6, -1)

    assert first_bad() == (chain, 6, "removed")


def test_removed_before_the_last_closing_the_gap(chain: str) -> None:
    tampering.remove(chain, 9)
    tampering.shift(chain, 9, -1)

    assert first_bad() == (chain, 9, "removed")


def test_removed_closing_the_gap_and_hashed_anew_with_the_old_numbers(chain: str) -> None:
    tampering.remove(chain, 6)
    tampering.shift(chain, 6, -1)
    tampering.rehash(chain, 6, renumber=False)

    assert first_bad() == (chain, 6, "removed")


def test_removed_closing_the_gap_and_hashed_anew_with_new_numbers(chain: str) -> None:
    tampering.remove(chain, 5)
    tampering.shift(chain, 5, -1)
    tampering.rehash(chain, 5)

    assert first_bad() == (chain, 5, "rewritten")


def test_inserted_with_a_link_that_holds(chain: str) -> None:
    tampering.shift(chain, 5, 1)
    tampering.forge(chain, 6)

    assert first_bad() == (chain, 6, "inserted")


def test_inserted_with_a_link_that_does_not_hold(chain: str) -> None:
    tampering.shift(chain, 5, 1)
    tampering.forge(chain, 6)
    tampering.change(chain, 6, link=OTHER)

    assert first_bad() == (chain, 6, "inserted")


def test_inserted_before_the_first(chain: str) -> None:
    tampering.forge(chain, 0)

    assert first_bad() == (chain, 1, "inserted")


def test_inserted_and_hashed_anew(chain: str) -> None:
    tampering.shift(chain, 4, 1)
    tampering.forge(chain, 5)
    tampering.rehash(chain, 5)

    assert first_bad() == (chain, 5, "rewritten")


def test_inserted_at_the_end(chain: str) -> None:
    tampering.forge(chain, 11)

    assert first_bad() == (chain, 11, "inserted")


@pytest.mark.parametrize(("one", "other"), [(6, 7), (3, 9), (9, 10), (1, 2)])
def test_two_entries_changed_places(chain: str, one: int, other: int) -> None:
    tampering.swap(chain, one, other)

    assert first_bad() == (chain, one, "reordered")


def test_two_entries_changed_places_and_were_hashed_anew(chain: str) -> None:
    tampering.swap(chain, 5, 6)
    tampering.rehash(chain, 5)

    assert first_bad() == (chain, 5, "rewritten")


def test_cut_tail(chain: str) -> None:
    tampering.remove(chain, 7, 10)

    assert first_bad() == (chain, 7, "tail_cut")


def test_cut_tail_with_the_row_of_the_chain_adjusted(chain: str) -> None:
    tampering.remove(chain, 7, 10)
    tampering.rehash(chain, 6)

    assert Chain.objects.get(name=chain).length == 6
    assert first_bad() == (chain, 7, "tail_cut")


def test_cut_tail_grown_over_with_other_entries(chain: str, log: cast.Cast) -> None:
    tampering.remove(chain, 7, 10)
    tampering.rehash(chain, 6)
    for _turn in range(5):
        record(Event.OUTGOING_REVISED, None, log.lan)

    assert first_bad() == (chain, 5, "rewritten")


def test_all_entries_of_a_chain_removed(chain: str) -> None:
    tampering.remove(chain, 1, 10)
    Chain.objects.filter(name=chain).update(length=0, head=START)

    assert first_bad() == (chain, 1, "removed")


def test_whole_chain_removed(chain: str) -> None:
    tampering.remove(chain, 1, 10)
    Chain.objects.filter(name=chain).delete()

    assert first_bad() == (chain, 1, "removed")


def test_two_chains_changed_names(chain: str, log: cast.Cast) -> None:
    sign_heads()
    district = str(log.district.uid)
    Chain.objects.filter(name=chain).update(name="other")
    Chain.objects.filter(name=district).update(name=chain)
    Chain.objects.filter(name="other").update(name=district)

    fault = first_bad()

    assert fault in [(chain, 1, "inserted"), (district, 1, "inserted")]


def test_row_of_the_chain_names_another_head(chain: str) -> None:
    Chain.objects.filter(name=chain).update(head=START)

    assert first_bad() == (chain, 10, "end_changed")


def test_row_of_the_chain_hides_signed_entries(chain: str) -> None:
    sign_heads()
    Chain.objects.filter(name=chain).update(length=6)

    assert first_bad() == (chain, 7, "end_changed")


@pytest.mark.parametrize(
    "columns",
    [
        {"event": "outgoing.issued"},
        {"subject": None},
        {"actor": "00000000-0000-7000-8000-000000000000"},
        {"at": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
    ids=["event", "subject", "actor", "at"],
)
def test_a_searching_column_changed(chain: str, columns: dict[str, Any]) -> None:
    tampering.change(chain, 6, **columns)

    assert first_bad() == (chain, 6, "columns_changed")


def texts(chain: str, number: int, name: str) -> Any:
    return EntryText.objects.filter(chain__name=chain, number=number, name=name)


def test_a_text_changed(chain: str) -> None:
    texts(chain, 6, "subject").update(text=canonical({"text": "Báo cáo khác"}))

    assert first_bad() == (chain, 6, "text_changed")


def test_a_fact_changed(chain: str) -> None:
    texts(chain, 6, "facts").update(text=canonical({"round": 99}))

    assert first_bad() == (chain, 6, "text_changed")


@pytest.mark.parametrize("salt", ["", "00" * 16, "not hexadecimal"])
def test_a_salt_changed(chain: str, salt: str) -> None:
    texts(chain, 6, "subject").update(salt=salt)

    assert first_bad() == (chain, 6, "text_changed")


def test_the_row_of_a_text_removed(chain: str) -> None:
    texts(chain, 6, "subject").delete()

    assert first_bad() == (chain, 6, "text_removed")


def test_a_text_added(chain: str) -> None:
    home = Chain.objects.get(name=chain)
    EntryText.objects.create(chain=home, number=6, name="note", salt="00", text='{"text":"x"}')

    assert first_bad() == (chain, 6, "text_inserted")


def test_the_first_of_two_faults_is_named(chain: str) -> None:
    tampering.remove(chain, 9)
    tampering.say(chain, 3, event="outgoing.issued")

    assert first_bad() == (chain, 3, "changed")


def test_facts_are_never_erased(chain: str) -> None:
    texts(chain, 6, "facts").update(text=None, salt="")

    assert first_bad() == (chain, 6, "text_removed")


@pytest.mark.parametrize("number", [0, -3, 11, 9999])
def test_a_text_without_an_entry(chain: str, number: int) -> None:
    home = Chain.objects.get(name=chain)
    EntryText.objects.create(chain=home, number=number, name="facts", salt="00", text="{}")

    assert first_bad() == (chain, number, "text_inserted")


def test_a_salt_spelled_otherwise(chain: str) -> None:
    row = texts(chain, 6, "subject").get()
    texts(chain, 6, "subject").update(salt=f"{row.salt[:2]} {row.salt[2:30]}")

    assert first_bad() == (chain, 6, "text_changed")


def test_a_chain_that_is_not_there_has_entries(chain: str, log: cast.Cast) -> None:
    gone = Chain.objects.get(name=str(log.district.uid))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_chain WHERE id = %s", [gone.pk])

    fault = first_bad()

    gone.save(force_insert=True)
    assert fault == (str(gone.pk), 1, "inserted")


def test_bookmarks_prove_nothing(chain: str) -> None:
    Bookmark.objects.create(reader="rates", chain=Chain.objects.get(name=chain), number=99)

    assert first_bad() is None


def test_an_erased_text_leaves_the_log_whole(log: cast.Cast) -> None:
    texts(str(log.commune.uid), 6, "subject").update(text=None, salt="")

    assert verify().whole


def test_a_chain_longer_than_a_stride_is_proven_to_its_end(
    log: cast.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docflow.audit.walk.STRIDE", 3)
    monkeypatch.setattr("docflow.audit.heads.STRIDE", 1)
    chain = str(log.commune.uid)
    heard: list[int] = []

    proof = verify(heard.append)
    tampering.drop_triggers()
    tampering.swap(chain, 6, 7)

    assert proof.whole
    assert sum(heard) == proof.entries == Entry.objects.count()
    assert first_bad() == (chain, 6, "reordered")
