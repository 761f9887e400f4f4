"""People as an administrator is told of them: one with all their posts, a first password."""

from typing import Any
from uuid import UUID

from docflow.api.payloads.organisation import Appointed, Delegated, Person, TokenLine
from docflow.api.payloads.shapes import Told
from docflow.people.models import User


class PersonWhole(Person):
    """An account with its posts in the token's unit and below, and what hangs on them."""

    is_active: bool
    has_second_factor: bool
    posts: list[Appointed]
    delegations: list[Delegated]
    tokens: list[TokenLine]

    @classmethod
    def seen(cls, user: User, posts: Any, delegations: Any, tokens: Any) -> "PersonWhole":
        """An account with the rows that may be told of it."""
        return cls(
            **plain(user).model_dump(),
            is_active=user.is_active,
            has_second_factor=user.totp_confirmed is not None,
            posts=[Appointed.whole(each) for each in posts],
            delegations=[Delegated.of(each) for each in delegations],
            tokens=[TokenLine.of(each) for each in tokens],
        )


class FirstPassword(Told):
    """A new first password; `secret` is null when the same call is answered again."""

    user: UUID
    secret: str | None


def plain(user: User) -> Person:
    """An account alone."""
    return Person(uid=user.uid, username=user.username, full_name=user.full_name)
