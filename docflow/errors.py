"""How the domain says no."""

from typing import Any


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
