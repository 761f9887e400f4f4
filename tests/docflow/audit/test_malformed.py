"""SQLite stores anything in any column: the check names the place and never stumbles."""

import pytest
from django.db import connection

from docflow.audit.models import Chain
from tests.docflow.audit.tampering import first_bad

DEEP = "[" * 100_000


def put(table: str, assignment: str, where: str, *given: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {assignment} WHERE {where}", given)
        assert cursor.rowcount == 1


def put_entry(chain: str, assignment: str, *given: str, number: int = 6) -> None:
    pk = Chain.objects.values_list("pk", flat=True).get(name=chain)
    put("audit_entry", assignment, f"chain_id = {pk} AND number = {number}", *given)


@pytest.mark.parametrize(
    "assignment",
    ["text = CAST(text AS BLOB)", "text = CAST(x'ff7b7d' AS TEXT)", "link = CAST(link AS BLOB)"],
)
def test_bytes_instead_of_text(chain: str, assignment: str) -> None:
    put_entry(chain, assignment)

    assert first_bad() == (chain, 6, "changed")


def test_a_text_nested_deeply(chain: str) -> None:
    put_entry(chain, "text = %s", DEEP)

    assert first_bad() == (chain, 6, "changed")


@pytest.mark.parametrize(
    "assignment",
    [
        "subject = ''",
        "actor = ''",
        "actor = 'nobody'",
        "actor = upper(actor) || ' '",
        "at = ''",
        "at = at || '+09:00'",
        "at = '0001-01-01 00:00:00+09:00'",
        "event = CAST(event AS BLOB)",
    ],
)
@pytest.mark.parametrize("number", [1, 6, 10])
def test_a_searching_column_that_says_nonsense(chain: str, assignment: str, number: int) -> None:
    put_entry(chain, assignment, number=number)

    fault = first_bad()

    assert fault in [(chain, number, "columns_changed"), (chain, number, "changed")]


@pytest.mark.parametrize("column", ["subject", "actor"])
def test_the_first_entry_of_all(chain: str, column: str) -> None:
    put_entry("installation", f"{column} = ''", number=1)

    assert first_bad() == ("installation", 1, "columns_changed")


def test_an_entry_beyond_all_numbers(chain: str) -> None:
    put_entry(chain, "number = 'last'", number=10)
    put("audit_chain", "length = 9", "name = %s", chain)

    fault = first_bad()

    assert fault is not None
    assert fault[0] == chain


@pytest.mark.parametrize("column", ["length", "signed"])
def test_a_chain_that_counts_with_words(chain: str, column: str) -> None:
    put("audit_chain", f"{column} = 'many'", "name = %s", chain)

    fault = first_bad()

    put("audit_chain", f"{column} = 10", "name = %s", chain)
    assert fault == (chain, 1, "end_changed")


@pytest.mark.parametrize("uid", ["", "nonsense", "00000000000000000000000000000000"])
def test_a_chain_of_another_installation(chain: str, uid: str) -> None:
    put("audit_chain", "installation = %s", "name = %s", uid, chain)

    assert first_bad() == (chain, 1, "columns_changed")


@pytest.mark.parametrize(
    "assignment",
    [
        "uid = 'nonsense'",
        "uid = '00000000000000000000000000000000'",
        "started = '2020-01-01 00:00:00'",
        "started = 'early'",
    ],
)
def test_an_installation_with_another_name_or_start(chain: str, assignment: str) -> None:
    put("audit_installation", assignment, "TRUE")

    assert first_bad() == ("installation", 1, "columns_changed")


def test_a_second_installation(chain: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_installation (id, uid, public_key, started) "
            "SELECT 0, 'bad', public_key, started FROM audit_installation"
        )

    assert first_bad() == ("installation", 1, "inserted")


@pytest.mark.parametrize("column", ["salt", "text"])
def test_bytes_instead_of_words(chain: str, column: str) -> None:
    pk = Chain.objects.values_list("pk", flat=True).get(name=chain)
    where = f"chain_id = {pk} AND number = 6 AND name = 'facts'"
    put("audit_entrytext", f"{column} = CAST({column} AS BLOB)", where)

    assert first_bad() == (chain, 6, "text_changed")


@pytest.mark.parametrize(
    "assignment", ["text = CAST(text AS BLOB)", "text = x'ff'", "link = x'00'"]
)
def test_bytes_in_a_checkpoint(chain: str, assignment: str) -> None:
    put("audit_checkpoint", assignment, "number = 2")

    assert first_bad() == ("checkpoints", 2, "changed")


def test_bytes_for_a_signature(chain: str) -> None:
    put("audit_checkpoint", "signature = x'ff'", "number = 2")

    assert first_bad() == ("checkpoints", 2, "bad_signature")


def test_a_checkpoint_nested_deeply(chain: str) -> None:
    put("audit_checkpoint", "text = %s", "number = 2", DEEP)

    assert first_bad() == ("checkpoints", 2, "changed")
