"""How the domain says no."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext


class Several:
    """Words of a refusal that stand in a row: each is worded by whoever reads it."""

    def __init__(self, words: Iterable[Any], between: str = ", ") -> None:
        self.words = tuple(words)
        self.between = between

    def __str__(self) -> str:
        return self.between.join(str(word) for word in self.words)


class Sentence:
    """A sentence within a refusal: a template and what fills it, worded by whoever reads it."""

    def __init__(self, sentence: str, params: Mapping[str, Any]) -> None:
        self.sentence = sentence
        self.params = params

    def __str__(self) -> str:
        return gettext(self.sentence) % self.params


class Refused(Exception):
    """An act that may not be done: a code for programs, a sentence for people.

    The sentence is a translatable template; it is worded at the edge, in the reader's language.
    """

    def __init__(self, code: str, sentence: Any, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.params = params

    def __str__(self) -> str:
        return str(self.sentence) % self.params if self.params else str(self.sentence)


class NotAllowed(Refused):
    """The actor lacks the permission for the act."""
