"""What a person typed, as questions: the truest first."""

from dataclasses import dataclass

from docflow.search import tokens
from docflow.search.questions import All, AnyOf, But, Question, Token

LONGEST = 300  # characters
MOST = 12  # words


@dataclass(frozen=True)
class Word:
    """A word or code as typed; with `is_begun` perhaps only the beginning of a word."""

    text: str
    is_code: bool = False
    is_begun: bool = False

    @property
    def is_accented(self) -> bool:
        """Whether it was typed with accents."""
        words = tokens.parts(self.text) if self.is_code else [self.text]
        return any(map(tokens.is_accented, words))

    def loosely(self) -> Question:
        """Asks for the word without regard to accents."""
        if self.is_code:
            return Token(tokens.code_token(self.text), open_ended=True)
        return self._asked(tokens.folded(self.text), tokens.beginning(self.text))

    def truly(self) -> Question:
        """Asks for the word with exactly these accents."""
        if self.is_code:
            return Token(tokens.true_code_token(self.text), open_ended=True)
        return self._asked(tokens.true(self.text), tokens.true_beginning(self.text))

    def _asked(self, whole: str, start: str) -> Question:
        """A long beginning has no token of its own; few words begin like it."""
        if not self.is_begun:
            return Token(whole)
        if len(tokens.folded(self.text)) > tokens.LONGEST_BEGINNING:
            return Token(whole, open_ended=True)
        return AnyOf((Token(whole), Token(start)))


def words(text: str, *, begun: bool = False) -> tuple[Word, ...]:
    """The words of what was typed, each once; what goes beyond `LONGEST` or `MOST` is let go.

    The last word may be only begun; with `begun` each of them.
    """
    found = list(dict.fromkeys(tokens.chunks(text[:LONGEST])))[:MOST]
    return tuple(
        Word(chunk, is_code, is_begun=begun or number == len(found))
        for number, (chunk, is_code) in enumerate(found, start=1)
    )


def tiers(asked: tuple[Word, ...]) -> list[Question]:
    """Questions no two of which have an answer in common, in the order of their rank.

    Whoever types accents means them: first what bears exactly these words, then what bears the
    accented ones, then whatever is alike without accents.
    """
    loosely = All(tuple(word.loosely() for word in asked))
    if not any(word.is_accented for word in asked):
        return [loosely]
    truly = All(tuple(word.truly() for word in asked))
    mixed = All(tuple(word.truly() if word.is_accented else word.loosely() for word in asked))
    return apart(list(dict.fromkeys([truly, mixed, loosely])))


def apart(questions: list[Question]) -> list[Question]:
    """Each question without the answers of those before it."""
    return [
        But(question, AnyOf(tuple(questions[:place]))) if place else question
        for place, question in enumerate(questions)
    ]
