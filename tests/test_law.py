"""The rules of the decree and the marks of the tests speak of the same things."""

import ast
from pathlib import Path

from tests.law import GAPS, RULES, Found, table

TESTS = Path(__file__).parent
NUMBER_OF_RULES = 25


def _marked() -> dict[str, set[str]]:
    """The rules that marks name, each with the files where it is named."""
    found: dict[str, set[str]] = {}
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.law":
                for rule in node.args:
                    found.setdefault(ast.literal_eval(rule), set()).add(path.name)
    return found


def test_every_rule_is_told_with_its_place() -> None:
    assert list(RULES) == [f"L{number}" for number in range(1, NUMBER_OF_RULES + 1)]
    assert all(says and place for says, place in RULES.values())


def test_every_mark_names_a_rule_that_exists() -> None:
    assert set(_marked()) <= set(RULES)


def test_every_rule_has_a_test_or_stands_among_the_gaps() -> None:
    assert set(RULES) - set(_marked()) <= set(GAPS)


def test_every_gap_is_of_a_rule_and_says_why() -> None:
    assert set(GAPS) <= set(RULES)
    assert all(len(why.split()) > 3 for why in GAPS.values())


def test_the_table_tells_what_failed_and_what_is_not_covered() -> None:
    found = Found()
    found.passed["L1"].append("a good test")
    found.failed["L2"].append("a bad test")

    lines = "\n".join(table(found))

    assert "1 tests" in next(line for line in lines.splitlines() if line.startswith("L1 "))
    assert "1 FAILED" in next(line for line in lines.splitlines() if line.startswith("L2 "))
    assert "failed: a bad test" in lines
    assert f"not covered: {GAPS['L21']}" in lines
