"""Whom a token stands for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from docflow.api.payloads.shapes import Post, Told, UnitName


class Me(Told):
    """The token, the post it stands for, and what it may do there now."""

    token: UUID
    purpose: str
    expires: datetime
    post: Post
    unit: UnitName
    scope: list[str]
    permissions: list[str]

    @classmethod
    def of(cls, token: Any, actor: Any) -> "Me":
        return cls(
            token=token.uid,
            purpose=token.purpose,
            expires=token.expires,
            post=Post.of(actor.appointment),
            unit=UnitName.of(actor.unit),
            scope=sorted(token.scope),
            permissions=sorted(actor.permissions_in(actor.unit)),
        )
