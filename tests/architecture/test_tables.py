"""docs/tables.md says what the code says."""

from tests import tables


def test_the_page_is_as_the_code_would_write_it_now():
    assert tables.TABLES.read_text() == tables.text(), "Run `make docs`."


def test_each_life_is_drawn_from_its_first_state_on():
    page = tables.text()

    for first in ("draft", "arrived", "pending"):
        assert f"    [*] --> {first}\n" in page
    assert "    sealed --> issued : issue\n" in page
    assert "    issued --> [*]\n" in page


def test_a_move_names_what_else_must_hold():
    page = tables.text().partition("## The life of an outgoing document")[2]
    row = next(line for line in page.splitlines() if line.startswith("| `issue` |"))

    assert (
        row
        == "| `issue` | `sealed` | `issued` | `outgoing.issue` | `seal_missing`, `no_recipient` |"
    )
