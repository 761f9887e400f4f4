"""What a line of the table of hearers says: who hears of an event, in what words."""

from dataclasses import dataclass
from typing import Any

from docflow.notices.hearers import Hearer
from docflow.notices.models import Topic

WAITING, OWN, DELIVERY, ACCOUNT = Topic.WAITING, Topic.OWN, Topic.DELIVERY, Topic.ACCOUNT


@dataclass(frozen=True)
class Line:
    """One line: what happened, who hears, in what words. `when` is a fact it is told with only."""

    code: str
    event: str
    hearer: Hearer
    sentence: Any
    topic: Topic
    is_urgent: bool = False
    when: tuple[str, Any] | None = None

    def is_told(self, facts: dict[str, Any]) -> bool:
        """Whether the facts are those of this line."""
        return self.when is None or facts.get(self.when[0]) == self.when[1]
