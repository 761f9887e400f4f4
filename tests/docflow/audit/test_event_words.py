"""What happened, in words."""

from docflow.audit.event_words import PHRASES, phrase
from docflow.audit.events import Event


def test_every_event_has_a_phrase():
    assert set(PHRASES) == set(Event)


def test_an_event_of_a_newer_version_is_called_by_its_name():
    assert phrase("paper.shredded") == "paper.shredded"
