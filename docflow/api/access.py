"""Who may call what: by access token alone, deny by default, one declaration for every call."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from inspect import signature
from typing import Any, get_type_hints

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from ninja import Router
from ninja.decorators import decorate_view
from ninja.security import HttpBearer

from docflow.api.errors import NotHere, refused, unknown
from docflow.api.idempotency import each_once
from docflow.desks import unseen
from docflow.errors import Refused
from docflow.people.actor import Actor, Glance
from docflow.people.models import ApiToken
from docflow.people.tokens import actor_of
from docflow.permissions import Permission, require
from docflow.requests.addresses import address_of
from docflow.requests.limits import limit

SAFE = ("GET", "HEAD")
JSON = "application/json"
MULTIPART = "multipart/form-data"
CSV = "text/csv"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_QUERY = ("request", "given", "file")
View = Callable[..., Any]


class Asked(HttpRequest):
    """A request of a program; `actor` says for which post of which unit, within which scope."""

    actor: Actor
    token: ApiToken
    call: "Call"


@dataclass(frozen=True)
class Call:
    """One call, as the access matrix and the description list it.

    `door` is "gate" (whoever holds one of `any_of` in the unit of the token), "subject" (whoever
    may see what the address names; the act asks for one of `any_of`) or "token" (every token).
    """

    verb: str
    method: str
    path: str
    door: str
    any_of: tuple[Permission, ...]
    needs_key: bool = False
    multipart: bool = False
    media: tuple[str, ...] = (JSON,)
    codes: tuple[str, ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    queries: frozenset[str] = frozenset()

    @property
    def is_safe(self) -> bool:
        """Whether the call only reads."""
        return self.method in SAFE

    @property
    def is_file(self) -> bool:
        """Whether bytes are answered instead of JSON."""
        return self.media != (JSON,)

    @property
    def is_table(self) -> bool:
        """Whether it answers a table made for a spreadsheet."""
        return CSV in self.media

    @property
    def names_a_thing(self) -> bool:
        """Whether the address names one thing, which may exist or not."""
        return "{" in self.path


class Token(HttpBearer):
    """The access token of a program, in the header Authorization."""

    def __call__(self, request: HttpRequest) -> Any:
        return getattr(request, "token", None)

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return self(request)


def call(
    router: Router,
    method: str,
    path: str,
    answer: Any,
    *any_of: Permission,
    door: str = "gate",
    status: int = 200,
    **more: Any,
) -> Callable[[View], View]:
    """Declare a view as a call; `answer` is the schema of what it returns, None for a file."""

    def declare(view: View) -> View:
        at = door if any_of or door == "subject" else "token"
        queries = _queries(view, path)
        this = Call(
            view.__name__, method, path, at, any_of, fields=_fields(view), queries=queries, **more
        )
        register = router.api_operation(
            [method, "HEAD"] if method == "GET" else [method],
            path,
            response={status: answer},
            auth=Token(),
            operation_id=view.__name__,
            url_name=view.__name__,
            summary=(view.__doc__ or "").strip().splitlines()[0].rstrip("."),
        )
        view.call = this  # type: ignore[attr-defined]
        return decorate_view(partial(_guarded, view, this))(register(view))

    return declare


def _guarded(view: View, this: Call, run: Callable[..., HttpResponseBase]) -> Any:
    def answer(request: Any, **words: Any) -> HttpResponseBase:
        request.call, request.view = this, view
        try:
            request.token, actor = _who(request)
        except Refused as refusal:
            return refused(refusal, status=429 if refusal.code == "too_many" else 401)
        glance = Glance(actor.appointment, None, actor.scope, actor.token)
        request.actor = glance if this.is_safe else actor
        closed = _closed(request, this)
        if closed:
            return refused(closed)
        refusal_of_type = _wrong_type(request, this)
        if refusal_of_type:
            keep_denial(request)
            return refused(refusal_of_type)
        names = sorted(set(request.GET) - this.queries)
        if names:
            keep_denial(request)
            return unknown(names)
        if this.is_safe:
            return run(request, **words)
        return each_once(request, request.token.uid, this.needs_key, lambda: run(request, **words))

    return answer


def refuse(request: Any, refusal: Refused) -> Refused:
    """The refusal of a call that never reached its act; a try to act is kept in the log."""
    if request.call.is_safe:
        return refusal
    return unseen.refuse(request.view, refusal, by=request.actor)


def keep_denial(request: Any) -> None:
    """Keep a try to act whose body cannot be read, when the act was not theirs anyway."""
    this, actor = request.call, request.actor
    if this.any_of and not actor.permissions_in(actor.unit) & set(this.any_of):
        try:
            require(actor, this.any_of[0], actor.unit)
        except Refused as refusal:
            refuse(request, refusal)


def _fields(view: View) -> tuple[str, ...]:
    """The fields of the body a view takes, if it takes one."""
    body = get_type_hints(view).get("given")
    return tuple(body.model_fields) if body else ()


def _queries(view: View, path: str) -> frozenset[str]:
    """What may stand behind the question mark: what the view takes and the path does not name."""
    in_path = {part.rpartition(":")[2] for part in re.findall(r"{([^}]+)}", path)}
    return frozenset(signature(view).parameters) - in_path - frozenset(NO_QUERY)


def _who(request: Any) -> tuple[ApiToken, Actor]:
    """The token and its actor; wrong tokens are counted for the address they come from."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Refused(
            "token_missing", _("Send your access token: Authorization: Bearer, then the token.")
        )
    try:
        return actor_of(secret.strip())
    except Refused:
        limit("token", address_of(request))
        raise


def _closed(request: Any, this: Call) -> Refused | None:
    """Why the gate stays closed. What the address names is not told; a bare address is known."""
    actor = request.actor
    if this.door != "gate" or actor.permissions_in(actor.unit) & set(this.any_of):
        return None
    if this.is_safe or this.names_a_thing:
        return refuse(request, NotHere())
    try:
        require(actor, this.any_of[0], actor.unit)
    except Refused as refusal:
        return refuse(request, refusal)
    return None


def _wrong_type(request: Any, this: Call) -> Refused | None:
    needed = MULTIPART if this.multipart else JSON
    has_body = request.META.get("CONTENT_LENGTH") not in (None, "", "0")
    if this.is_safe or not has_body or request.content_type == needed:
        return None
    return Refused("wrong_type", _("Send the body as %(needed)s."), needed=needed)
