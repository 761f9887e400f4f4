"""The order language: what is printed is read back; what is no order is refused with its place."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docflow.outgoing.order import (
    BadOrder,
    Part,
    Sequence,
    Step,
    Together,
    Who,
    least_initials,
    parse,
    printed,
    steps,
)
from docflow.outgoing.progress import (
    DONE,
    OPEN,
    SKIPPED,
    WAITING,
    from_here,
    is_complete,
    progress,
)
from docflow.permissions import Role

EXAMPLE = (
    'initial(head of department) > [opinion(specialist) + opinion("Kế toán", 2 days)] '
    "> 2 of [initial(@an), initial(@binh), initial(@chi)]"
)
ROLES = [role for role in Role if role != Role.SYSTEM]
NAMES = st.text("abcđ-._0", min_size=1, max_size=8)
WHO = st.builds(
    lambda which, role, post, name, unit: Who(
        role=role if which == 0 else "",
        post=post.strip() or "Trưởng phòng" if which == 1 else "",
        username=name if which == 2 else "",
        unit=unit,
    ),
    st.integers(0, 2),
    st.sampled_from(ROLES),
    st.text(st.characters(exclude_characters='"\n\r', exclude_categories=["Cs"]), max_size=30),
    NAMES,
    st.one_of(st.just(""), NAMES),
)
STEPS = st.one_of(
    st.builds(Step, st.just("initial"), WHO),
    st.builds(Step, st.just("opinion"), WHO, st.integers(1, 30)),
)


def _together(parts: list[Part], needed: int) -> Together:
    return Together(tuple(parts), needed % len(parts))


def _grown(parts: st.SearchStrategy[Part]) -> st.SearchStrategy[Part]:
    together = st.builds(_together, st.lists(parts, min_size=2, max_size=4), st.integers(0, 9))
    inner = st.one_of(STEPS, together)
    return st.one_of(
        together, st.builds(lambda row: Sequence(tuple(row)), st.lists(inner, min_size=2))
    )


ORDERS = st.recursive(STEPS, _grown, max_leaves=6).filter(
    lambda order: len(list(steps(order))) <= 30 and _depth(order) <= 4 and _length(order) <= 4000
)


def _depth(order: Part) -> int:
    if isinstance(order, Step):
        return 0
    return max(map(_depth, order.parts)) + isinstance(order, Together)


def _length(order: Part) -> int:
    return max(len(printed(order, each)) for each in ("en", "vi"))


@pytest.mark.parametrize("language", ["en", "vi"])
@settings(max_examples=150, deadline=None)
@given(order=ORDERS)
def test_what_is_printed_is_read_back_in_either_language(order: Part, language: str) -> None:
    text = printed(order, language)

    assert parse(text) == order
    assert printed(parse(text), language) == text


@settings(max_examples=200, deadline=None)
@given(text=st.text("initial(opinion)ký nháy >+[],2of @\"'", max_size=60))
def test_any_text_is_an_order_or_is_refused_with_a_place_in_it(text: str) -> None:
    order, refusal = read(text)

    if order is None:
        assert 1 <= refusal["place"] <= len(text) + 1
        assert str(refusal["expected"])
    else:
        assert parse(printed(order)) == order


def read(text: str) -> tuple[Part | None, dict[str, Any]]:
    """The order a text says, or what its refusal tells."""
    try:
        return parse(text), {}
    except BadOrder as refusal:
        return None, refusal.params


def test_a_clerk_reads_it_in_vietnamese() -> None:
    assert printed(parse(EXAMPLE), "vi") == (
        'ký nháy(trưởng phòng) > [ý kiến(chuyên viên) + ý kiến("Kế toán", 2 ngày)] '
        "> 2 trong [ký nháy(@an), ký nháy(@binh), ký nháy(@chi)]"
    )


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("", 1, "initial"),
        ("initial", 8, "("),
        ("initial()", 9, "a role"),
        ("initial(chef)", 9, "a role"),
        ("initial(leader", 15, ")"),
        ("initial(leader) initial(leader)", 17, "another step"),
        ("initial(leader, 3 days)", 15, ")"),
        ("opinion(leader, 99 days)", 17, "1 to 30"),
        ("opinion(leader, x)", 17, "a number"),
        ("[initial(leader)]", 1, "two or more"),
        ("[initial(leader), initial(clerk)]", 17, "+"),
        ("2 of [initial(leader), initial(clerk)]", 1, "smaller"),
        ("0 of [initial(leader), initial(clerk)]", 1, "smaller"),
        ("1 of [initial(leader) + initial(clerk)]", 23, ","),
        ("[" * 5 + "initial(leader)", 5, "four deep"),
        (" > ".join(["initial(leader)"] * 31), 556, "30 steps"),
        ("x" * 4001, 4001, "4000"),
    ],
)
def test_what_is_no_order_is_refused_with_the_place_and_what_is_expected(
    text: str, place: int, expected: str
) -> None:
    with pytest.raises(BadOrder) as refusal:
        parse(text)

    assert refusal.value.params["place"] == place
    assert expected in str(refusal.value.params["expected"])


def test_steps_are_named_by_their_place() -> None:
    assert [place for place, _ in steps(parse(EXAMPLE))] == ["1", "2.1", "2.2", "3.1", "3.2", "3.3"]


@pytest.mark.parametrize(
    ("done", "standings"),
    [
        ("", {"1": OPEN, "2.1": WAITING, "2.2": WAITING, "3.1": WAITING}),
        ("1", {"1": DONE, "2.1": OPEN, "2.2": OPEN, "3.1": WAITING}),
        ("1 2.2", {"2.1": OPEN, "2.2": DONE, "3.1": WAITING}),
        ("1 2.1 2.2", {"3.1": OPEN, "3.2": OPEN, "3.3": OPEN}),
        ("1 2.1 2.2 3.3", {"3.1": OPEN, "3.2": OPEN, "3.3": DONE}),
        ("1 2.1 2.2 3.1 3.3", {"3.1": DONE, "3.2": SKIPPED, "3.3": DONE}),
    ],
)
def test_the_order_goes_on_as_steps_are_done(done: str, standings: dict[str, str]) -> None:
    found = progress(parse(EXAMPLE), frozenset(done.split()))

    assert {place: found[place] for place in standings} == standings


@settings(max_examples=150, deadline=None)
@given(order=ORDERS, data=st.data())
def test_doing_what_is_open_always_leads_to_the_end(order: Part, data: st.DataObject) -> None:
    done: frozenset[str] = frozenset()

    while not is_complete(order, done):
        standings = progress(order, done)
        due = [place for place, standing in standings.items() if standing == OPEN]
        done |= {data.draw(st.sampled_from(due))}

    assert OPEN not in progress(order, done).values()
    assert WAITING not in progress(order, done).values()


@settings(max_examples=150, deadline=None)
@given(order=ORDERS, data=st.data())
def test_what_is_returned_to_opens_again_with_all_after_it(
    order: Part, data: st.DataObject
) -> None:
    places = [place for place, _ in steps(order)]
    place = data.draw(st.sampled_from(places))
    left = frozenset(places) - from_here(order, place)

    standings = progress(order, left)

    assert standings[place] in (OPEN, SKIPPED)
    assert all(standings[each] == DONE for each in left)
    assert min(from_here(order, place), key=places.index) == place


def test_what_stands_beside_a_returned_step_stays_done() -> None:
    assert from_here(parse(EXAMPLE), "2.1") == {"2.1", "3.1", "3.2", "3.3"}


def test_initials_that_must_stand_are_counted() -> None:
    assert least_initials(parse(EXAMPLE)) == 3
    assert least_initials(parse("1 of [initial(leader), opinion(clerk)]")) == 0
