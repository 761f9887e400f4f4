"""Moves between states: the one door to django-fsm.

A life is a class whose methods are declared with `@move`: from where, to where, who may make it,
what must hold. The server checks the declaration and the pages draw their buttons from it.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from operator import attrgetter
from typing import Any

import django_fsm
from django.utils.translation import gettext_lazy as _

from docflow.errors import Refused, Several
from docflow.identity import Labelled
from docflow.permissions import Acting, Permission, may, require
from docflow.verbs import VERBS

Guard = Callable[[Any, Acting], bool]
Stop = Callable[[Any, Acting], Refused | None]
_stops: list[Stop] = []


class StateField(django_fsm.FSMField):
    """The state of a thing. A migration sees a plain column: it makes no move.

    A field of django-fsm listens to every class that is made, and migrating makes thousands.
    """

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """As a column of characters (`django.db.models.Field.deconstruct`)."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, "django.db.models.CharField", args, kwargs


def stop(why: Stop) -> Stop:
    """Mark what can keep a thing from every move: `(subject, by)` to a refusal, or None."""
    _stops.append(why)
    return why


def stopped(subject: Any, by: Acting) -> Refused | None:
    """Why nobody like the actor may move this thing now, whatever its state is."""
    return next((refusal for why in _stops if (refusal := why(subject, by))), None)


class Stateful(Labelled, django_fsm.FSMModelMixin):
    """A model whose state only its moves can change; `moved` is the move just made."""

    moved: tuple[str, str] | None = None

    def must_allow(self, verb: str, by: Acting) -> None:
        """Raise Refused, saying why, unless this actor could make the move now."""
        getattr(type(self), verb).check(self, by)

    def must_be_theirs(self, verb: str, by: Acting) -> None:
        """Raise NotAllowed unless this actor has the permission for the move, in whatever state."""
        made = getattr(type(self), verb)
        require(by, made.who, attrgetter(made.at)(self))


def guard(
    code: str, sentence: Any, words: Callable[[Any], dict[str, Any]] = lambda subject: {}
) -> Callable[[Guard], Guard]:
    """Mark a condition `(subject, by)` of a move with what people read when it does not hold.

    `words` are what the sentence is filled with, asked of the subject.
    """

    def mark(holds: Guard) -> Guard:
        def refusal(subject: Any) -> Refused:
            return Refused(code, sentence, **words(subject))

        holds.code = code  # type: ignore[attr-defined]
        holds.refusal = refusal  # type: ignore[attr-defined]
        return holds

    return mark


def move(
    field: Any,
    source: str | Sequence[str],
    target: str,
    *,
    who: Permission,
    at: str = "unit",
    needs: Sequence[Guard] = (),
) -> Callable[[Callable[[Any], None]], Callable[[Any, Acting], None]]:
    """Declare a move. `at` names the attribute of the subject with the unit where `who` counts."""
    sources = [source] if isinstance(source, str) else list(source)

    def declare(method: Callable[[Any], None]) -> Callable[[Any, Acting], None]:
        rule = {"who": who, "at": at, "needs": tuple(needs)}
        transition = django_fsm.transition(field, sources, target, custom=rule)(method)

        @wraps(transition)
        def checked(self: Any, by: Acting) -> None:
            state = getattr(self, field.name)
            checked.check(self, by)  # type: ignore[attr-defined]
            transition(self)
            self.moved = (str(state), str(target))

        def check(self: Any, by: Acting) -> None:
            require(by, who, attrgetter(at)(self))
            must_cover(by, self)
            refusal = stopped(self, by)
            if refusal:
                raise refusal
            if getattr(self, field.name) not in sources:
                raise _wrong_state(self, method.__name__, getattr(self, field.name), sources)
            for needed in needs:
                if not needed(self, by):
                    raise needed.refusal(self)  # type: ignore[attr-defined]

        checked.check = check  # type: ignore[attr-defined]
        checked.who, checked.at = who, at  # type: ignore[attr-defined]

        return checked

    return declare


def must_cover(by: Acting, subject: Any) -> None:
    """Raise Refused where whoever acts is bound to other things, as a delegation binds to types."""
    bound = getattr(by, "must_cover", None)
    if bound is not None:
        bound(subject)


def open_moves(subject: Any, actor: Acting) -> list[str]:
    """The moves this actor could make now; a page draws one button for each."""
    if stopped(subject, actor):
        return []
    try:
        must_cover(actor, subject)
    except Refused:
        return []
    return [
        step.name
        for step in subject.get_available_state_transitions()
        if may(actor, step.custom["who"], attrgetter(step.custom["at"])(subject))
        and all(needed(subject, actor) for needed in step.custom["needs"])
    ]


def closed_moves(subject: Any, actor: Acting) -> list[tuple[str, Refused]]:
    """What would be this actor's to do in this state but for a condition, and why it is not.

    What is stopped altogether is told once, and not for each move.
    """
    closed: list[tuple[str, Refused]] = []
    if stopped(subject, actor):
        return closed
    for step in subject.get_available_state_transitions():
        if may(actor, step.custom["who"], attrgetter(step.custom["at"])(subject)):
            failed = next((each for each in step.custom["needs"] if not each(subject, actor)), None)
            if failed:
                closed.append((step.name, failed.refusal(subject)))
    return closed


def moves(model: type) -> Iterable[tuple[str, str, str, Permission]]:
    """Every move of a life as (verb, from, to, who): the table a lawyer can read."""
    field = model._meta.get_field("state")  # type: ignore[attr-defined]
    for step in field.get_all_transitions(model):
        yield step.name, str(step.source), str(step.target), step.custom["who"]


def _wrong_state(subject: Any, verb: str, state: str, sources: Sequence[str]) -> Refused:
    labels = dict(subject._meta.get_field("state").flatchoices)
    return Refused(
        "wrong_state",
        _("“%(verb)s” is not possible: the state is “%(state)s”, it must be “%(needed)s”."),
        verb=VERBS[verb],
        state=labels.get(state, state),
        needed=Several((labels.get(each, each) for each in sources), "”, “"),
        state_code=str(state),
    )
