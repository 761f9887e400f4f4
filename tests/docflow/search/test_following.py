"""The index follows the log, survives what fails, and can be made again."""

import json

import pytest
from django.core.management import call_command

from docflow import clock
from docflow.audit.models import Bookmark, Chain
from docflow.exchange.models import Delivery
from docflow.outgoing import actions as outgoing
from docflow.search import following
from docflow.search.models import Due, FileText, UnitWords, Words
from docflow.search.rebuilding import rebuild
from docflow.search.tasks import follow_log
from storage import blobs
from tests import builders, schemas
from tests.docflow.search.papers import arrived, index, page, subjects


def rows():
    documents = Words.objects.order_by("pk").values_list("document", "words", "file__text")
    units = UnitWords.objects.order_by("pk").values_list("place", "unit", "words")
    return [*documents, *units]


def test_a_new_document_is_found_after_one_turn(units):
    arrived(units.hoa, "Mưa lũ")

    follow_log()

    assert subjects(units.hoa, "mưa") == ["Mưa lũ"]


def test_a_revised_file_is_found_by_its_new_words_alone(units):
    paper = builders.draft(units, subject="Mưa")
    index()
    before = subjects(units.lan, "simple formula")

    outgoing.revise(paper, page(units.lan, "decree-30-2020-annex-4.pdf"), by=units.lan)
    index()

    assert before == ["Mưa"]
    assert subjects(units.lan, "simple formula") == []
    assert subjects(units.lan, "sổ đăng ký") == ["Mưa"]
    assert FileText.objects.count() == 1


def test_the_receiver_finds_what_arrived_by_the_same_words(people):
    builders.arrived(people, subject="Tình hình mưa lũ")
    index()

    assert subjects(people.tuan, "hoằng đông simple formula") == ["Tình hình mưa lũ"]
    assert subjects(people.hoa, "01/BC-UBND") == ["Tình hình mưa lũ"]
    assert Delivery.objects.count() == 1
    assert FileText.objects.count() == 1


def test_indexing_again_changes_nothing(units):
    arrived(units.hoa, "Mưa")
    index()
    before = rows()

    Bookmark.objects.filter(reader=following.READER).update(number=0)
    index()

    assert rows() == before != []


def test_one_document_that_fails_waits_and_the_others_are_indexed(units, caplog):
    for subject in ("Mưa một", "Mưa hai"):
        arrived(units.hoa, subject, file=page(units.hoa))
    Due.objects.ask(Due.What.UNIT, [units.commune.pk])
    units.commune.names.all().delete()

    follow_log()

    assert subjects(units.hoa, "mưa") == ["Mưa hai", "Mưa một"]
    [waiting] = Due.objects.all()
    assert (waiting.what, waiting.after > clock.wall()) == ("unit", True)
    assert "Indexing waits a minute: unit" in caplog.text


def test_while_the_store_is_away_documents_are_found_by_their_fields(units, caplog):
    arrived(units.hoa, "Mưa", file=page(units.hoa))

    with blobs.use("s3://KEY:SECRET@127.0.0.1:9/none"):
        follow_log()

    assert subjects(units.hoa, "mưa") == ["Mưa"]
    assert subjects(units.hoa, "formula") == []
    assert Due.objects.count() == 1
    Due.objects.update(after=clock.wall())
    index()
    assert subjects(units.hoa, "formula") == ["Mưa"]


def test_what_is_asked_for_again_meanwhile_keeps_its_turn(units):
    document = arrived(units.hoa, "Mưa")
    index()
    Due.objects.ask(Due.What.DOCUMENT, [document.pk])
    [taken] = following._taken(Due.What.DOCUMENT, 1)

    Due.objects.ask(Due.What.DOCUMENT, [document.pk])
    following._index_document([taken])

    assert Due.objects.count() == 1
    assert following._taken(Due.What.DOCUMENT, 1) != []
    assert following._taken(Due.What.DOCUMENT, 1) == []


def test_rebuilding_gives_the_same_table(units):
    arrived(units.hoa, "Mưa", file=page(units.hoa))
    builders.draft(units, subject="Lũ")
    index()
    rebuild()
    before = rows()
    Words.objects.update(words="nonsense")
    FileText.objects.update(text="nonsense")
    UnitWords.objects.all().delete()

    made = rebuild()

    assert rows() == before
    assert (made.documents, made.units, made.unreadable) == (2, 3, 0)
    assert subjects(units.hoa, "mưa") == ["Mưa"]
    assert subjects(units.hoa, "nonsense") == []


def test_rebuilding_leaves_nothing_to_follow(units):
    arrived(units.hoa, "Mưa")

    rebuild()

    marks = dict(Bookmark.objects.filter(reader="search").values_list("chain", "number"))
    assert all(marks[chain.pk] == chain.length for chain in Chain.objects.all())


def test_the_command_answers_as_documented(units, capfd):
    arrived(units.hoa, "Mưa")

    with pytest.raises(SystemExit) as ended:
        call_command("rebuild_search", "--json")

    answer = json.loads(capfd.readouterr().out)
    assert ended.value.code == 0
    assert list(schemas.faults(answer, schemas.schema("rebuild_search"))) == []
    assert (answer["documents"], answer["units"], answer["unreadable"]) == (1, 3, 1)
