"""A month counted by hand, before it was played. District and commune stand below the province.

October 2026; the report is of 10/11/2026, 08:00. (+) counts in the numerator too, (-) is left out.

Commune: 8 deliveries, 2 arrivals, 7 documents
    C0  01/10 00:05, to the district, never delivered         delivery            p s  4a
    C1  to the district                                       delivery (+)        p s  4a
    C2  to the district; to the province with paper beside    2 deliveries (+)(+) p s  4b
    C3  signed on paper, sealed as a copy, to the district    delivery (+)             4a
    C4  on paper                                              delivery            p s  4c
    C5  leave permit on paper                                 delivery            (-)  4c
    C6  31/10 23:30, told "arrived" on 01/11                  delivery (+)        p s  4a
    a document of 30/09 23:50, a cancelled one: not of the month; D2 was refused: never registered
    registered: D1 (+), D3 on paper          tasks: T5 in the last moment (+), T6 in November (+)
District: 4 deliveries, 5 arrivals, 3 documents
    D1  to the commune                                        delivery (+)        p s  4a
    D2  to the commune, which refuses it; to the province     2 deliveries (+)(+) p s  4a
    D3  on paper to the commune, no seal                      delivery            p    4c
    registered: C1 (+), C2 (+), C3 (+), P1 with the clerk's reason (+), one on paper,
    an unsigned one (-), one of the trial unit (-); C6 only on 01/11
    tasks: T1 in time (+), T2 late, T3 open and overdue, T4 open and in time
Province: 1 delivery, 2 arrivals, 1 document
    P1  to the district                                       delivery (+)        p s  4a
    registered: C2 (+), D2 (+)
Trial unit: one delivery and one document (-)

          commune   district  province   tree: sums         each exchange once
    R1    6/10      7/9       3/3        16/22 = 72,73 %    9/14 = 64,29 %
    R2    5/6       3/3       1/1        9/10
    R3    5/6       2/3       1/1        8/10
    R4a   4/7       2/3       1/1        7/11
    R4b   1/7       0/3       0/1        1/11
    R4c   2/7       1/3       0/1        3/11
    R5    2/2       1/3       0/0        3/5
"""

from datetime import date, datetime
from itertools import product

import pytest

from docflow import clock
from docflow.audit import reader
from docflow.audit.models import Bookmark, Chain
from docflow.audit.reader import entries_of
from docflow.reports import counting, recount
from docflow.reports.definitions import RATES
from docflow.reports.rates import items, rates, rates_of_tree
from docflow.reports.tasks import follow_log
from tests.docflow.reports import month

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
REPORTED = datetime(2026, 11, 10, 8, tzinfo=clock.VIETNAM)

PARTS = ("numerator", "denominator", "excluded", "open_in_time")
WAYS = ("R4a", "R4b", "R4c")

BY_HAND = {
    "commune": {
        "R1": (6, 10, "60,00"),
        "R2": (5, 6, "83,33"),
        "R3": (5, 6, "83,33"),
        "R4a": (4, 7, "57,14"),
        "R4b": (1, 7, "14,29"),
        "R4c": (2, 7, "28,57"),
        "R5": (2, 2, "100,00"),
        "R5a": (2, 2, "100,00"),
        "R7": (7, 7, "100,00"),
    },
    "district": {
        "R1": (7, 9, "77,78"),
        "R2": (3, 3, "100,00"),
        "R3": (2, 3, "66,67"),
        "R4a": (2, 3, "66,67"),
        "R4b": (0, 3, "0,00"),
        "R4c": (1, 3, "33,33"),
        "R5": (1, 3, "33,33"),
        "R5a": (1, 3, "33,33"),
        "R7": (3, 3, "100,00"),
    },
    "province": {
        "R1": (3, 3, "100,00"),
        "R2": (1, 1, "100,00"),
        "R3": (1, 1, "100,00"),
        "R4a": (1, 1, "100,00"),
        "R4b": (0, 1, "0,00"),
        "R4c": (0, 1, "0,00"),
        "R5": (0, 0, None),
        "R5a": (0, 0, None),
        "R7": (1, 1, "100,00"),
    },
    "tree": {
        "R1": (16, 22, "72,73"),
        "R2": (9, 10, "90,00"),
        "R3": (8, 10, "80,00"),
        "R4a": (7, 11, "63,64"),
        "R4b": (1, 11, "9,09"),
        "R4c": (3, 11, "27,27"),
        "R5": (3, 5, "60,00"),
        "R5a": (3, 5, "60,00"),
        "R7": (11, 11, "100,00"),
    },
}
ASIDE = {
    "commune": {"R2": {"exempt_kind": 1}, "R3": {"exempt_kind": 1}},
    "district": {"R1": {"for_reference": 1, "trial_unit": 1}},
    "province": {},
    "tree": {
        "R1": {"for_reference": 1, "trial_unit": 2},
        "R2": {"exempt_kind": 1, "trial_unit": 1},
        "R3": {"exempt_kind": 1, "trial_unit": 1},
        "R4a": {"trial_unit": 1},
        "R4b": {"trial_unit": 1},
        "R4c": {"trial_unit": 1},
        "R7": {"trial_unit": 1},
    },
}


@pytest.fixture
def stage(units):
    return month.Stage(units)


@pytest.fixture
def played(stage):
    """The month, all of it in the log and counted in one go."""
    for _ in month.play(stage):
        pass
    follow_log()
    return stage.cast


def ask(cast, whom, **options):
    options = {"at": REPORTED} | options
    if whom == "tree":
        return rates_of_tree(cast.province, FIRST, LAST, **options)
    return rates([getattr(cast, whom)], FIRST, LAST, **options)


def told(report):
    return {
        rate_id: (
            figure.numerator,
            figure.denominator,
            None if figure.percent == "—" else figure.percent.removesuffix("\u00a0%"),
        )
        for rate_id, figure in report.figures.items()
    }


def kept():
    """All rows, by table and uid."""
    return {
        (table, row.uid): recount.values(row)
        for table in recount.TABLES
        for row in table.objects.all()
    }


@pytest.mark.parametrize("whom", BY_HAND)
def test_the_figures_are_those_counted_by_hand(played, whom):
    report = ask(played, whom)

    assert told(report) == BY_HAND[whom]
    assert {key: each.reasons for key, each in report.figures.items() if each.reasons} == ASIDE[
        whom
    ]
    assert report.figures["R5"].open_in_time == (1 if whom in ("district", "tree") else 0)


def test_the_list_behind_each_figure_is_as_long_as_the_figure(played):
    reports = [ask(played, whom, inside_once=once) for whom in BY_HAND for once in (False, True)]

    for report, rate in product(reports, RATES):
        figure = report.figures[rate.id]
        lists = {part: [item.uid for item in items(report, rate.id, part)] for part in PARTS}
        assert {part: len(set(uids)) for part, uids in lists.items()} == {
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "excluded": figure.excluded,
            "open_in_time": figure.open_in_time,
        }
        assert set(lists["numerator"]) <= set(lists["denominator"])
        assert not {*lists["excluded"], *lists["open_in_time"]} & {*lists["denominator"]}


def test_every_document_is_sent_in_exactly_one_of_three_ways(played):
    for report in [ask(played, whom) for whom in BY_HAND]:
        ways = [item.uid for way in WAYS for item in items(report, way, "numerator")]
        documents = {item.uid for item in items(report, "R4a")}

        assert len(ways) == len(documents)
        assert set(ways) == documents


def test_counted_in_small_steps_is_counted_in_one_go(stage, monkeypatch):
    monkeypatch.setattr(reader, "STRIDE", 1)
    for _ in month.play(stage):
        follow_log()
    in_steps = kept()

    again = read_twice_from_the_last_chain_to_the_first()

    assert in_steps == again == from_the_log()
    assert told(ask(stage.cast, "tree")) == BY_HAND["tree"]
    assert list(recount.differences()) == []


def read_twice_from_the_last_chain_to_the_first():
    """A task's end is read before its beginning, and everything once more."""
    for table in recount.TABLES:
        table.objects.all().delete()
    for chain in list(Chain.objects.order_by("-pk")) * 2:
        for entry in entries_of(chain, 0, chain.length):
            counting.step(entry)
    return kept()


def from_the_log():
    recount.rebuild()
    return kept()


def test_following_once_more_from_the_start_changes_nothing(played):
    before = kept()
    Bookmark.objects.filter(reader=counting.READER).update(number=0)

    follow_log()

    assert kept() == before


def test_an_exchange_inside_the_tree_can_be_counted_once(played):
    once = ask(played, "tree", inside_once=True)

    assert told(once)["R1"] == (9, 14, "64,29")
    assert once.figures["R1"].reasons == {
        "for_reference": 1,
        "trial_unit": 2,
        "counted_by_sender": 8,
    }
    assert {key: value for key, value in told(once).items() if key != "R1"} == {
        key: value for key, value in BY_HAND["tree"].items() if key != "R1"
    }


def test_counting_once_changes_nothing_for_a_single_unit(played):
    assert told(ask(played, "commune", inside_once=True)) == BY_HAND["commune"]


def test_a_tree_has_the_sums_of_its_units(played):
    whole = told(ask(played, "tree"))

    for rate in RATES:
        parts = [BY_HAND[whom][rate.id] for whom in ("commune", "district", "province")]
        assert whole[rate.id][:2] == tuple(sum(part[side] for part in parts) for side in (0, 1))


def test_what_happened_after_the_moment_of_the_report_is_not_known_yet(played):
    midnight = datetime(2026, 11, 1, tzinfo=clock.VIETNAM)

    report = ask(played, "commune", at=midnight)

    assert told(report)["R1"] == (5, 10, "50,00")  # C6 had not arrived
    assert told(report)["R5"] == (1, 1, "100,00")  # T6 was still open
    assert report.figures["R5"].open_in_time == 1


def test_the_day_is_that_of_vietnam(played):
    september = rates([played.commune], date(2026, 9, 30), date(2026, 9, 30), at=REPORTED)
    first = rates([played.commune], FIRST, FIRST, at=REPORTED)
    november = rates([played.district], date(2026, 11, 1), date(2026, 11, 1), at=REPORTED)

    assert told(september)["R1"][:2] == (1, 1)
    assert told(first)["R1"][:2] == (0, 1)
    assert told(november)["R1"][:2] == (1, 1)
