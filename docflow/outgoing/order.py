"""The order language: who gives opinions and initials before the format check.

One after another, side by side, or some of several:
`initial(head of department) > [opinion(specialist) + opinion("Kế toán", 2 days)] >
2 of [initial(@an), initial(@binh), initial(@chi)]`. The Vietnamese words mean the same: ký nháy, ý
kiến, trong, tại, ngày. A participant is a role, a post in quotes, or a person's user name after @;
`in 15997-VP` names a unit below one's own. `printed` writes what `parse` reads, in both languages.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from docflow.errors import Refused
from docflow.permissions import Role

DAYS = 3
MOST_DAYS, MOST_STEPS, DEEPEST, LONGEST = 30, 30, 4, 4000
WORDS = {
    "en": {"initial": "initial", "opinion": "opinion", "of": "of", "in": "in", "days": "days"},
    "vi": {"initial": "ký nháy", "opinion": "ý kiến", "of": "trong", "in": "tại", "days": "ngày"},
}


@dataclass(frozen=True)
class Who:
    """A participant: of role, post and user name one is given; the unit by a code of it."""

    role: str = ""
    post: str = ""
    username: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Step:
    """One participant's initials or opinion; an opinion is waited for so many working days."""

    kind: str
    who: Who
    days: int = 0


@dataclass(frozen=True)
class Sequence:
    """One after another, two or more."""

    parts: tuple["Part", ...]


@dataclass(frozen=True)
class Together:
    """Side by side, two or more; `needed` of them are enough, where it is not all."""

    parts: tuple["Part", ...]
    needed: int = 0


Part = Step | Sequence | Together
DEFAULT = Step("initial", Who(role=Role.HEAD_OF_DEPARTMENT))
"""The order of whoever has made none: the head of the department (Decree 30/2020 Art. 12)."""


class BadOrder(Refused):
    """A text that is no order; `place` counts its characters from 1."""

    def __init__(self, text: str, at: int, expected: Any) -> None:
        place, found = at + 1, text[at : at + 20].split("\n")[0].strip()
        super().__init__(
            "bad_order",
            _("At character %(place)s, before “%(found)s”, expected: %(expected)s."),
            place=place,
            found=found or _("the end"),
            expected=expected,
        )


def parse(text: str) -> Part:
    """The order a text in either language says. Raises BadOrder with the place and what is due."""
    if len(text) > LONGEST:
        raise BadOrder(text, LONGEST, _("an order of at most 4000 characters"))
    reader = _Reader(text)
    order = reader.sequence(0)
    reader.must_end()
    if len(list(steps(order))) > MOST_STEPS:
        raise BadOrder(text, len(text), _("at most 30 steps"))
    return order


def printed(order: Part, language: str = "en") -> str:
    """The order as text in a language, which `parse` reads back."""
    words = WORDS[language]
    if isinstance(order, Step):
        days = f", {order.days} {words['days']}" if order.days not in (0, DAYS) else ""
        return f"{words[order.kind]}({named(order.who, language)}{days})"
    if isinstance(order, Sequence):
        return " > ".join(printed(part, language) for part in order.parts)
    parts = [printed(part, language) for part in order.parts]
    if order.needed:
        return f"{order.needed} {words['of']} [{', '.join(parts)}]"
    return f"[{' + '.join(parts)}]"


def named(who: Who, language: str = "en") -> str:
    """A participant as the order names them."""
    name = f'"{who.post}"' if who.post else f"@{who.username}"
    if who.role:
        name = _roles(language)[Role(who.role)]
    return f"{name} {WORDS[language]['in']} {who.unit}" if who.unit else name


def steps(order: Part, place: str = "") -> Iterator[tuple[str, Step]]:
    """Every step with its place in the tree, as 2.1: the first of the second part."""
    if isinstance(order, Step):
        yield place or "1", order
        return
    for number, part in enumerate(order.parts, start=1):
        yield from steps(part, f"{place}.{number}" if place else str(number))


def least_initials(order: Part) -> int:
    """How many initials stand at least on what has passed the order."""
    if isinstance(order, Step):
        return int(order.kind == "initial")
    counts = sorted(least_initials(part) for part in order.parts)
    needed = order.needed if isinstance(order, Together) and order.needed else len(counts)
    return sum(counts[:needed])


@cache
def _roles(language: str) -> dict[Role, str]:
    with override(language):
        return {role: str(role.label).lower() for role in Role if role != Role.SYSTEM}


@cache
def _known(what: str) -> dict[str, str]:
    """The words of both languages for roles or for the kinds of step."""
    if what == "role":
        return {word: role for each in WORDS for role, word in _roles(each).items()}
    return {WORDS[each][kind]: kind for each in WORDS for kind in ("initial", "opinion")}


def _either(words: Iterable[str]) -> str:
    """A pattern for one of these words, the longest first, however far apart they are written."""
    longest = sorted(words, key=len, reverse=True)
    return "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest)


def _word(name: str) -> str:
    return "|".join(words[name] for words in WORDS.values())


class _Reader:
    """Reads an order from left to right, one method for each rule of the language."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def sequence(self, depth: int) -> Part:
        parts = [self.part(depth)]
        while self.found(r">"):
            parts.append(self.part(depth))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def part(self, depth: int) -> Part:
        start = self.spaces()
        needed = self.found(rf"(\d{{1,2}})\s+(?:{_word('of')})(?=\s*\[)")
        if not self.found(r"\["):
            return self.step()
        if depth == DEEPEST:
            raise BadOrder(self.text, start, _("brackets at most four deep"))
        parts = self.parts(depth + 1, r"," if needed else r"\+")
        self.due(r"\]", ", ]" if needed else "+ ]")
        if len(parts) < 2:
            raise BadOrder(self.text, start, _("two or more between the brackets"))
        if needed and not 1 <= int(needed) < len(parts):
            raise BadOrder(self.text, start, _("a number smaller than that of those it is of"))
        return Together(tuple(parts), int(needed or 0))

    def parts(self, depth: int, between: str) -> list[Part]:
        parts = [self.sequence(depth)]
        while self.found(between):
            parts.append(self.sequence(depth))
        return parts

    def step(self) -> Step:
        kinds = _known("kind")
        kind = self.due(f"({_either(kinds)})", ", ".join([*kinds, "["]), re.IGNORECASE)
        self.due(r"\(", "(")
        step = Step(kinds[" ".join(kind.lower().split())], self.who())
        if step.kind == "opinion":
            step = replace(step, days=self.days())
        self.due(r"\)", ")")
        return step

    def who(self) -> Who:
        expected = _("a role, a post in quotes, or @ and a user name")
        if post := self.found(r'"([^"\n]{1,100})"'):
            who = Who(post=post)
        elif username := self.found(r"@([\w.\-]{1,100})"):
            who = Who(username=username)
        else:
            role = self.due(rf"({_either(_known('role'))})(?!\w)", expected, re.IGNORECASE)
            who = Who(role=_known("role")[" ".join(role.lower().split())])
        unit = self.found(rf"(?:{_word('in')})\s+([\w.\-]{{1,60}})")
        return replace(who, unit=unit or "")

    def days(self) -> int:
        if not self.found(r","):
            return DAYS
        start = self.spaces()
        days = int(self.due(r"(\d{1,2})", _("a number of working days")))
        self.due(rf"(?:{_word('days')})", _word("days"))
        if not 1 <= days <= MOST_DAYS:
            raise BadOrder(self.text, start, _("1 to 30 working days"))
        return days

    def spaces(self) -> int:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.at

    def found(self, pattern: str, flags: int = 0) -> str:
        """What stands next, if it is this; its first group, else the whole."""
        self.spaces()
        match = re.compile(pattern, flags).match(self.text, self.at)
        if not match:
            return ""
        self.at = match.end()
        return match[1] if match.re.groups else match[0]

    def due(self, pattern: str, expected: Any, flags: int = 0) -> str:
        if found := self.found(pattern, flags):
            return found
        raise BadOrder(self.text, self.spaces(), expected)

    def must_end(self) -> None:
        if self.spaces() < len(self.text):
            raise BadOrder(self.text, self.at, _("“>” and another step, or the end"))
