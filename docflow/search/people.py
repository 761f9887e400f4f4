"""Find people by account or name as one types: words begun, in any order, accents not required."""

from collections.abc import Iterable

from docflow.people.models import User
from docflow.search.tokens import folded, is_accented, true


def bears(name: str, typed: str) -> bool:
    """Whether each typed word begins a word of the name; accents count where they were typed."""
    words = name.split()
    return all(any(_begins(word, part) for word in words) for part in typed.split())


def named(people: Iterable[User], typed: str) -> list[User]:
    """Those with this account, or who bear the typed words in their name, in their order."""
    asked = typed.strip().casefold()
    return [
        each
        for each in people
        if asked and (asked == each.username.casefold() or bears(each.full_name, asked))
    ]


def _begins(word: str, part: str) -> bool:
    if is_accented(part):
        return true(word).startswith(true(part))
    return folded(word).startswith(folded(part))
